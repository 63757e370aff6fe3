import type { PlannedScenario } from './plan';

const MONITORED = /^([A-Z0-9]+(?:-[A-Z0-9]+)*-\d+)\/monitor\/(.+)$/;

/** What the log of a scenario says of a clause, as a scenario of its own: `CLAUSE/monitor/SCENARIO`. */
export function monitoredIn(scenario: PlannedScenario, clause: string): PlannedScenario {
  const { feature, layer, line, name, tags } = scenario;
  return {
    id: `${clause}/monitor/${scenario.id}`,
    name: `the log of: ${name}`,
    feature,
    layer,
    line,
    clauses: [clause],
    tags,
    // Both are read when they are first asked for.
    get steps() {
      return scenario.steps;
    },
    get definition() {
      return scenario.definition;
    },
  };
}

/** The parts of an ID that {@link monitoredIn} made; nothing for that of a scenario of the features. */
export function monitoredId(id: string): { readonly clause: string; readonly scenario: string } | undefined {
  const [, clause, scenario] = MONITORED.exec(id) ?? [];
  return clause === undefined || scenario === undefined ? undefined : { clause, scenario };
}

/** The scenario of the features that has an ID, or whose log does. */
export function scenarioIdOf(id: string): string {
  return monitoredId(id)?.scenario ?? id;
}
