import type { Coverage } from '../../evidence/coverage/coverage';
import { GuestStates } from '../../evidence/coverage/guest-states';

const POINT = 'guest-transitions';
const SLOT = / \(vCMDQ \d\)$/;

/** Changes of state of a vCMDQ that a run has seen, without the number of the vCMDQ. */
export function transitionsSeen({ points }: Coverage): readonly string[] {
  const seen = points.find(({ id }) => id === POINT);
  const all = new GuestStates().points.find(({ id }) => id === POINT)?.bins ?? [];
  if (seen === undefined) return [];
  const not = new Set([...seen.missed, ...seen.unreachable.flatMap(({ bins }) => bins)]);
  return [...new Set(all.filter((bin) => !not.has(bin)).map((bin) => bin.replace(SLOT, '')))];
}

/** The states of a guest's vCMDQ and how it gets from one to another, by what the run has seen. */
export async function stateMachine(coverage: Coverage): Promise<string> {
  const seen = transitionsSeen(coverage);
  const causes = (what: string) => seen.flatMap((name) => (name.startsWith(`${what} `) ? name.slice(what.length + 1) : []));
  const arrows = [
    { tail: 'cache', head: 'hardware', causes: causes('allocated by'), color: 'var(--c)' },
    { tail: 'hardware', head: 'cache', causes: causes('freed by'), color: 'var(--a)' },
    { tail: 'cache', head: 'refused', causes: causes('refused on'), color: 'var(--must)' },
    {
      tail: 'refused',
      head: 'hardware',
      causes: causes('refusal cleared by').filter((cause) => cause === 'allocation'),
      color: 'var(--c)',
    },
    { tail: 'refused', head: 'cache', causes: causes('refusal cleared by').filter((cause) => cause !== 'allocation'), color: 'var(--a)' },
  ].filter((arrow) => arrow.causes.length > 0);
  // It is a module of ECMAScript alone.
  const { instance } = await import('@viz-js/viz');
  const viz = await instance();
  const svg = viz.renderString(
    {
      graphAttributes: { rankdir: 'LR', bgcolor: 'transparent', nodesep: 0.7, ranksep: 1.2, pad: 0.2 },
      nodeAttributes: { shape: 'box', style: 'rounded', fontname: 'monospace', fontsize: 12, margin: '0.5,0.2' },
      edgeAttributes: { fontname: 'monospace', fontsize: 11 },
      nodes: [
        { name: 'cache', attributes: { label: 'no queue\npage 0 is a cache' } },
        { name: 'refused', attributes: { label: 'refused\nCMDQ_INIT_ERR' } },
        { name: 'hardware', attributes: { label: "allocated\npage 0 is the hardware's" } },
      ],
      edges: arrows.map(({ causes: words, color, head, tail }) => ({ tail, head, attributes: { label: words.join('\n'), color } })),
    },
    { format: 'svg' },
  );
  // Colours are the page's, light or dark.
  return svg
    .slice(svg.indexOf('<svg'))
    .replaceAll('stroke="black"', 'stroke="currentColor"')
    .replaceAll('<text ', '<text fill="currentColor" ')
    .replaceAll(/<title>[^<]*<\/title>/g, '')
    .replace('<svg ', '<svg role="img" aria-label="States of a vCMDQ and what takes it from one to another" ')
    .replaceAll(/fill="var\((--[\w-]+)\)"/g, 'fill="currentColor"');
}
