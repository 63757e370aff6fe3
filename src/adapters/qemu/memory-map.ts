import type { DirectWindow } from '../../ports';
import { AdapterFault } from '../../run/faults';
import { PAGE_BYTES } from '../../tables/registers';
import type { Qmp } from './qmp';

/** A line of QEMU's memory map. */
interface Row {
  readonly start: bigint;
  readonly end: bigint;
  readonly kind: string;
  readonly name: string;
}

/** Of the CMDQ-V block. */
const PAGES = 5;

const ROW = /^\s*([0-9a-f]{16})-([0-9a-f]{16}) \(prio -?\d+, ([^)]*)\): (\S.*)$/;

/** Where QEMU has put the SMMU and its CMDQ-V block. */
export interface MemoryMap {
  /** Guest physical address. */
  readonly smmu: bigint;
  /** Guest physical address; absent as long as the block is not there. */
  readonly cmdqv: bigint | undefined;
  /** The configuration spaces of PCI functions. */
  readonly ecam: bigint | undefined;
  /** The block through which a guest lets go of PCI devices. */
  readonly hotplug: bigint | undefined;
  /** The registers through which firmware reads QEMU's files. */
  readonly fwCfg: bigint | undefined;
  /** Parts of the block that are memory of the host's. */
  readonly windows: readonly DirectWindow[];
}

/** Reads it from QEMU's own account of the guest's address space. */
export async function readMemoryMap(qmp: Qmp): Promise<MemoryMap> {
  const rows = [...parse(await qmp.monitor('info mtree'))];
  const smmu = rows.find(({ name }) => name === 'arm-smmuv3' || name === 'smmuv3')?.start;
  if (smmu === undefined) throw new AdapterFault("QEMU's memory map has no SMMUv3");
  const ecam = rows.find(({ name }) => name.startsWith('alias pcie-ecam'))?.start;
  const hotplug = rows.find(({ name }) => name === 'acpi-pci-hotplug')?.start;
  const fwCfg = rows.find(({ name }) => name === 'fwcfg.data')?.start;
  const cmdqv = rows.find(({ name }) => name.startsWith('tegra241-cmdqv'))?.start;
  if (cmdqv === undefined) return { smmu, cmdqv, ecam, hotplug, fwCfg, windows: [] };
  const end = cmdqv + BigInt(PAGES * PAGE_BYTES);
  // An address space that contains another's regions lists them again.
  const windows = new Map<number, DirectWindow>();
  for (const { start, end: last, kind } of rows) {
    const offset = Number(start - cmdqv);
    if (kind === 'ramd' && start >= cmdqv && start < end) windows.set(offset, { offset, length: Number(last - start) + 1 });
  }
  return { smmu, cmdqv, ecam, hotplug, fwCfg, windows: [...windows.values()] };
}

function* parse(text: string): Generator<Row> {
  for (const line of text.split(/\r?\n/)) {
    const [, start, end, kind, name] = ROW.exec(line) ?? [];
    if (start === undefined || end === undefined || kind === undefined || name === undefined) continue;
    yield { start: BigInt(`0x${start}`), end: BigInt(`0x${end}`), kind, name };
  }
}
