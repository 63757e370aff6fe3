import type { PlannedScenario } from './plan';

/** The command that runs one scenario alone, the same in every shell; `spec` and `adapter` if the run named them. */
export function reproduction(
  scenario: PlannedScenario,
  { spec, adapter }: { readonly spec?: string; readonly adapter?: string } = {},
): string {
  const revision = spec === undefined ? '' : ` --spec ${spec}`;
  const implementation = adapter === undefined ? '' : ` --adapter ${quoted(adapter)}`;
  return `npx cmdqv-conformance run --clause "${scenario.id}"${revision}${implementation}`;
}

/** A word for the shell: in double quotes, or in single ones where it holds double ones. */
function quoted(word: string): string {
  return word.includes('"') && !word.includes("'") ? `'${word}'` : `"${word.replaceAll('"', '\\"')}"`;
}
