import type { BookContent } from '../content';
import type { Page } from '../page';
import { PLACES } from '../places';

/** Where the clauses come from, and the revisions in which they hold. */
export function sourcesPage({ catalogue }: BookContent): Page {
  return {
    path: PLACES.sources,
    title: 'Sources and revisions',
    contents: [
      { id: 'sources', text: 'Sources' },
      { id: 'revisions', text: 'Revisions' },
    ],
    body: () => (
      <>
        <h2 id="sources">Sources</h2>
        <dl>
          {[...catalogue.sources.values()].map(({ citation, key, title }) => (
            <>
              <dt id={key}>
                {key}: {title}
              </dt>
              <dd>{citation}</dd>
            </>
          ))}
        </dl>
        <h2 id="revisions">Revisions</h2>
        <p>Of each layer the oldest first. A clause holds from one revision on, and up to another one if it names it.</p>
        <dl>
          {catalogue.revisions.map(({ documents, id, layer, released, title }) => (
            <>
              <dt id={`revision-${id}`}>
                {id}: {title} ({layer}
                {released === true ? ', released' : ''})
              </dt>
              <dd>{documents.join('; ')}</dd>
            </>
          ))}
        </dl>
      </>
    ),
  };
}
