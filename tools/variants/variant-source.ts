import type { Edit, Fault } from '../../faults/fault';

/** The changed modules of a faulty implementation, by their path below `reference/`. Throws if an edit does not apply. */
export function variantSources(fault: Fault, read: (module: string) => string): ReadonlyMap<string, string> {
  const sources = new Map<string, string>();
  for (const edit of fault.edits) {
    const source = sources.get(edit.module) ?? read(edit.module);
    sources.set(edit.module, applied(source, edit, fault.id));
  }
  return sources;
}

function applied(source: string, { from, module, to }: Edit, fault: string): string {
  const parts = source.split(from);
  const [before, after] = parts;
  if (before === undefined || after === undefined || parts.length !== 2)
    throw new Error(`fault ${fault} no longer applies: reference/${module}.ts has ${parts.length - 1} times\n${from}`);
  return `${before}${to}${after}`;
}
