import { plainLine } from '../plain-text';
import { LAYERS, type LayerName, type LayerRevisions } from '../ports';
import { type Revision, revisionsOf } from './clauses/revision';
import { suggestion } from './nearest';
import { WrongUse } from './wrong-use';

/** Characters of a name that an implementation gave. */
const NAME = 60;

/** Why a revision judges: it was asked for, the implementation names it, or it is the newest released one. */
export type RevisionReason = 'asked' | 'implementation' | 'released';

/** The revision of a layer that judges. */
export interface JudgingRevision {
  readonly id: string;
  readonly title: string;
  readonly because: RevisionReason;
}

/** The revision of each layer that judges. */
export type JudgingRevisions = { readonly [layer in LayerName]?: JudgingRevision };

/** Names that stand for a revision of each layer. */
export const REVISION_SETS: Readonly<
  Record<string, { readonly meaning: string; readonly of: (own: readonly Revision[]) => Revision | undefined }>
> = {
  released: { meaning: 'the newest released revision of each layer, as by default', of: newestReleased },
  next: { meaning: 'the newest revision of each layer, released or not', of: (own) => own.at(-1) },
};

/**
 * Which revision of each layer judges: the one that is asked for, else the one that the implementation names, else the newest
 * released. `written` has revisions and names of sets, separated by commas; a revision outweighs a set.
 */
export function judgingRevisions(revisions: readonly Revision[], written?: string, named: LayerRevisions = {}): JudgingRevisions {
  const asked = written === undefined ? new Map<LayerName, Revision>() : revisionsAskedFor(written, revisions);
  const judging: { [layer in LayerName]?: JudgingRevision } = {};
  for (const layer of LAYERS) {
    const own = revisionsOf(layer, revisions);
    const [revision, because] = chosen(layer, own, asked.get(layer), named[layer]);
    if (revision !== undefined) judging[layer] = { id: revision.id, title: revision.title, because };
  }
  return judging;
}

/** The IDs in one word, as `--spec` takes them. */
export function specOf(judging: JudgingRevisions): string {
  return LAYERS.flatMap((layer) => judging[layer]?.id ?? []).join(',');
}

/** The IDs by layer. */
export function layerRevisions(judging: JudgingRevisions): LayerRevisions {
  return Object.fromEntries(LAYERS.flatMap((layer) => (judging[layer] === undefined ? [] : [[layer, judging[layer].id]])));
}

/** All revisions in words, by layer, and the names of sets. */
export function knownRevisions(revisions: readonly Revision[]): string {
  const layers = LAYERS.flatMap((layer) => {
    const ids = revisionsOf(layer, revisions).map(({ id }) => id);
    return ids.length === 0 ? [] : [`${layer}: ${ids.join(', ')}`];
  });
  return [...layers, `of every layer at once: ${Object.keys(REVISION_SETS).join(', ')}`].join('; ');
}

function chosen(
  layer: LayerName,
  own: readonly Revision[],
  asked: Revision | undefined,
  named: string | undefined,
): [Revision | undefined, RevisionReason] {
  if (asked !== undefined) return [asked, 'asked'];
  if (named === undefined) return [newestReleased(own), 'released'];
  const revision = revisionCalled(named, own);
  if (revision !== undefined) return [revision, 'implementation'];
  const known = own.map(({ id }) => id);
  const told = plainLine(named, NAME);
  throw new WrongUse(
    `the implementation names "${told}" as the revision of its ${layer}. Known are ${known.join(', ')}; --spec judges it by one of them.${suggestion(told, known)}`,
  );
}

/** Of several unreleased ones there is none to prefer but the last. */
function newestReleased(own: readonly Revision[]): Revision | undefined {
  return own.findLast(({ released }) => released) ?? own.at(-1);
}

function revisionsAskedFor(written: string, revisions: readonly Revision[]): Map<LayerName, Revision> {
  const words = written.split(',').map((word) => word.trim());
  const sets = words.filter((word) => word.toLowerCase() in REVISION_SETS);
  const single = words.filter((word) => !sets.includes(word));
  if (sets.length > 1) throw new WrongUse(`${sets.join(' and ')} each stand for a revision of every layer: give one`);
  const asked = new Map<LayerName, Revision>();
  for (const word of single) {
    const revision = revisionCalled(word, revisions);
    if (revision === undefined) {
      const ids = [...revisions.map(({ id }) => id), ...Object.keys(REVISION_SETS)];
      throw new WrongUse(`no revision "${word}". Revisions are ${knownRevisions(revisions)}.${suggestion(word, ids)}`);
    }
    const other = asked.get(revision.layer);
    if (other !== undefined) throw new WrongUse(`${other.id} and ${revision.id} are both revisions of the ${revision.layer}: give one`);
    asked.set(revision.layer, revision);
  }
  const set = REVISION_SETS[sets[0]?.toLowerCase() ?? ''];
  for (const layer of LAYERS) {
    const revision = set?.of(revisionsOf(layer, revisions));
    if (revision !== undefined && !asked.has(layer)) asked.set(layer, revision);
  }
  return asked;
}

/** The revision of that name, in upper or lower case. A point release, such as linux-7.2.13, is its release. */
function revisionCalled(name: string, revisions: readonly Revision[]): Revision | undefined {
  const wanted = name.toLowerCase();
  const exact = revisions.find(({ id }) => id.toLowerCase() === wanted);
  return exact ?? revisions.find(({ id }) => wanted.startsWith(`${id.toLowerCase()}.`) && /^[\d.]+$/.test(wanted.slice(id.length)));
}
