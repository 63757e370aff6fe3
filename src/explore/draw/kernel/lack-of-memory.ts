import type { File, Who } from '../../program';
import { allocateNested, allocateStage2, attach, attachOrDetach, detach } from './attachments';
import { DEVICES, openDevice } from './devices';
import { allocateEventQueue } from './events';
import { askInformation } from './hardware-information';
import { invalidate } from './invalidations';
import type { KernelProgram } from './kernel-program';
import { mapOrUnmap } from './mappings';
import { destroyAny } from './objects';
import { allocateQueue } from './queues';
import { allocateVdevice } from './vdevices';
import { allocateViommu } from './viommus';

/** The kernel lacks memory for what is asked. */
export function lackMemory(program: KernelProgram, who: Who): void {
  const { draw } = program;
  let from = program.ops.length;
  draw.pick([
    () => allocateQueue(program, who, draw.below(2), draw.below(2)),
    () => allocateVdevice(program, who, draw.below(2)),
    () => allocateViommu(program, who),
    () => invalidate(program, who),
    () => destroyAny(program, who),
    () => attachOrDetach(program, who),
    () => {
      const file: File = { of: 'device', n: draw.below(2) };
      if (draw.chance(70)) attach(program, who, file);
      from = program.ops.length;
      detach(program, who, file);
    },
    () => allocateNested(program, who),
    () => allocateStage2(program, who),
    () => mapOrUnmap(program, who),
    () => allocateEventQueue(program, who),
    () => program.ioctl(who, 'IOAS_ALLOC', {}),
    () => askInformation(program, who),
    () => openDevice(program, who, draw.pick(DEVICES), -1),
  ])();
  const asked = program.ops.splice(from);
  // One allocation after the other fails, or a later one at once.
  if (draw.chance(50)) for (let nth = 1; nth < 2 + draw.below(3); nth++) program.push({ op: 'failAllocation', nth }, ...asked);
  else program.push({ op: 'failAllocation', nth: 1 + draw.below(draw.chance(60) ? 4 : 10) }, ...asked);
  program.push({ op: 'failAllocation', nth: 0 });
  // What lacked memory has left nothing that is in its way.
  if (draw.chance(60)) program.push(...asked);
}
