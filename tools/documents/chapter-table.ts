import { SCENARIO_LAYERS } from '../../src/specification/plan';
import { clauseOfRule, type FeatureFile } from '../lint/feature-file';

/** Every feature file with its title and the clauses of its Rules, by folder, in Markdown with links from `features/`. */
export function chapterTable(files: readonly FeatureFile[]): string {
  return SCENARIO_LAYERS.map((layer) => {
    const rows = files
      .filter(({ path }) => path.startsWith(`features/${layer}/`))
      .map(({ feature, path, rules }) => {
        const file = path.slice('features/'.length);
        const clauses = rules.flatMap((rule) => clauseOfRule(rule) ?? []);
        return `| [${file.slice(layer.length + 1, -'.feature'.length)}](${file}) | ${feature?.name ?? ''} | ${shortened(clauses)} |`;
      });
    return [`### ${layer}`, '', '| file | chapter | clauses |', '| :-- | :-- | :-- |', ...rows].join('\n');
  }).join('\n\n');
}

/** Clause IDs in their order, without the chapter of the one before: `MAP-01, 02, 03, P0-01`. */
function shortened(ids: readonly string[]): string {
  const chapterOf = (id: string | undefined) => id?.slice(0, id.lastIndexOf('-'));
  return ids.map((id, index) => (chapterOf(ids[index - 1]) === chapterOf(id) ? id.slice(id.lastIndexOf('-') + 1) : id)).join(', ');
}
