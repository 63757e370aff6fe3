import { referenceAt } from '../../reference';
import { perform, settled, violationIn } from '../../src/explore/difference';
import { programOf } from '../../src/explore/draw/programs';
import { signatureOf } from '../../src/explore/signature';
import { Judge, MONITORS } from '../../src/monitors';
import type { LayerName, LayerRevisions, WholeImplementation } from '../../src/ports';

/** How a variant of the reference showed. */
export interface Caught {
  readonly operations: number;
  readonly signature: string;
}

/** Where an examination is: the program that is next, and the operations of those before it. */
export interface Position {
  readonly program: number;
  readonly operations: number;
}

/** What is examined, and how far. */
export interface Examination {
  readonly layer: LayerName;
  readonly revisions: LayerRevisions;
  readonly seed: number;
  readonly operations: number;
  /** Where it goes on; at the beginning without. */
  readonly from?: Position;
  /** Told before a variant runs a program: which is next, and the operations behind it. */
  readonly begins?: (id: string, at: Position, behind: number) => void;
  /** Told of each variant that shows. */
  readonly caught: (id: string, how: Caught) => void;
}

/**
 * Explores variants of the reference, by ID: the same programs of one layer as `explore` draws, each once on the reference and then on
 * every variant that nothing has told from it so far.
 */
export async function examineTogether(
  variants: ReadonlyMap<string, WholeImplementation>,
  { begins, caught, from, layer, operations, revisions, seed }: Examination,
): Promise<void> {
  const reference = referenceAt(revisions);
  const judge = new Judge(MONITORS.filter((monitor) => monitor.layer === layer));
  const hidden = new Map(variants);
  let done = from?.operations ?? 0;
  for (let n = from?.program ?? 0; done < operations && hidden.size > 0; n++) {
    const program = programOf(layer, seed, n);
    const wanted = await perform(program, reference);
    const behind = done + wanted.observations.length;
    for (const [id, variant] of hidden) {
      begins?.(id, { program: n, operations: done }, behind);
      const seen = await perform(program, variant);
      const { difference } = await settled(program, wanted, seen, reference);
      const violation = difference === undefined ? violationIn(seen, judge) : undefined;
      if (difference === undefined && violation === undefined) continue;
      // What a monitor says of the reference, too, is no fault of a variant.
      if (difference === undefined && violationIn(wanted, judge) !== undefined) continue;
      hidden.delete(id);
      const at = difference === undefined ? seen.observations.length : difference.n + 1;
      const signature = difference === undefined ? `breaks ${violation?.monitor.clause ?? ''}` : signatureOf(difference, layer);
      caught(id, { operations: done + at, signature });
    }
    done = behind;
  }
}
