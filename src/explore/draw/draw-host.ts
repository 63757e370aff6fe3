import { TEGRA241 } from '../../machine';
import { physicalMap } from '../../tables/registers';
import type { ExploredLayer, HostOp } from '../program';
import type { Draw } from './draw';

/** An SMMU that need not have what SMMUv3.2 made mandatory. */
const V3_1 = { 'AIDR.ArchMinorRev': 1 } as const;

/** ID registers that hosts differ in, by who has to heed them. */
export const REGISTERS: Readonly<Record<ExploredLayer, readonly Readonly<Record<string, number>>[]>> = {
  device: [
    { 'IDR0.ATS': 0, 'IDR0.PRI': 0 },
    { 'IDR3.RIL': 0, ...V3_1 },
    { 'IDR5.OAS': 4 },
    { 'IDR5.OAS': 2 },
    { 'IDR5.OAS': 6 },
    { 'IDR1.SSIDSIZE': 0 },
    { 'IDR1.SSIDSIZE': 8 },
    { 'IDR1.SSIDSIZE': 19 },
    { 'IDR1.CMDQS': 8 },
    { 'IDR1.CMDQS': 3 },
    { 'IDR5.GRAN4K': 0 },
    { 'IDR5.GRAN16K': 0 },
    { 'IDR5.GRAN64K': 0 },
    { 'IDR0.TTENDIAN': 3 },
    { 'IDR0.TTENDIAN': 2 },
    { 'IDR0.TTF': 3 },
    { 'IDR0.TTF': 1 },
    { 'IDR0.ASID16': 0 },
    { 'IDR0.STALL_MODEL': 1, 'IDR5.STALL_MAX': 0 },
    { 'IDR1.SIDSIZE': 16 },
    { 'IDR1.SIDSIZE': 15 },
    { 'IDR0.PRI': 0 },
    { 'IDR3.FWB': 0, ...V3_1 },
  ],
  kernel: [
    { 'IDR0.ATS': 0, 'IDR0.PRI': 0 },
    { 'IDR0.COHACC': 0 },
    { 'IDR0.VMID16': 0 },
    { 'IDR0.S2P': 0, 'IDR0.Hyp': 0 },
    { 'IDR0.S1P': 0, 'IDR0.Hyp': 0, 'IDR3.HAD': 0 },
    { 'IDR0.HTTU': 2 },
    { 'IDR0.HTTU': 3 },
    { 'IDR0.PRI': 0 },
    { 'IDR0.STALL_MODEL': 1, 'IDR5.STALL_MAX': 0 },
    { 'IDR1.CMDQS': 8 },
    { 'IDR1.CMDQS': 7 },
    { 'IDR1.SSIDSIZE': 0 },
    { 'IDR3.RIL': 0, ...V3_1 },
    { 'IDR3.FWB': 0, ...V3_1 },
    { 'IDR3.BBML': 0, ...V3_1 },
    { 'IDR3.BBML': 2 },
    { 'IDR5.OAS': 2 },
    { 'IDR5.OAS': 4 },
    { 'IDR5.OAS': 6 },
    { 'IDR5.GRAN4K': 0 },
    { 'IDR5.GRAN64K': 0 },
    { 'IDR5.DS': 1, 'IDR5.VAX': 1 },
    { IIDR: 0x4870_043b },
    { IIDR: 0x4830_043b },
    { AIDR: 1 },
  ],
  hardware: [
    { 'IDR0.ATS': 0, 'IDR0.PRI': 0 },
    { 'IDR0.PRI': 0 },
    { 'IDR0.Hyp': 0, ...V3_1 },
    { 'IDR0.S2P': 0, 'IDR0.Hyp': 0 },
    { 'IDR0.S1P': 0, 'IDR0.Hyp': 0, 'IDR3.HAD': 0 },
    { 'IDR0.ASID16': 0 },
    { 'IDR0.VMID16': 0 },
    { 'IDR0.STALL_MODEL': 1, 'IDR5.STALL_MAX': 0 },
    { 'IDR0.BTM': 1 },
    { 'IDR0.MSI': 1 },
    { 'IDR1.SSIDSIZE': 0 },
    { 'IDR1.SIDSIZE': 16 },
    { 'IDR1.CMDQS': 3 },
    { 'IDR3.RIL': 0, ...V3_1 },
    { 'IDR5.DS': 1, 'IDR5.VAX': 1 },
    { 'IDR5.OAS': 2 },
  ],
};

/** Registers that tell a kernel that boots whether what it has enabled, or disabled, is so. */
const WAITED_FOR = physicalMap(TEGRA241).registers.filter(({ name }) =>
  /^(CMDQV_STATUS|VINTF0_STATUS|VINTF0_LVCMDQ[01]_STATUS)$/.test(name),
);

/** A host that is not the usual one, or that is in one thing after the other. */
export function drawHost(draw: Draw, layer: ExploredLayer): HostOp {
  const parts: Partial<Omit<HostOp, 'op'>>[] = [];
  for (let n = draw.below(3); n < 3; n++)
    parts.push(
      draw.weighted<() => Partial<Omit<HostOp, 'op'>>>([
        [10, () => ({ registers: draw.pick(REGISTERS[layer]) })],
        [5, () => ({ cmdqv: block(draw, layer) })],
        [layer === 'hardware' ? 0 : 5, () => second(draw, layer)],
        [layer === 'hardware' ? 0 : 2, () => ({ ats: [draw.pick(['gpu0', 'nic0', 'gpu1'])] })],
        [layer === 'kernel' ? 2 : 0, () => ({ incoherent: true })],
        [layer === 'kernel' ? 2 : 0, () => ({ stuck: { at: draw.pick(WAITED_FOR).offset, value: draw.pick(['0x0', '0x1'] as const) } })],
        [layer === 'hardware' ? 0 : 3, () => ({ pageSize: 0x1_0000 })],
        // Pages that no table of the SMMU has.
        [layer === 'kernel' ? 2 : 0, () => ({ pageSize: 0x1_0000, registers: { 'IDR5.GRAN64K': 0 } })],
        [layer === 'kernel' ? 2 : 0, () => ({ streams: { [draw.pick(['gpu0', 'nic0', 'gpu1'])]: 0xf_2300 } })],
      ])(),
    );
  return Object.assign({ op: 'host' }, ...parts) as HostOp;
}

/** A second SMMU, which need not be as the first one is. */
function second(draw: Draw, layer: ExploredLayer): Partial<HostOp> {
  return {
    second: draw.chance(80) ? 'cmdqv' : 'plain',
    ...(draw.chance(30) ? { far: draw.pick(REGISTERS[layer]) } : {}),
    ...(layer === 'kernel' && draw.chance(40) ? { cmdqv: block(draw, layer) } : {}),
  };
}

function block(draw: Draw, layer: ExploredLayer): NonNullable<HostOp['cmdqv']> {
  if (layer !== 'hardware' && draw.chance(15)) return 'none';
  if (layer !== 'hardware' && draw.chance(20)) return { version: draw.pick([0, 2]) };
  return draw.pick([
    { vcmdqsLog2: 2, vintfsLog2: 1 },
    { vcmdqsLog2: 3, vintfsLog2: 2 },
    { vintfsLog2: 1 },
    { vintfsLog2: 2 },
    { vintfsLog2: 3 },
    ...(layer === 'kernel' ? [{ vintfsLog2: 0 }] : []),
    { sidsLog2: 1 },
    { sidsLog2: 3 },
    { sidsLog2: 0 },
    { sidsLog2: 0 },
    { vcmdqsLog2: 3 },
    { vcmdqsLog2: 1, vintfsLog2: 1 },
  ]);
}
