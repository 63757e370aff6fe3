import colours from 'picocolors';
import type { Catalogue, Clause } from '../specification/clauses/catalogue';
import { suggestion } from '../specification/nearest';
import type { Plan, PlannedScenario } from '../specification/plan';
import { loadSuite, type SuitePlaces } from '../specification/suite';
import { WrongUse } from '../specification/wrong-use';
import { labelled, wrap } from './terminal/wrap';

/** Everything about a clause, as text to print. */
export function explainCommand(written: string, places: SuitePlaces): string {
  const { catalogue, plan } = loadSuite(places);
  const clause = catalogue.clause(written.toUpperCase());
  if (clause === undefined) {
    const known = catalogue.clauses.map(({ id }) => id);
    throw new WrongUse(`no clause "${written}".${suggestion(written, known)} \`cmdqv-conformance list\` names them all.`);
  }
  return [
    `${colours.bold(clause.id)}  ${clause.level}  ${colours.bold(clause.title)}`,
    wrap(clause.text),
    facts(clause, catalogue),
    scenariosOf(clause, plan),
  ].join('\n\n');
}

function facts(clause: Clause, catalogue: Catalogue): string {
  const revision = (id: string) => `${id}, ${catalogue.revisions.find((known) => known.id === id)?.title ?? ''}`;
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
