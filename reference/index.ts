import { packageIdentity } from '../src/package';
import type { Implementation } from '../src/ports';
import { referenceDevice } from './device';
import { referenceHardware } from './hardware';
import { referenceKernel } from './kernel';

/** The model of all three layers that the suite ships. */
export const reference: Required<Implementation> = {
  name: 'reference',
  version: packageIdentity().version,
  device: referenceDevice,
  kernel: referenceKernel,
  hardware: referenceHardware,
};
