import { HWPT_FLAGS } from '../../../tables/uapi';
import type { Argument, File, Who } from '../../program';
import type { KernelProgram } from './kernel-program';
import { mapMemory } from './mappings';

/** What a range of IOAS_IOVA_RANGES takes. */
const RANGE_BYTES = 16;
/** Where devices write their interrupts: nothing may be mapped there in what they are attached to. */
const MSI_WINDOW = 0x800_0000n;

/** What can be mapped in this IOAS. */
export function askRanges(program: KernelProgram, who: Who, ioas_id: Argument): void {
  program.ioctl(who, 'IOAS_IOVA_RANGES', { ioas_id, num_iovas: 4 }, { data: '00'.repeat(4 * RANGE_BYTES) });
}

/** What can be mapped in an IOAS. */
export function askAnyRanges(program: KernelProgram, who: Who): void {
  const { draw } = program;
  const count = draw.pick([4, 4, 4, 8, 1, 0]);
  const ioas: Argument = draw.chance(80) ? { kind: 'IOAS', n: draw.below(2), live: true } : program.anyId('any');
  program.ioctl(who, 'IOAS_IOVA_RANGES', { ioas_id: ioas, num_iovas: count }, { data: '00'.repeat(count * RANGE_BYTES) });
}

/** An IOAS of its own: what is attached to it, or made of it, narrows it for as long as it is there. */
export function narrowIoas(program: KernelProgram, who: Who): void {
  const { draw } = program;
  const ioas: Argument = { kind: 'IOAS', n: -1, live: true };
  const ask = () => askRanges(program, who, ioas);
  const file: File = { of: 'device', n: draw.below(2) };
  program.ioctl(who, 'IOAS_ALLOC', {});
  for (let n = 0; n < 1 + draw.below(3); n++) {
    if (draw.chance(40)) {
      program.ioctl(who, 'VFIO_DEVICE_ATTACH_IOMMUFD_PT', { pt_id: ioas }, { file });
      if (draw.chance(30)) ask();
      program.ioctl(who, 'VFIO_DEVICE_DETACH_IOMMUFD_PT', {}, { file });
    } else {
      const flags = draw.chance(50) ? HWPT_FLAGS.NEST_PARENT : 0;
      program.ioctl(who, 'HWPT_ALLOC', { flags, dev_id: program.anyDevice(), pt_id: ioas });
      if (draw.chance(30)) ask();
      program.ioctl(who, 'DESTROY', { id: { kind: 'HWPT', n: -1, live: true } });
    }
    ask();
  }
  if (draw.chance(40)) program.ioctl(who, 'DESTROY', { id: ioas });
}

/** Who is refused because something is mapped where its interrupts go leaves nothing behind, and stays where it was. */
export function mapInterruptWindow(program: KernelProgram, who: Who): void {
  const { draw } = program;
  const file: File = { of: 'device', n: draw.below(2) };
  const ioas: Argument = { kind: 'IOAS', n: -1, live: true };
  if (draw.chance(60)) program.ioctl(who, 'VFIO_DEVICE_ATTACH_IOMMUFD_PT', { pt_id: { kind: 'HWPT', n: 0, live: true } }, { file });
  program.ioctl(who, 'IOAS_ALLOC', {});
  mapMemory(program, who, MSI_WINDOW, 0, 0x1_0000, true, -1);
  const isByTable = draw.chance(50);
  if (isByTable) program.ioctl(who, 'HWPT_ALLOC', { flags: 0, dev_id: program.anyDevice(), pt_id: ioas });
  const pt_id: Argument = isByTable ? { kind: 'HWPT', n: -1, live: true } : ioas;
  program.ioctl(who, 'VFIO_DEVICE_ATTACH_IOMMUFD_PT', { pt_id }, { file });
  askRanges(program, who, { kind: 'IOAS', n: 0, live: true });
  if (isByTable) program.ioctl(who, 'DESTROY', { id: pt_id });
  askRanges(program, who, ioas);
  program.ioctl(who, 'DESTROY', { id: ioas });
}
