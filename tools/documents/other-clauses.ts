import type { Catalogue, Clause } from '../../src/specification/clauses/catalogue';
import { demand, sourceLine } from '../lint/clause-heading';
import { clauseOfRule, clausesIn, type FeatureFile } from '../lint/feature-file';

/** `features/other-clauses.md`: the clauses that have no Rule of their own, and where they are shown or why nowhere. */
export function otherClauses(catalogue: Catalogue, files: readonly FeatureFile[]): string {
  const own = new Set(files.flatMap(({ rules }) => rules.flatMap((rule) => clauseOfRule(rule) ?? [])));
  const others = catalogue.clauses.filter(({ id }) => !own.has(id));
  const shown = others.filter(({ untestable }) => untestable === undefined);
  const untestable = others.filter((clause) => clause.untestable !== undefined);
  const parts = [
    INTRODUCTION,
    '## Shown by scenarios of other Rules',
    ...shown.map((clause) => entry(clause, `Shown in ${filesThatShow(clause, files).join(', ')}.`)),
    '## Out of reach of every run',
    ...untestable.map((clause) => entry(clause, `Not tested: ${clause.untestable}`)),
  ];
  return `${parts.join('\n\n')}\n`;
}

const INTRODUCTION = `# Clauses without a Rule

Most clauses are Rules of a chapter ([README.md](README.md)). These are not: what they demand shows in scenarios of other Rules, which carry
their tags, or no run can observe it. This file is written by \`npm run documents\` from the catalogue and the features.`;

function entry(clause: Clause, where: string): string {
  return [`### ${clause.id} ${clause.title}`, ...demand(clause), sourceLine(clause), where].join('\n\n');
}

function filesThatShow({ id }: Clause, files: readonly FeatureFile[]): string[] {
  return files
    .filter(({ scenarios }) => scenarios.some(({ pickles }) => pickles.some(({ tags }) => clausesIn(tags).includes(id))))
    .map(({ path }) => {
      const file = path.slice('features/'.length);
      return `[${file}](${file})`;
    });
}
