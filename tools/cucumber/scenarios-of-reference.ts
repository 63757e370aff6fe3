import type { PlannedScenario } from '../../src/specification/plan';
import { select } from '../../src/specification/selection';
import type { Suite } from '../../src/specification/suite';

/** The scenarios that judge the reference: those of its revisions, but for guests that execute instructions, as no model does. */
export function scenariosOfReference({ catalogue, plan }: Pick<Suite, 'catalogue' | 'plan'>): readonly PlannedScenario[] {
  const isBeyondModels = (id: string) => catalogue.clause(id)?.beyondModels !== undefined;
  return select(plan, catalogue).scenarios.filter(({ clauses }) => !clauses.some(isBeyondModels));
}
