import type { PlannedScenario } from './plan';

/** What a run was asked for that a scenario depends on. */
export interface Circumstances {
  readonly spec?: string;
  readonly adapter?: string | readonly string[];
  readonly expect?: string | boolean;
  /** Flags of the adapter's own, each with its value if it has one, once for each time that it was given. */
  readonly flags?: readonly (readonly [flag: string, value?: string])[];
}

/** The command that runs one scenario alone, the same in every shell, with what the run named. */
export function reproduction(scenario: PlannedScenario, { spec, adapter, expect, flags = [] }: Circumstances = {}): string {
  const revision = spec === undefined ? '' : ` --spec ${spec}`;
  const implementation = [adapter ?? []]
    .flat()
    .map((one) => ` --adapter ${quoted(one)}`)
    .join('');
  const more = flags.map(([flag, value]) => (value === undefined ? ` ${flag}` : ` ${flag}=${quoted(value)}`)).join('');
  // A known deviation of an adapter's own would else be told as one, without what was seen.
  const judged = expect === false ? ' --no-expect' : '';
  return `npx cmdqv-conformance run --clause "${scenario.id}"${revision}${implementation}${more}${judged}`;
}

/** A word for the shell: in double quotes, or in single ones where it holds double ones. */
export function quoted(word: string): string {
  return word.includes('"') && !word.includes("'") ? `'${word}'` : `"${word.replaceAll('"', '\\"')}"`;
}
