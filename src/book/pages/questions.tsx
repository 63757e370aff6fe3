import { ClauseText } from '../clause-text';
import type { BookContent } from '../content';
import type { Page } from '../page';
import { PLACES } from '../places';

/** Where sources are silent or disagree: what is accepted, by question, and then by clause. */
export function questionsPage({ catalogue }: BookContent): Page {
  const open = catalogue.clauses.filter(({ accepts, question }) => accepts !== undefined || question !== undefined);
  const questions = [...new Set(open.flatMap(({ question }) => question ?? []))].sort();
  const groups = [
    ...questions.map((id) => ({ id, clauses: open.filter(({ question }) => question === id) })),
    { id: 'others', clauses: open.filter(({ question }) => question === undefined) },
  ].filter(({ clauses }) => clauses.length > 0);
  return {
    path: PLACES.questions,
    title: 'Open questions',
    body: (root) => (
      <>
        <p>
          Where sources are silent or disagree, a clause says what is accepted besides, and scenarios demand what all accepted outcomes have
          in common. A question that decided the level or the outcomes of several clauses has a number.
        </p>
        {groups.map(({ clauses, id }) => (
          <section key={id}>
            <h2 id={id}>{id === 'others' ? 'Accepted without a question' : id}</h2>
            {clauses.map(({ accepts, id: clause, level, text, title }) => (
              <div key={clause} class="question">
                <h3>
                  <ClauseText catalogue={catalogue} root={root} text={clause} /> {title}{' '}
                  <span class={`level ${level.toLowerCase()}`}>{level}</span>
                </h3>
                <p>
                  <ClauseText catalogue={catalogue} root={root} text={text} />
                </p>
                {accepts !== undefined && (
                  <p>
                    <b>Accepted:</b> <ClauseText catalogue={catalogue} root={root} text={accepts} />
                  </p>
                )}
              </div>
            ))}
          </section>
        ))}
      </>
    ),
  };
}
