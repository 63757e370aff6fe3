import type { FailureEvidence } from '../src/run/session';

/** Operations before a failure that are told; the command `cmdqv-conformance run` reports all. */
const LAST_OPERATIONS = 12;

/** What Cucumber's own formatters cannot tell of a failure, as text that they print. */
export function failureText({ actual, diagnostics, expected, operations }: FailureEvidence): string {
  const left = operations.length - LAST_OPERATIONS;
  const told = operations.slice(-LAST_OPERATIONS);
  return [
    ...part('expected', expected),
    ...part('actual', actual),
    ...part('operations', left > 0 ? [`(${left} left out)`, ...told] : told),
    ...part('adapter', diagnostics?.split('\n') ?? []),
  ].join('\n');
}

function part(name: string, lines: readonly string[]): string[] {
  return lines.map((line, place) => `${(place === 0 ? name : '').padEnd(12)}${line}`);
}
