import { HWPT_DATA, HWPT_FLAGS } from '../../../tables/uapi';
import { type Argument, digits, type File, type Who } from '../../program';
import { openDevice } from './devices';
import { askAnyRanges, askRanges } from './iova-ranges';
import type { KernelProgram } from './kernel-program';
import { allocateViommu } from './viommus';

const ENTRIES = [
  '0000000000000000',
  '0100000000000000',
  '0900000000000000',
  '0b00204000000000',
  '0b00304000000000',
  '0d00000000000000',
] as const;

/** A stage 2 that others can be nested in. */
export function allocateStage2(program: KernelProgram, who: Who): void {
  program.ioctl(who, 'HWPT_ALLOC', { flags: HWPT_FLAGS.NEST_PARENT, dev_id: program.anyDevice(), pt_id: { kind: 'IOAS', n: 0 } });
}

/** A nested HWPT, to which a device may be attached. */
export function allocateNested(program: KernelProgram, who: Who): void {
  const { draw } = program;
  allocateNestedOn(program, who, draw.chance(80) ? { kind: 'vIOMMU', n: draw.below(2), live: true } : program.anyId('HWPT'));
  if (draw.chance(60)) {
    const file: File = { of: 'device', n: draw.below(2) };
    program.ioctl(who, 'VFIO_DEVICE_ATTACH_IOMMUFD_PT', { pt_id: { kind: 'HWPT', n: -1, live: true } }, { file });
  }
}

/** A nested HWPT with the entry of a stream. */
export function allocateNestedOn(program: KernelProgram, who: Who, parent: Argument): void {
  const { draw } = program;
  const entry =
    draw.pick(ENTRIES) +
    (draw.chance(85) ? '0000000000000000' : digits(new Uint8Array([draw.below(256), 0, 0, draw.below(256), 0, 0, 0, 0])));
  program.ioctl(
    who,
    'HWPT_ALLOC',
    { dev_id: program.anyDevice(), pt_id: parent, data_type: HWPT_DATA.ARM_SMMUV3, data_len: 16 },
    { data: entry },
  );
}

/** A device is attached, or detached. */
export function attachOrDetach(program: KernelProgram, who: Who): void {
  const { draw } = program;
  if (draw.chance(25)) {
    detach(program, who);
    if (draw.chance(30)) askAnyRanges(program, who);
    return;
  }
  attach(program, who, { of: 'device', n: draw.below(2) });
}

/** A device is attached to an HWPT, or to an IOAS. */
export function attach(program: KernelProgram, who: Who, file: File): void {
  const { draw } = program;
  const kind = draw.chance(75) ? 'HWPT' : 'IOAS';
  const to: Argument = draw.chance(80) ? { kind, n: draw.below(6), live: true } : program.anyId(kind);
  program.ioctl(who, 'VFIO_DEVICE_ATTACH_IOMMUFD_PT', { pt_id: to }, { file });
}

/** A device is detached. */
export function detach(program: KernelProgram, who: Who, file: File = { of: 'device', n: program.draw.below(2) }): void {
  program.ioctl(who, 'VFIO_DEVICE_DETACH_IOMMUFD_PT', {}, { file });
}

/** A device goes from what one vIOMMU gives it to what another does, and back. */
export function moveDevice(program: KernelProgram, who: Who): void {
  const { draw } = program;
  const file: File = { of: 'device', n: draw.below(2) };
  if (draw.chance(60)) allocateViommu(program, who);
  for (const n of draw.chance(60) ? [0, -1, 0] : [-1, 0]) {
    allocateNestedOn(program, who, { kind: 'vIOMMU', n, live: true });
    program.ioctl(who, 'VFIO_DEVICE_ATTACH_IOMMUFD_PT', { pt_id: { kind: 'HWPT', n: -1, live: true } }, { file });
  }
}

/** Devices of one IOAS that cannot share a table. */
export function attachIncoherent(program: KernelProgram, who: Who): void {
  const { draw } = program;
  const pt_id: Argument = { kind: 'IOAS', n: draw.below(2), live: true };
  openDevice(program, who, 'noncoherent0', -1);
  const files = draw.shuffled<File>([
    { of: 'device', n: 0 },
    { of: 'device', n: -1 },
  ]);
  for (const file of files) program.ioctl(who, 'VFIO_DEVICE_ATTACH_IOMMUFD_PT', { pt_id }, { file });
  for (const file of draw.shuffled(files)) detach(program, who, file);
}

/** Who is refused, for want of memory or because the HWPT is another SMMU's, keeps what it is attached to, and what that narrows. */
export function attachInVain(program: KernelProgram, who: Who): void {
  const { draw } = program;
  const file: File = { of: 'device', n: draw.below(2) };
  const ioas: Argument = { kind: 'IOAS', n: -1, live: true };
  const hwpt: Argument = { kind: 'HWPT', n: -1, live: true };
  program.ioctl(who, 'IOAS_ALLOC', {});
  program.ioctl(who, 'VFIO_DEVICE_ATTACH_IOMMUFD_PT', { pt_id: ioas }, { file });
  program.ioctl(who, 'HWPT_ALLOC', { dev_id: { kind: 'device', n: draw.below(3), live: true }, pt_id: ioas });
  const isShort = draw.chance(50);
  if (isShort) program.push({ op: 'failAllocation', nth: 1 });
  program.ioctl(who, 'VFIO_DEVICE_ATTACH_IOMMUFD_PT', { pt_id: hwpt }, { file });
  if (isShort) program.push({ op: 'failAllocation', nth: 0 });
  askRanges(program, who, ioas);
  if (draw.chance(50)) detach(program, who, file);
  program.ioctl(who, 'DESTROY', { id: hwpt });
  askRanges(program, who, ioas);
}
