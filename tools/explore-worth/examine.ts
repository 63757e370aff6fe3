import type { Fault } from '../../faults/fault';
import { referenceAt } from '../../reference';
import { perform, settled, violationIn } from '../../src/explore/difference';
import { programOf } from '../../src/explore/draw/programs';
import { signatureOf } from '../../src/explore/signature';
import { Judge, MONITORS } from '../../src/monitors';
import type { LayerName, LayerRevisions, WholeImplementation } from '../../src/ports';
import { loadVariant } from '../../src/self-test/variant';

/** How a fault showed. */
export interface Caught {
  readonly operations: number;
  readonly signature: string;
}

/** What is examined, and how far. */
export interface Examination {
  readonly layer: LayerName;
  readonly revisions: LayerRevisions;
  readonly seed: number;
  readonly operations: number;
  /** Told of each fault that shows. */
  caught(fault: Fault, how: Caught): void;
}

/**
 * Explores faults of one layer: the same programs as `explore` draws, each once on the reference and then on every variant that
 * nothing has told from it so far.
 */
export async function examineTogether(
  faults: readonly Fault[],
  { caught, layer, operations, revisions, seed }: Examination,
): Promise<void> {
  const reference = referenceAt(revisions);
  const judge = new Judge(MONITORS.filter((monitor) => monitor.layer === layer));
  const hidden = new Map<Fault, WholeImplementation>(faults.map((fault) => [fault, loadVariant(fault, revisions)]));
  let done = 0;
  for (let n = 0; done < operations && hidden.size > 0; n++) {
    const program = programOf(layer, seed, n);
    const wanted = await perform(program, reference);
    for (const [fault, variant] of hidden) {
      const seen = await perform(program, variant);
      const { difference } = await settled(program, wanted, seen, reference);
      const violation = difference === undefined ? violationIn(seen, judge) : undefined;
      if (difference === undefined && violation === undefined) continue;
      hidden.delete(fault);
      const at = difference === undefined ? seen.observations.length : difference.n + 1;
      const signature = difference === undefined ? `breaks ${violation?.monitor.clause ?? ''}` : signatureOf(difference, layer);
      caught(fault, { operations: done + at, signature });
    }
    done += wanted.observations.length;
  }
}
