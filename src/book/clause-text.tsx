import type { Catalogue, Clause } from '../specification/clauses/catalogue';
import { withClauses } from './clause-names';

/** Text in which clauses are links. */
export function ClauseText({ catalogue, root, text }: { readonly catalogue: Catalogue; readonly root: string; readonly text: string }) {
  return (
    <>
      {withClauses(text, catalogue).map(({ place, text: part }) =>
        place === undefined ? (
          part
        ) : (
          <a class="clause" href={root + place}>
            {part}
          </a>
        ),
      )}
    </>
  );
}

/** Clauses by ID and title, as a list of links. */
function ClauseList({ catalogue, ids, root }: { readonly catalogue: Catalogue; readonly ids: readonly string[]; readonly root: string }) {
  return (
    <ul class="clauses">
      {ids.map((id) => (
        <li key={id}>
          <ClauseText catalogue={catalogue} root={root} text={id} /> {catalogue.clause(id)?.title}
        </li>
      ))}
    </ul>
  );
}

/** The clauses that name something, folded up; nothing if none does. */
export function NamingClauses({
  catalogue,
  clauses,
  root,
}: {
  readonly catalogue: Catalogue;
  readonly clauses: readonly Clause[];
  readonly root: string;
}) {
  if (clauses.length === 0) return null;
  return (
    <details>
      <summary>{clauses.length === 1 ? 'A clause names' : `${clauses.length} clauses name`} it</summary>
      <ClauseList catalogue={catalogue} ids={clauses.map(({ id }) => id)} root={root} />
    </details>
  );
}
