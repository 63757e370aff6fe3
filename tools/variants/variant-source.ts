import type { Edit, Variant } from '../../faults/fault';

/** The changed modules of a variant of the reference, by their path below `reference/`. Throws if an edit does not apply. */
export function variantSources(variant: Variant, read: (module: string) => string): ReadonlyMap<string, string> {
  const sources = new Map<string, string>();
  for (const edit of variant.edits) {
    const source = sources.get(edit.module) ?? read(edit.module);
    sources.set(edit.module, applied(source, edit, variant.id));
  }
  return sources;
}

function applied(source: string, { from, module, to }: Edit, variant: string): string {
  const parts = source.split(from);
  const [before, after] = parts;
  if (before === undefined || after === undefined || parts.length !== 2)
    throw new Error(`${variant} no longer applies: reference/${module}.ts has ${parts.length - 1} times\n${from}`);
  return `${before}${to}${after}`;
}
