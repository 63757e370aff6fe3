import { VIOMMU_TEGRA241_DATA, VIOMMU_TYPES } from '../../../tables/uapi';
import { type Argument, hex, type Who } from '../../program';
import { IOMMU, type KernelProgram } from './kernel-program';

/** Room for what the kernel tells of a vIOMMU with CMDQ-V. */
export const ROOM = { data_len: VIOMMU_TEGRA241_DATA.bytes } as const;
export const ROOM_DATA = '00'.repeat(VIOMMU_TEGRA241_DATA.bytes);

/** A vIOMMU, of CMDQ-V mostly. */
export function allocateViommu(program: KernelProgram, who: Who): void {
  const { draw } = program;
  const type = draw.weighted([
    [84, VIOMMU_TYPES.TEGRA241_CMDQV],
    [11, VIOMMU_TYPES.ARM_SMMUV3],
    [5, draw.below(4)],
  ]);
  // The first HWPT is a stage 2.
  const hwpt: Argument = draw.weighted<Argument>([
    [70, { kind: 'HWPT', n: 0, live: true }],
    [20, { kind: 'HWPT', n: -1, live: true }],
    [10, program.anyId('HWPT')],
  ]);
  program.ioctl(who, 'VIOMMU_ALLOC', { type, dev_id: program.anyDevice(), hwpt_id: hwpt, ...ROOM }, { data: ROOM_DATA });
}

/** VINTFs are all taken, and then there is one again. */
export function takeAllVintfs(program: KernelProgram, who: Who): void {
  for (let n = 0; n < 4; n++) allocateViommu(program, who);
  program.ioctl(who, 'DESTROY', { id: { kind: 'vIOMMU', n: -1, live: true } });
  for (let n = 0; n < 2; n++) allocateViommu(program, who);
}

/** The page of a vIOMMU, mapped as it may be, or not quite so. */
export function mapPage(program: KernelProgram, who: Who): void {
  const { draw } = program;
  program.push({
    op: 'mmap',
    who,
    file: IOMMU,
    offset: draw.chance(92) ? { cookie: draw.below(3) } : hex(draw.below(16) * 0x1000),
    length: draw.weighted([
      [12, 0x10000],
      [1, 0x1000],
      [1, 0x20000],
      [1, 0],
    ]),
    shared: draw.chance(95),
    write: draw.chance(95),
  });
}

/** The page of the last vIOMMU, mapped as it should be. */
export function mapLastPage(program: KernelProgram, who: Who): void {
  program.push({ op: 'mmap', who, file: IOMMU, offset: { cookie: -1 }, length: 0x10000, shared: true, write: true });
}

/** A vIOMMU goes, and what it offered for mmap with it. */
export function mapGonePage(program: KernelProgram, who: Who): void {
  allocateViommu(program, who);
  program.ioctl(who, 'DESTROY', { id: { kind: 'vIOMMU', n: -1, live: true } });
  mapLastPage(program, who);
}
