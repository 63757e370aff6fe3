import { memoryOf, type Operation } from '../../src/machine/log';
import { bytesAt } from '../../src/ports';
import { SMMU_REGISTERS } from '../../src/tables/smmu';
import { ATTACH_IOMMUFD_PT, DETACH_IOMMUFD_PT, decodeStructure, HWPT_ALLOC, HWPT_DATA, HWPT_SMMUV3_DATA } from '../../src/tables/uapi';
import { Then } from '../vocabulary';
import type { ConformanceWorld } from '../world';
import { treatmentOf } from './object-names';

/** What a device was attached to, and by which operation. */
interface Attached {
  readonly n: number;
  /** `abort`, `bypass`, `stage1`, `s2`, or `nothing`. */
  readonly treatment: string;
  /** Words of the Stream Table Entry of a nested HWPT. */
  readonly words: string;
}

const NOWHERE: Attached = { n: -1, treatment: 'nothing', words: '' };

/** What the kernel attached the device to, one after the other; a close of its file and a detach end it. */
function attachments(operations: readonly Operation[], who: string, device: string): readonly Attached[] {
  const hwpts = new Map<number, Omit<Attached, 'n'>>();
  const seen: Attached[] = [];
  let file: number | undefined;
  for (const { port, who: caller, event, n } of operations) {
    if (port !== 'host' || caller !== who) continue;
    if (event.op === 'open' && event.path.endsWith(`/${device}`)) file = event.fd;
    if (event.op === 'close' && event.fd === file) seen.push({ ...NOWHERE, n });
    if (event.op !== 'ioctl' || event.status !== 'OK') continue;
    const bytes = event.after && bytesAt(event.after, event.argument);
    if (bytes === undefined) continue;
    if (event.request === HWPT_ALLOC.number) {
      const { data_type: type, data_uptr: pointer, out_hwpt_id: id } = decodeStructure(HWPT_ALLOC.structure, bytes);
      const entry = type === HWPT_DATA.ARM_SMMUV3 ? memoryOf(event.before).read(pointer, HWPT_SMMUV3_DATA.bytes) : undefined;
      hwpts.set(id, entry === undefined ? { treatment: 's2', words: '' } : { treatment: treatmentOf(entry), words: told(entry) });
    }
    if (event.fd !== file) continue;
    if (event.request === DETACH_IOMMUFD_PT.number) seen.push({ ...NOWHERE, n });
    if (event.request !== ATTACH_IOMMUFD_PT.number) continue;
    const { pt_id: id } = decodeStructure(ATTACH_IOMMUFD_PT.structure, bytes);
    seen.push({ n, ...(hwpts.get(id) ?? { treatment: `object ${id}`, words: '' }) });
  }
  return seen;
}

function told(entry: Uint8Array): string {
  const { ste0, ste1 } = decodeStructure(HWPT_SMMUV3_DATA, entry);
  return `ste0=0x${ste0.toString(16)}, ste1=0x${ste1.toString(16)}`;
}

function inWords({ treatment, words }: Attached): string {
  return words === '' ? treatment : `${treatment} (${words})`;
}

function vmOf(world: ConformanceWorld, device: string): string {
  const holder = [...world.vms.keys()].find((vm) => attachments(world.machine.log.operations, vm, device).length > 0);
  return holder ?? world.soleVm;
}

function now(world: ConformanceWorld, device: string): Attached {
  return attachments(world.machine.log.operations, vmOf(world, device), device).at(-1) ?? NOWHERE;
}

function expectNow(world: ConformanceWorld, device: string, wanted: string, isWanted: (attached: Attached) => boolean): void {
  const attached = now(world, device);
  if (!isWanted(attached)) world.fail(`device ${device} is attached to ${inWords(attached)}, not to ${wanted}`, wanted, inWords(attached));
}

/**
 * Of the HWPTs that the kernel has attached the device to, the last is one for `abort`, for `bypass` or for `stage1`, by the
 * Stream Table Entry that it was allocated with, or it is `s2`, the nest parent. However the VMM came to attach it.
 */
Then('device {name} is attached to {word}', ['observe.hostCalls'], (world, device: string, treatment: string) =>
  expectNow(world, device, treatment, (attached) => attached.treatment === treatment),
);

/** As the sentence above, of a nested HWPT, whose entry has these words. */
Then(
  'device {name} is attached to a HWPT with ste0={number}, ste1={number}',
  ['observe.hostCalls'],
  (world, device: string, ste0: bigint, ste1: bigint) => {
    const words = `ste0=0x${ste0.toString(16)}, ste1=0x${ste1.toString(16)}`;
    expectNow(world, device, words, (attached) => attached.words === words);
  },
);

/** What the device was attached to when the first When began, and all since. */
function sinceAct(world: ConformanceWorld, device: string): readonly Attached[] {
  const seen = attachments(world.machine.log.operations, vmOf(world, device), device);
  const before = seen.filter(({ n }) => n < world.actBegins).at(-1) ?? NOWHERE;
  return [before, ...seen.filter(({ n }) => n >= world.actBegins)];
}

function expectStays(world: ConformanceWorld, device: string, treatment: string): void {
  const all = sinceAct(world, device);
  if (all.every((attached) => attached.treatment === treatment && attached.words === all[0]?.words)) return;
  world.fail(
    `device ${device} does not stay attached to ${treatment}: ${all.map(inWords).join(', then ')}`,
    `${treatment} all the time`,
    all.map(inWords),
  );
}

/**
 * When the first When began the device was attached to such a HWPT, and nothing that it has been attached to since was
 * another; to attach the same once more is no difference.
 */
Then('device {name} stays attached to {word}', ['observe.hostCalls'], (world, device: string, treatment: string) =>
  expectStays(world, device, treatment),
);

/** AIDR of SMMUv3.2, the first that ignores a write to GBPA without Update for certain. */
const V3_2 = 2;

/** GBPA reads as the first number and the device is attached to the first; in an SMMU whose AIDR is older both may be the others. */
Then(
  'GBPA reads {number} and device {name} is attached to {word}, or before SMMUv3.2 {number} and {word}',
  ['observe.hostCalls', 'guest.smmu'],
  async (world, ignored: bigint, device: string, treatment: string, taken: bigint, other: string) => {
    const { bus } = world.vm(world.soleVm);
    const gbpa = BigInt(await bus.readSmmu(SMMU_REGISTERS.GBPA));
    const isTaken = gbpa === taken && (await bus.readSmmu(SMMU_REGISTERS.AIDR)) < V3_2;
    if (!isTaken && gbpa !== ignored) world.fail(`GBPA reads ${gbpa}, not ${ignored}`, `${ignored}`, `${gbpa}`);
    const wanted = isTaken ? other : treatment;
    expectNow(world, device, wanted, (attached) => attached.treatment === wanted);
  },
);
