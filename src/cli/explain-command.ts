import colours from 'picocolors';
import type { Catalogue, Clause } from '../specification/clauses/catalogue';
import { idPattern } from '../specification/id-pattern';
import type { Plan, PlannedScenario } from '../specification/plan';
import { reproduction } from '../specification/reproduction';
import { judgingRevisions, layerRevisions } from '../specification/revisions';
import { loadSuite, type SuitePlaces } from '../specification/suite';
import { unknownName } from '../specification/unknown-name';
import { labelled, wrap } from './terminal/wrap';

/** Everything about what was named, as text to print: clauses, whole chapters, single scenarios, by ID or glob, each thing once. */
export function explainCommand(written: readonly string[], places: SuitePlaces): string {
  const { catalogue, plan } = loadSuite(places);
  const named = new Set(written.flatMap((name) => thingsNamed(name, catalogue, plan)));
  const told = [...named].map((thing) => ('level' in thing ? clauseText(thing, catalogue, plan) : scenarioText(thing, catalogue)));
  return told.join(`\n\n${colours.dim('─'.repeat(40))}\n\n`);
}

/** The clauses and scenarios that a name means. A glob of clauses does not mean their scenarios too. */
function thingsNamed(written: string, catalogue: Catalogue, { scenarios }: Plan): readonly (Clause | PlannedScenario)[] {
  const chapter = catalogue.chapters.find(({ id }) => id === written.toUpperCase());
  if (chapter !== undefined) return chapter.clauses;
  const matches = idPattern(written);
  const clauses = catalogue.clauses.filter(({ id }) => matches(id));
  if (clauses.length > 0) return clauses;
  const single = scenarios.filter(({ id }) => matches(id));
  if (single.length > 0) return single;
  const chapters = catalogue.chapters.map(({ id }) => id);
  throw unknownName(
    written,
    [...chapters, ...catalogue.clauses.map(({ id }) => id)],
    scenarios.map(({ id }) => id),
  );
}

function clauseText(clause: Clause, catalogue: Catalogue, plan: Plan): string {
  return [clauseTitle(clause), wrap(clause.text), facts(clause, catalogue), scenariosOf(clause, plan)].join('\n\n');
}

function clauseTitle({ id, level, title }: Clause): string {
  return `${colours.bold(id)}  ${level}  ${colours.bold(title)}`;
}

function facts(clause: Clause, catalogue: Catalogue): string {
  const revision = (id: string) => {
    const { layer, title } = catalogue.revisions.find((known) => known.id === id) ?? { layer: '', title: '' };
    return `${id} of the ${layer}: ${title}`;
  };
  const spec = specToHold(clause, catalogue);
  const chapter = catalogue.chapters.find(({ id }) => id === clause.chapter);
  const sources = clause.source.flatMap((key) => {
    const source = catalogue.sources.get(key);
    return [`${key}, ${source?.title ?? ''}`, ...wrap(source?.citation ?? '', '  ', 88).split('\n')];
  });
  const fact = (label: string, text: string | undefined) => (text === undefined ? [] : labelled(label, wrap(text, '', 90).split('\n')));
  return [
    ...fact('Accepted', clause.accepts),
    ...fact('Earlier', clause.changed),
    ...(clause.was ?? []).flatMap((former) => fact('Was', `until ${former.until}: ${former.text}`)),
    ...fact('Untestable', clause.untestable),
    ...fact('Chapter', `${clause.chapter}, ${chapter?.title ?? ''}`),
    ...fact('Layer', clause.layer),
    ...fact('Since', revision(clause.since)),
    ...fact('Until', clause.until === undefined ? undefined : revision(clause.until)),
    ...fact('Judges', spec === undefined ? undefined : `with --spec ${spec}; not by default`),
    ...fact('Question', clause.question),
    ...labelled('Sources', sources),
  ].join('\n');
}

function scenariosOf(clause: Clause, plan: Plan): string {
  const own = plan.scenarios.filter((scenario) => scenario.clauses.includes(clause.id));
  if (own.length === 0) return colours.dim('No scenario.');
  const definitions = new Map<PlannedScenario['definition'], PlannedScenario[]>();
  for (const scenario of own) definitions.set(scenario.definition, [...(definitions.get(scenario.definition) ?? []), scenario]);
  return [...definitions]
    .map(([definition, [first, ...others]]) => {
      const rows = others.length === 0 ? '' : ` and ${others.length} more`;
      return [colours.dim(`${first?.feature}:${definition.line}`), definition.text, colours.dim(`# ${first?.id}${rows}`)].join('\n');
    })
    .join('\n\n');
}

/** What `--spec` needs for the clause to judge; undefined if it does by default. */
function specToHold(clause: Clause | undefined, catalogue: Catalogue): string | undefined {
  if (clause === undefined) return undefined;
  const byDefault = Object.values(layerRevisions(judgingRevisions(catalogue.revisions)));
  if (catalogue.holdsAt(clause, byDefault)) return undefined;
  const bounds = [clause.since, clause.until].filter((id) => id !== undefined);
  const layerOf = (id: string) => catalogue.revisions.find((revision) => revision.id === id)?.layer;
  // One of each layer: the last revision of a clause that has gone, else its first.
  const needed = bounds.filter((id, index) => !bounds.slice(index + 1).some((other) => layerOf(other) === layerOf(id)));
  return needed.filter((id) => !byDefault.includes(id)).join(',');
}

function scenarioText(scenario: PlannedScenario, catalogue: Catalogue): string {
  const { clauses, definition, feature, id, layer, line, name } = scenario;
  const spec = specToHold(catalogue.clause(clauses[0] ?? ''), catalogue);
  const counted = clauses.map((clause) => {
    const { level, title } = catalogue.clause(clause) ?? { level: '', title: '' };
    return `${clause}  ${level}  ${title}`;
  });
  return [
    `${colours.bold(id)}  ${name}`,
    [...labelled('Clauses', counted), ...labelled('Layer', [layer]), ...labelled('At', [`${feature}:${line}`])].join('\n'),
    ...definition.backgrounds,
    definition.text,
    colours.dim(`# ${reproduction(scenario, spec === undefined ? {} : { spec })}`),
  ].join('\n\n');
}
