import type { PlannedScenario } from './plan';

/** What a run was asked for that a scenario depends on. */
export interface Circumstances {
  readonly spec?: string;
  readonly adapter?: string;
  readonly expect?: string | boolean;
  readonly qemu?: string;
  readonly qemuArg?: readonly string[];
}

/** The command that runs one scenario alone, the same in every shell, with what the run named. */
export function reproduction(scenario: PlannedScenario, { spec, adapter, expect, qemu, qemuArg = [] }: Circumstances = {}): string {
  const revision = spec === undefined ? '' : ` --spec ${spec}`;
  const implementation = adapter === undefined ? '' : ` --adapter ${quoted(adapter)}`;
  const emulator = qemu === undefined ? '' : ` --qemu ${quoted(qemu)}`;
  const more = qemuArg.map((argument) => ` --qemu-arg=${quoted(argument)}`).join('');
  // A known deviation of an adapter's own would else be told as one, without what was seen.
  const judged = expect === false ? ' --no-expect' : '';
  return `npx cmdqv-conformance run --clause "${scenario.id}"${revision}${implementation}${emulator}${more}${judged}`;
}

/** A word for the shell: in double quotes, or in single ones where it holds double ones. */
function quoted(word: string): string {
  return word.includes('"') && !word.includes("'") ? `'${word}'` : `"${word.replaceAll('"', '\\"')}"`;
}
