import { HOLDINGS } from '../../../src/specification/vocabulary';
import { IOMMU_PATH } from '../../../src/tables/uapi';
import { Given } from '../../vocabulary';
import type { ConformanceWorld } from '../../world';
import { bindDevice } from './devices';
import { openFile } from './files';
import { setUp } from './make-call';
import { allocateRam, RAM_RUN } from './memory';
import { userSpace } from './process';

/** Has the process make what is named, and all that it takes, unless it has it. */
export async function hold(world: ConformanceWorld, holding: string): Promise<void> {
  const holdings = [...HOLDINGS.keys()];
  const wanted = holdings.indexOf(holding);
  if (wanted < 0) throw new RangeError(`a process holds one of ${holdings.join(', ')}`);
  const user = await userSpace(world);
  const steps: readonly (() => Promise<unknown>)[] = [
    () => (user.files.has('iommufd') ? Promise.resolve() : openFile(world, IOMMU_PATH, 'iommufd')),
    () => bindDevice(world, 'gpu0'),
    async () => {
      await setUp(world, 'IOAS_ALLOC');
      if (!user.names.has('ram')) await allocateRam(world, { runs: [RAM_RUN], pageSize: world.machine.host.pageSize });
      await setUp(world, 'IOAS_MAP');
    },
    () => setUp(world, 'HWPT_ALLOC'),
    () => setUp(world, 'VIOMMU_ALLOC'),
    () => setUp(world, 'VDEVICE_ALLOC'),
    () => setUp(world, 'HW_QUEUE_ALLOC'),
  ];
  for (const step of steps.slice(0, wanted + 1)) await step();
  user.names.set('nothing', 0x7fffn);
  user.holding = holding;
}

/**
 * A process that has made what is named and all that it takes: `an iommufd`, `a bound device`, `an IOAS`, `a nest-parent
 * HWPT`, `a vIOMMU`, `a vDEVICE`, `a hw_queue`. Its objects are called gpu0, ioas, s2, viommu, vdevice and hw_queue0;
 * `nothing` is an ID that no object has.
 */
Given('a process that holds {string}', ['host.calls'], hold);
