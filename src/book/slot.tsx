/** What the pages have places for, where a run puts its verdicts. */
export type SlotKind = 'chapter' | 'clause' | 'scenario';

/** A place for a verdict: a comment, which a run replaces without looking at the rest of the page. */
export function Slot({ id, kind }: { readonly id: string; readonly kind: SlotKind }) {
  // Preact has no comments of its own; a clause's verdict may have a list.
  const Place = kind === 'clause' ? 'div' : 'span';
  return <Place class="verdict" dangerouslySetInnerHTML={{ __html: `<!--${kind} ${id}-->` }} />;
}
