import { isWeak } from '../../evidence/strength/strength';
import type { Chapter, Clause } from '../../specification/clauses/catalogue';
import { ClauseText } from '../clause-text';
import { type BookContent, type ClauseFeatures, featuresOf, type WrittenScenario } from '../content';
import { Made, type Page } from '../page';
import { chapterPlace, diagramsPlace, PLACES, scenarioPlace } from '../places';
import { renderProse } from '../prose';
import { Slot } from '../slot';

const NOTHING: ClauseFeatures = { feature: undefined, notes: [], written: [], besides: [] };

/** A chapter: prose on its principle, then each clause with its scenarios as they are written. */
export function chapterPage(chapter: Chapter, content: BookContent, features: ReadonlyMap<string, ClauseFeatures>): Page {
  const { catalogue, plan } = content;
  const path = chapterPlace(chapter.id);
  const own = featuresOf(chapter, plan);
  return {
    path,
    title: `${chapter.id} ${chapter.title}`,
    contents: chapter.clauses.map(({ id, title }) => ({ id, text: `${id} ${title}` })),
    body: (root) => (
      <>
        <p class="soft">
          Layer: {chapter.layer}.
          {own.length > 0 && ` ${own.length === 1 ? 'Feature' : 'Features'}: ${own.map((feature) => feature.path).join(', ')}.`}
        </p>
        {own.map(({ name, path: file, prose }) => (
          <section key={file} class="prose">
            <h2 id={file}>{name}</h2>
            <Made html={renderProse(prose.join('\n\n'), { catalogue, path }).html} />
          </section>
        ))}
        {chapter.clauses.map((clause) => (
          <ClauseSection key={clause.id} clause={clause} content={content} told={features.get(clause.id) ?? NOTHING} root={root} />
        ))}
      </>
    ),
  };
}

interface SectionProps {
  readonly clause: Clause;
  readonly content: BookContent;
  readonly told: ClauseFeatures;
  readonly root: string;
}

function ClauseSection({ clause, content, root, told }: SectionProps) {
  const { accepts, changed, id, level, question, since, source, text, title, until, untestable, was = [] } = clause;
  const { catalogue, drawn, forVerdicts, strength } = content;
  const { besides, notes, written } = told;
  const linked = (words: string) => <ClauseText catalogue={catalogue} root={root} text={words} />;
  const count = written.reduce((sum, { scenarios }) => sum + scenarios.length, besides.length);
  const { faults, mutants } = strength.of(id);
  return (
    <section class="clause" id={id}>
      <h2>
        <a href={`#${id}`}>{id}</a> {title} <span class={`level ${level.toLowerCase()}`}>{level}</span>
      </h2>
      {forVerdicts && <Slot kind="clause" id={id} />}
      <p class="demand">{linked(text)}</p>
      {accepts !== undefined && (
        <p>
          <b>Accepted:</b> {linked(accepts)}
          {question !== undefined && (
            <>
              {' '}
              (<a href={`${root}${PLACES.questions}#${question}`}>{question}</a>)
            </>
          )}
        </p>
      )}
      {was.map((former) => (
        <p key={former.until}>
          <b>Until {former.until}:</b> {linked(former.text)}
        </p>
      ))}
      {changed !== undefined && (
        <p>
          <b>Earlier:</b> {linked(changed)}
        </p>
      )}
      {untestable !== undefined && (
        <p>
          <b>Not tested:</b> {linked(untestable)}
        </p>
      )}
      {notes.length > 0 && <p>{linked(notes.join(' '))}</p>}
      <p class="soft">
        Source:{' '}
        {source.map((key, index) => (
          <>
            {index > 0 && ', '}
            <a href={`${root}${PLACES.sources}#${key}`}>{key}</a>
          </>
        ))}
        . Since {since}
        {until !== undefined && `, until ${until}`}.{' '}
        {count > 0 &&
          `${count === 1 ? '1 scenario' : `${count} scenarios`}, seen to catch ${faults} seeded faults and ${mutants} mutants${isWeak(clause, count, strength) ? ': weak' : ''}.`}{' '}
        {written.some(({ scenarios }) => scenarios.some((scenario) => drawn.has(scenario.id))) && (
          <a href={root + diagramsPlace(id)}>Sequence diagrams of {id}</a>
        )}
      </p>
      {written.map((one) => (
        <Written key={one.definition.line} written={one} forVerdicts={forVerdicts} />
      ))}
      {besides.length > 0 && (
        <details>
          <summary>Shown as well by {besides.length === 1 ? 'a scenario' : `${besides.length} scenarios`} of other clauses</summary>
          <ul>
            {[...new Map(besides.map((scenario) => [scenario.definition, scenario])).values()].map((scenario) => (
              <li key={scenario.id}>
                <a href={root + scenarioPlace(scenario.id)}>{scenario.id}</a>
              </li>
            ))}
          </ul>
        </details>
      )}
    </section>
  );
}

/** What stands in the feature file; each of its scenarios has an anchor. */
function Written({
  forVerdicts,
  written: { definition, scenarios },
}: {
  readonly forVerdicts: boolean;
  readonly written: WrittenScenario;
}) {
  const [first, ...others] = scenarios;
  if (first === undefined) return null;
  const text = [...definition.backgrounds, definition.text].join('\n\n');
  return (
    <section class="scenario" {...(others.length === 0 ? { id: first.id } : {})}>
      {others.length > 0 && (
        <ul class="rows" aria-label="Scenarios of this outline">
          {scenarios.map(({ id, name }) => (
            <li key={id} id={id}>
              {name} {forVerdicts && <Slot kind="scenario" id={id} />}
            </li>
          ))}
        </ul>
      )}
      <pre>
        {text.split('\n').map((line) => (
          <GherkinLine line={line} />
        ))}
      </pre>
      <p class="soft">
        <a href={`#${first.id}`}>
          {first.feature}:{definition.line}
        </a>{' '}
        {forVerdicts && others.length === 0 && <Slot kind="scenario" id={first.id} />}
      </p>
    </section>
  );
}

function GherkinLine({ line }: { readonly line: string }) {
  const [, margin, keyword, rest] =
    /^(\s*)(@.*$|Scenario Outline:|Scenario:|Background:|Examples:|Given |When |Then |And |But |\* )(.*)$/.exec(line) ?? [];
  if (keyword === undefined) return <>{`${line}\n`}</>;
  return (
    <>
      {margin}
      {keyword.startsWith('@') ? <b class="tags">{keyword}</b> : <b>{keyword}</b>}
      {`${rest}\n`}
    </>
  );
}
