import type { Clause } from '../../specification/clauses/catalogue';
import type { PlannedScenario } from '../../specification/plan';
import { ClauseText } from '../clause-text';
import type { BookContent } from '../content';
import { Made, type Page } from '../page';
import { diagramsPlace, PLACES, scenarioPlace } from '../places';

/** A scenario and its sequence diagram. */
export interface Diagram {
  readonly scenario: PlannedScenario;
  readonly svg: string;
}

/** The list of clauses whose scenarios are drawn, and a page for each. */
export function diagramPages({ catalogue }: BookContent, diagrams: readonly Diagram[]): readonly Page[] {
  const byClause = new Map<string, Diagram[]>();
  for (const diagram of diagrams) {
    const clause = diagram.scenario.clauses[0] ?? '';
    const own = byClause.get(clause);
    if (own === undefined) byClause.set(clause, [diagram]);
    else own.push(diagram);
  }
  const drawn = catalogue.clauses.flatMap((clause) => {
    const own = byClause.get(clause.id);
    return own === undefined ? [] : [[clause, own] as const];
  });
  return [
    {
      path: PLACES.diagrams,
      title: 'Sequence diagrams',
      body: (root) => (
        <>
          <p>
            What goes between guest, device, kernel, hardware and SMMU in the scenarios of the stack, as the reference did it when this book
            was written. The start of the VM is folded, and so are repeated operations; what a scenario is about is drawn bold.
          </p>
          <ul class="clauses">
            {drawn.map(([{ id, title }, own]) => (
              <li key={id}>
                <a href={root + diagramsPlace(id)}>
                  {id} {title}
                </a>{' '}
                ({own.length})
              </li>
            ))}
          </ul>
        </>
      ),
    },
    ...drawn.map(([clause, own]) => clausePage(clause, own, catalogue)),
  ];
}

function clausePage({ id, text, title }: Clause, own: readonly Diagram[], catalogue: BookContent['catalogue']): Page {
  return {
    path: diagramsPlace(id),
    title: `${id} ${title}: sequence diagrams`,
    body: (root) => (
      <>
        <p>
          <ClauseText catalogue={catalogue} root={root} text={`${id}: ${text}`} />
        </p>
        {own.map(({ scenario, svg }) => (
          <section key={scenario.id} id={scenario.id}>
            <h2>
              <a href={root + scenarioPlace(scenario.id)}>{scenario.name}</a>
            </h2>
            <Made html={svg} />
          </section>
        ))}
      </>
    ),
  };
}
