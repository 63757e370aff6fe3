import { packageIdentity } from '../src/package';
import type { LayerRevisions, WholeImplementation } from '../src/ports';
import { referenceDevice } from './device';
import { referenceHardware } from './hardware';
import { referenceKernel } from './kernel';

/** The model of all three layers that the suite ships, of a revision of each; the newest released one where none is given. */
export function referenceAt({ kernel }: LayerRevisions = {}): WholeImplementation {
  return {
    name: 'reference',
    version: packageIdentity().version,
    device: referenceDevice,
    kernel: referenceKernel(kernel),
    hardware: referenceHardware,
  };
}

/** The model of the newest released revision of each layer. */
export const reference: WholeImplementation = referenceAt();
