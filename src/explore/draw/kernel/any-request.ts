import { REQUESTS } from '../../../tables/uapi';
import { type Argument, type File, type HandleKind, hex, type Who } from '../../program';
import { IOMMU, type KernelProgram } from './kernel-program';
import { IOVA } from './mappings';

const KINDS: readonly HandleKind[] = ['device', 'IOAS', 'HWPT', 'vIOMMU', 'hw_queue', 'vDEVICE', 'vEVENTQ', 'any'];

/** A request with anything in it. */
export function askAnything(program: KernelProgram, who: Who): void {
  const { draw } = program;
  const request = draw.pick(REQUESTS);
  const members: Record<string, Argument> = {};
  for (const [name, { type }] of Object.entries(request.structure.members)) {
    if (name === 'size' || name.startsWith('out_') || name.startsWith('__') || name.endsWith('_uptr') || name.endsWith('_ptr')) continue;
    if (name.endsWith('_id') || name === 'id')
      members[name] = { ...program.anyId(draw.pick(KINDS)), ...(draw.chance(50) ? { live: true } : {}) };
    else if (name === 'iommufd') members[name] = { fd: 0 };
    // Ranges of an IOAS begin where something may be.
    else if (draw.chance(60)) members[name] = type === 'u64' ? hex(draw.chance(50) ? IOVA : draw.bits64() & 0xffff_f000n) : draw.below(4);
  }
  const file: File = request.name.startsWith('VFIO')
    ? { of: 'device', n: draw.below(2) }
    : draw.chance(95)
      ? IOMMU
      : { of: 'events', n: 0 };
  program.ioctl(who, request.name, members, { file });
}
