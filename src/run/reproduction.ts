import type { PlannedScenario } from './plan';

/** The command that runs one scenario alone, the same in every shell; `spec` if the run named one. */
export function reproduction(scenario: PlannedScenario, spec: string | undefined): string {
  const revision = spec === undefined ? '' : ` --spec ${spec}`;
  return `npx cmdqv-conformance run --clause "${scenario.id}"${revision}`;
}
