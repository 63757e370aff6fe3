import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { ALTERNATIVES } from '../../alternatives';
import { FAULTS } from '../../faults';
import { reference } from '../../reference';
import { DEFAULT_HOST } from '../machine';
import { Judge, MONITORS } from '../monitors';
import { Inapplicable, LAYERS, type WholeImplementation } from '../ports';
import { inProcess } from '../run/under-test';
import { loadVariant } from '../self-test/variant';
import { loadSuite } from '../specification/suite';
import { ClausesAbout } from './clauses-about';
import { compared, perform, violationIn } from './difference';
import { REGISTERS } from './draw/draw-host';
import { continued, programOf } from './draw/programs';
import { Exploration, type Progress } from './exploration';
import type { Finding } from './finding';
import { type ExploredLayer, type File, type HardwareOp, hex, type KernelOp, type Program, type Who } from './program';
import { hostFor } from './stages/host-of';

/** Software that hardware need not serve: to tell these from a fault explore would have to know what a program was not to do. */
const UNTOLD: ReadonlySet<string> = new Set([
  'acknowledgement-of-no-error-ignored',
  'disabled-vintf-forgets-its-slots',
  'indices-kept-while-enabled',
  'mapped-entries-are-fixed',
  'maps-of-command-errors-alone',
  'overfull-queue-stands-still',
  'vcmdq-status-follows-its-own-enable',
]);

const IOMMU: File = { of: 'iommu', n: 0 };
const clauses = new ClausesAbout(loadSuite().plan);

interface Explored {
  readonly progress: Progress;
  readonly findings: readonly Finding[];
  readonly reached: readonly Program[];
}

async function explore(
  implementation: WholeImplementation | undefined,
  layers: readonly ExploredLayer[],
  operations: number,
  more: {
    readonly from?: Progress;
    readonly known?: ReadonlySet<string>;
    readonly shard?: { readonly index: number; readonly count: number };
  } = {},
): Promise<Explored> {
  const findings: Finding[] = [];
  const reached: Program[] = [];
  const exploration = new Exploration({
    layers,
    seed: 1,
    reference,
    underTest: implementation === undefined ? undefined : inProcess(implementation),
    operations,
    ms: Number.POSITIVE_INFINITY,
    shard: more.shard ?? { index: 1, count: 1 },
    from: more.from,
    corpus: [],
    clauses,
    known: more.known ?? new Set(),
    shrinking: { attempts: 400, ms: 20_000 },
    signal: new AbortController().signal,
    progressed: () => undefined,
    found: (finding) => {
      findings.push(finding);
    },
    reached: (program) => reached.push(program),
  });
  await exploration.run();
  return { findings, progress: exploration.progress, reached };
}

function faulty(id: string): WholeImplementation {
  const fault = FAULTS.find((one) => one.id === id);
  assert.ok(fault !== undefined, id);
  return loadVariant(fault, {});
}

function different(id: string): WholeImplementation {
  const alternative = ALTERNATIVES.find((one) => one.id === id);
  assert.ok(alternative !== undefined, id);
  return loadVariant(alternative, {});
}

const vintfOf = (who: Who, device: string): readonly KernelOp[] => [
  { op: 'open', who, path: '/dev/iommu' },
  { op: 'open', who, path: `/dev/vfio/devices/${device}` },
  { op: 'ioctl', who, file: { of: 'device', n: 0 }, request: 'VFIO_DEVICE_BIND_IOMMUFD', members: { iommufd: { fd: 0 } } },
  { op: 'ioctl', who, file: IOMMU, request: 'IOAS_ALLOC', members: {} },
  {
    op: 'ioctl',
    who,
    file: IOMMU,
    request: 'HWPT_ALLOC',
    members: { flags: 1, dev_id: { kind: 'device', n: 0 }, pt_id: { kind: 'IOAS', n: 0 } },
  },
  {
    op: 'ioctl',
    who,
    file: IOMMU,
    request: 'VIOMMU_ALLOC',
    members: { type: 2, dev_id: { kind: 'device', n: 0 }, hwpt_id: { kind: 'HWPT', n: 0 }, data_len: 16, data_uptr: '0x700000010000' },
    data: '00'.repeat(16),
  },
];

/** The same of a vIOMMU that has no VINTF. */
const plainVintfOf = (who: Who, device: string): readonly KernelOp[] =>
  vintfOf(who, device).map((op) =>
    op.op === 'ioctl' && op.request === 'VIOMMU_ALLOC' ? { ...op, members: { ...op.members, type: 1 } } : op,
  );

/** Programs of which a monitor once said, wrongly, that they break a clause. */
const RIGHT: readonly Program[] = [
  {
    layer: 'hardware',
    ops: [
      // GERROR alone is read-only: what is written there acknowledges nothing.
      { op: 'write', at: 0x1000, width: 4, value: '0x2002f' },
      { op: 'write', at: 0x200, width: 4, value: '0x1' },
      { op: 'write', at: 0x20000, width: 8, value: '0xa0000013' },
      { op: 'write', at: 0x10000, width: 4, value: '0x40000' },
      { op: 'write', at: 0x30008, width: 4, value: '0x1' },
      { op: 'write', at: 0x30004, width: 4, value: '0x0' },
      { op: 'memory', address: '0xa0400000', bytes: '46000000000000000000000000000000' },
      { op: 'memory', address: '0xa0400010', bytes: '110000000000bda80000000000000000' },
      { op: 'memory', address: '0xa0400020', bytes: '46000000010000000000000000000000' },
      { op: 'timeout', count: 1 },
      { op: 'memory', address: '0xa0400030', bytes: '40000000100000003400000000000000' },
      { op: 'memory', address: '0xa0400040', bytes: '46000000000000000000000000000000' },
      { op: 'write', at: 0x30004, width: 4, value: '0x0' },
      { op: 'write', at: 0x10014, width: 4, value: '0x1' },
      { op: 'read', at: 0x10010, width: 4 },
      { op: 'timeout', count: 1 },
      { op: 'memory', address: '0xa0400050', bytes: '40000000100000003400000000000000' },
      { op: 'memory', address: '0xa0400060', bytes: '46000000000000000000000000000000' },
      { op: 'write', at: 0x10004, width: 4, value: '0x0' },
      { op: 'write', at: 0x10014, width: 4, value: '0x0' },
      { op: 'look' },
      { op: 'write', at: 0x10010, width: 4, value: '0x0' },
      { op: 'read', at: 0x30000, width: 4 },
    ],
  },
  {
    layer: 'hardware',
    ops: [
      // GERRORN is written as the upper half of 8 bytes at GERROR.
      { op: 'write', at: 0x1000, width: 4, value: '0x1' },
      { op: 'write', at: 0x200, width: 4, value: '0x1' },
      { op: 'write', at: 0x20000, width: 8, value: '0x90020001' },
      { op: 'write', at: 0x10008, width: 4, value: '0x1' },
      { op: 'memory', address: '0x90020000', bytes: 'ff000000000000000000000000000000' },
      { op: 'write', at: 0x10004, width: 4, value: '0x1' },
      { op: 'look' },
      { op: 'memory', address: '0x90020000', bytes: '10000000000000000000000000000000' },
      { op: 'write', at: 0x10010, width: 8, value: '0x100000000' },
    ],
  },
  {
    layer: 'hardware',
    ops: [
      // An error of the first vCMDQ of VINTF 1 is acknowledged there, after another was mapped to slot 2 of VINTF 0, which has two.
      { op: 'write', at: 0x1100, width: 4, value: '0x1' },
      { op: 'write', at: 0x208, width: 4, value: '0x8001' },
      { op: 'write', at: 0x60000, width: 8, value: '0x90020001' },
      { op: 'write', at: 0x50008, width: 4, value: '0x1' },
      { op: 'write', at: 0x10104, width: 4, value: '0x1' },
      { op: 'memory', address: '0x90020000', bytes: '10000000000000000000000000000000' },
      { op: 'write', at: 0x200, width: 4, value: '0x5' },
      { op: 'look' },
      { op: 'write', at: 0x50014, width: 4, value: '0x1' },
    ],
  },
  {
    layer: 'kernel',
    ops: [
      ...vintfOf('A', 'gpu0'),
      { op: 'ioctl', who: 'A', file: IOMMU, request: 'DESTROY', members: { id: { kind: 'vIOMMU', n: 0 } } },
      ...vintfOf('B', 'gpu1'),
      { op: 'close', who: 'A', file: { of: 'device', n: 0 } },
      { op: 'close', who: 'A', file: IOMMU },
    ],
  },
  {
    layer: 'device',
    ops: [
      { op: 'host', second: 'cmdqv' },
      { op: 'start', who: 'A', cmdqv: 'on', device: 'gpu0', streamId: 0x10, twice: true },
      { op: 'write', who: 'A', at: 0x200a0, width: 4, value: '0x1', smmu: 1 },
      { op: 'reset', who: 'A' },
      { op: 'read', who: 'A', at: 0x200a0, width: 4, smmu: 1 },
    ],
  },
  // The second SMMU has no device yet, the first one has none whose SMMU has CMDQ-V, and the device's attach fails half way: no block.
  {
    layer: 'device',
    ops: [
      { op: 'start', who: 'A', cmdqv: 'on', device: 'gpu0', streamId: 0x10, twice: true },
      { op: 'write', who: 'A', at: 0x20000, width: 4, value: '0x1', smmu: 1 },
      { op: 'read', who: 'A', at: 0x20000, width: 4, smmu: 1 },
    ],
  },
  {
    layer: 'device',
    ops: [
      { op: 'host', cmdqv: 'none', second: 'cmdqv' },
      { op: 'start', who: 'A', cmdqv: 'on', device: 'gpu0', streamId: 0x10, twice: true },
      { op: 'write', who: 'A', at: 0x20000, width: 4, value: '0x1' },
      { op: 'look', who: 'A' },
    ],
  },
  {
    layer: 'device',
    ops: [
      { op: 'start', who: 'A', cmdqv: 'on', device: '', streamId: 0x10 },
      { op: 'refuse', who: 'A', request: 'mmap', status: 'EINVAL', after: 1 },
      { op: 'plug', who: 'A', device: 'gpu0', streamId: 0x10 },
      { op: 'write', who: 'A', at: 0x40080, width: 8, value: '0x1' },
      { op: 'look', who: 'A' },
    ],
  },
  {
    layer: 'hardware',
    ops: [
      { op: 'write', at: 0x200, width: 4, value: '0x0' },
      { op: 'write', at: 0x204, width: 4, value: '0x1' },
      { op: 'read', at: 0x200, width: 8 },
    ],
  },
  {
    layer: 'hardware',
    ops: [
      // CONS_INDX is written with an error code before its vCMDQ is mapped once more.
      { op: 'write', at: 4096, width: 4, value: '0x1' },
      { op: 'write', at: 65544, width: 4, value: '0x1' },
      { op: 'write', at: 512, width: 4, value: '0x1' },
      { op: 'write', at: 196612, width: 4, value: '0x1' },
      { op: 'write', at: 196608, width: 4, value: '0x3000000' },
      { op: 'write', at: 512, width: 4, value: '0x1' },
      { op: 'look' },
    ],
  },
  {
    layer: 'device',
    ops: [
      // Two vCMDQs have the same memory, and what failed in one of them is not what the other finds there.
      { op: 'start', who: 'A', cmdqv: 'on', device: 'gpu0', streamId: 16 },
      { op: 'write', who: 'A', at: 4096, width: 4, value: '0x1' },
      { op: 'write', who: 'A', at: 512, width: 4, value: '0x1' },
      { op: 'write', who: 'A', at: 262144, width: 8, value: '0x40020003' },
      { op: 'write', who: 'A', at: 196616, width: 4, value: '0x1' },
      { op: 'write', who: 'A', at: 262272, width: 4, value: '0x40020003' },
      { op: 'write', who: 'A', at: 516, width: 4, value: '0x1' },
      { op: 'write', who: 'A', at: 196612, width: 4, value: '0x1' },
      { op: 'memory', who: 'A', address: '0x40020000', bytes: '46000002000000000000000000000000' },
      { op: 'write', who: 'A', at: 196740, width: 4, value: '0x1' },
      { op: 'write', who: 'A', at: 196744, width: 4, value: '0x1' },
      { op: 'look', who: 'A' },
    ],
  },
  {
    layer: 'device',
    ops: [
      // A vIOMMU without CMDQ-V has the ID of one with it that went when the attach failed.
      { op: 'start', who: 'A', cmdqv: 'auto', device: '', streamId: 16, properties: { ril: 'off', ats: 'auto' } },
      { op: 'refuse', who: 'A', request: 'mmap', status: 'ENOMEM', after: 0 },
      { op: 'plug', who: 'A', device: 'gpu0', streamId: 16 },
      { op: 'inform', who: 'A', about: 'CMDQ-V', members: { data_type: 2 } },
      { op: 'plug', who: 'A', device: 'gpu0', streamId: 16 },
      { op: 'write', who: 'A', at: 262272, width: 8, value: '0x1' },
      { op: 'look', who: 'A' },
    ],
  },
  {
    layer: 'device',
    ops: [
      // A VINTF goes with the process that had it, and comes back to another one.
      { op: 'start', who: 'A', cmdqv: 'off', device: 'gpu0', streamId: 16, properties: { ssidsize: 9 }, pages: 'mixed' },
      { op: 'start', who: 'B', cmdqv: 'on', device: 'gpu1', streamId: 16, properties: { ssidsize: 'auto', ats: 'on' } },
      { op: 'shutDown', who: 'A' },
      { op: 'shutDown', who: 'B' },
      { op: 'start', who: 'A', cmdqv: 'auto', device: '', streamId: 16, properties: { ril: 'auto', ats: 'off', ssidsize: 19 } },
      { op: 'plug', who: 'A', device: 'gpu0', streamId: 16 },
      { op: 'start', who: 'B', cmdqv: 'on', device: 'gpu1', streamId: 16 },
    ],
  },
  {
    layer: 'device',
    ops: [
      // A vCMDQ is moved away from memory that it shared with another one.
      { op: 'start', who: 'A', cmdqv: 'on', device: 'gpu0', streamId: 16 },
      { op: 'write', who: 'A', at: 4096, width: 4, value: '0x1' },
      { op: 'write', who: 'A', at: 516, width: 4, value: '0x1' },
      { op: 'write', who: 'A', at: 512, width: 4, value: '0x1' },
      { op: 'write', who: 'A', at: 262144, width: 8, value: '0x40020003' },
      { op: 'write', who: 'A', at: 196616, width: 4, value: '0x1' },
      { op: 'write', who: 'A', at: 196612, width: 4, value: '0x1' },
      { op: 'write', who: 'A', at: 262272, width: 8, value: '0x40020008' },
      { op: 'write', who: 'A', at: 65672, width: 4, value: '0x1' },
      { op: 'memory', who: 'A', address: '0x40020000', bytes: '46000002030000000080000000000000' },
      { op: 'write', who: 'A', at: 196740, width: 4, value: '0x1' },
      { op: 'write', who: 'A', at: 131200, width: 4, value: '0x1' },
      { op: 'look', who: 'A' },
    ],
  },
  {
    layer: 'hardware',
    ops: [
      // The size of a queue is written after its indices.
      { op: 'write', at: 0x200, width: 4, value: '0x1' },
      { op: 'write', at: 0x30000, width: 4, value: '0x1' },
      { op: 'write', at: 0x10004, width: 4, value: '0x0' },
      { op: 'write', at: 0x20000, width: 4, value: '0x1' },
      { op: 'look' },
    ],
  },
  {
    layer: 'hardware',
    ops: [
      // GERRORN is written twice, the second time to what GERROR read long before: what differs then is no error, whatever CONS_INDX says.
      { op: 'write', at: 0x1000, width: 4, value: '0x2002f' },
      { op: 'write', at: 0x200, width: 4, value: '0x1' },
      { op: 'write', at: 0x40000, width: 8, value: '0xa0000013' },
      { op: 'write', at: 0x10004, width: 4, value: '0xfffff' },
      { op: 'write', at: 0x10000, width: 4, value: '0xfffff' },
      { op: 'write', at: 0x30008, width: 4, value: '0x1' },
      { op: 'look' },
      { op: 'timeout', count: 2 },
      { op: 'memory', address: '0xa07ffff0', bytes: '46000000000000000000000000000000' },
      { op: 'memory', address: '0xa0000000', bytes: '40000000100000003400000000000000' },
      { op: 'memory', address: '0xa0000010', bytes: '46000000000000000000000000000000' },
      { op: 'write', at: 0x30004, width: 4, value: '0x2' },
      { op: 'write', at: 0x10014, width: 4, value: '0x1' },
      { op: 'write', at: 0x30014, width: 4, value: '0x0' },
      { op: 'look' },
    ],
  },
  {
    layer: 'hardware',
    ops: [
      // GERRORN is written as it is, and the vCMDQ is then another VINTF's: the error that is told there is the one before.
      { op: 'write', at: 0x1200, width: 4, value: '0x1' },
      { op: 'write', at: 0x210, width: 4, value: '0x10001' },
      { op: 'write', at: 0x20200, width: 4, value: '0x90040001' },
      { op: 'write', at: 0x70008, width: 4, value: '0x1' },
      { op: 'timeout', count: 2 },
      { op: 'write', at: 0x1240, width: 4, value: '0x21' },
      { op: 'memory', address: '0x90040000', bytes: '40000000100000003400000000000000' },
      { op: 'memory', address: '0x90040010', bytes: '46000000000000000000000000000000' },
      { op: 'write', at: 0x10204, width: 4, value: '0x2' },
      { op: 'look' },
      { op: 'write', at: 0x10214, width: 4, value: '0x0' },
      { op: 'write', at: 0x210, width: 4, value: '0x1' },
      { op: 'look' },
    ],
  },
];

const ILLEGAL = '07000000000000000000000000000000'.repeat(4);

/** vCMDQ 0 runs in VINTF 0, and then stops. */
const RUNNING: readonly HardwareOp[] = [
  { op: 'write', at: 0x1000, width: 4, value: '0x1' },
  { op: 'write', at: 0x200, width: 4, value: '0x1' },
  { op: 'write', at: 0x20000, width: 8, value: '0x90040003' },
  { op: 'write', at: 0x10008, width: 4, value: '0x1' },
];
const STOPPED: readonly HardwareOp[] = [
  ...RUNNING,
  { op: 'memory', address: '0x90040000', bytes: ILLEGAL.slice(0, 32) },
  { op: 'write', at: 0x10004, width: 4, value: '0x1' },
];

/** Programs that show what an alternative does otherwise, and what allows it; nothing where it is no difference at all. */
const ALLOWED: readonly { readonly alternative: string; readonly by: readonly string[]; readonly program: Program }[] = [
  {
    alternative: 'signalling-sync-completes',
    by: ['HYP-07'],
    program: {
      layer: 'hardware',
      ops: [
        { op: 'write', at: 0x1000, width: 4, value: '0x1' },
        { op: 'write', at: 0x10008, width: 4, value: '0x1' },
        { op: 'write', at: 0x200, width: 4, value: '0x1' },
        { op: 'write', at: 0x20000, width: 8, value: '0x90040003' },
        { op: 'memory', address: '0x90040000', bytes: '46100000000000000000000000000000' },
        { op: 'write', at: 0x10004, width: 4, value: '0x1' },
      ],
    },
  },
  {
    alternative: 'unrepaired-queue-stays-stopped',
    by: ['GERR-08'],
    program: { layer: 'hardware', ops: [...STOPPED, { op: 'acknowledge', vcmdq: 0 }, { op: 'look' }] },
  },
  {
    alternative: 'vcmdq-status-follows-its-own-enable',
    by: ['PHYS-13'],
    program: { layer: 'hardware', ops: [{ op: 'write', at: 0x1_0188, width: 4, value: '0x1' }, { op: 'look' }] },
  },
  {
    alternative: 'no-error-status-of-a-disabled-vintf',
    by: ['PHYS-07'],
    program: { layer: 'hardware', ops: [...STOPPED, { op: 'write', at: 0x1000, width: 4, value: '0x0' }, { op: 'look' }] },
  },
  {
    alternative: 'disabled-queue-forgets-timeouts',
    by: ['ISO-08'],
    program: {
      layer: 'hardware',
      ops: [
        ...RUNNING,
        { op: 'write', at: 0x1040, width: 4, value: '0x21' },
        { op: 'timeout', count: 1 },
        { op: 'memory', address: '0x90040000', bytes: '40000000100000003400000000000000' },
        { op: 'write', at: 0x10004, width: 4, value: '0x1' },
        { op: 'write', at: 0x10008, width: 4, value: '0x0' },
        { op: 'write', at: 0x10008, width: 4, value: '0x1' },
        { op: 'memory', address: '0x90040010', bytes: '46000000000000000000000000000000' },
        { op: 'write', at: 0x10004, width: 4, value: '0x2' },
      ],
    },
  },
  {
    alternative: 'map-bits-outlast-the-acknowledgement',
    by: ['PHYS-16'],
    program: {
      layer: 'hardware',
      ops: [
        ...STOPPED,
        { op: 'memory', address: '0x90040000', bytes: '46000000000000000000000000000000' },
        { op: 'write', at: 0x10014, width: 4, value: '0x1' },
        { op: 'read', at: 0x10, width: 8 },
      ],
    },
  },
  {
    alternative: 'commands-issued-one-by-one',
    by: ['UAPI-INV-11'],
    program: {
      layer: 'kernel',
      ops: [
        ...plainVintfOf('A', 'gpu0'),
        {
          op: 'ioctl',
          who: 'A',
          file: IOMMU,
          request: 'HWPT_INVALIDATE',
          members: { hwpt_id: { kind: 'vIOMMU', n: 0 }, data_type: 1, entry_len: 16, entry_num: 2, data_uptr: '0x700000010000' },
          data: '1000000000000000000000000000000005000000000000000000000000000000',
        },
        ...vintfOf('B', 'gpu1'),
      ],
    },
  },
  {
    alternative: 'every-store-made-twice',
    by: [],
    program: {
      layer: 'kernel',
      ops: [
        { op: 'ownQueue', vcmdq: 0, commands: ILLEGAL },
        { op: 'ownQueue', vcmdq: 1, commands: ILLEGAL },
      ],
    },
  },
  {
    alternative: 'refused-cmdqv-described',
    by: ['QEMU-09'],
    program: {
      layer: 'device',
      ops: [
        { op: 'start', who: 'A', cmdqv: 'on', device: '', streamId: 0x10 },
        { op: 'refuse', who: 'A', request: 'mmap', status: 'EINVAL', after: 0 },
        { op: 'plug', who: 'A', device: 'gpu0', streamId: 0x10 },
        { op: 'firmware', who: 'A' },
      ],
    },
  },
  {
    alternative: 'streams-attached-at-each-write-of-cr0',
    by: ['SMMU-03'],
    program: {
      layer: 'device',
      ops: [
        { op: 'start', who: 'A', cmdqv: 'on', device: 'gpu0', streamId: 0x10 },
        { op: 'writeSmmu', who: 'A', at: 0x20, value: 0xd },
        { op: 'stream', who: 'A', streamId: 0x10, word0: '0x9', word1: '0x0' },
        { op: 'refuse', who: 'A', request: 'VFIO_DEVICE_ATTACH_IOMMUFD_PT', status: 'EINVAL', after: 1 },
        { op: 'writeSmmu', who: 'A', at: 0x20, value: 0xd },
        { op: 'stream', who: 'A', streamId: 0x10, word0: '0x5', word1: '0x0' },
      ],
    },
  },
  {
    alternative: 'invalidations-batched',
    by: ['TRAP-02'],
    program: {
      layer: 'device',
      ops: [
        { op: 'start', who: 'A', cmdqv: 'on', device: 'gpu0', streamId: 0x10, properties: { ril: 'off' } },
        { op: 'submit', who: 'A', command: '12000000000001000001000000000000' },
        { op: 'submit', who: 'A', command: '03000000100000000100000000000000' },
      ],
    },
  },
  {
    alternative: 'invalidations-batched',
    by: ['TRAP-02'],
    program: {
      layer: 'device',
      ops: [
        { op: 'start', who: 'A', cmdqv: 'on', device: 'gpu0', streamId: 0x10 },
        { op: 'stream', who: 'A', streamId: 0x10, word0: '0x1', word1: '0x0' },
        { op: 'writeSmmu', who: 'A', at: 0x20, value: 0xd },
        { op: 'submit', who: 'A', command: '40000000100000000300000000000000' },
        { op: 'timeout', count: 1 },
        { op: 'stream', who: 'A', streamId: 0x10, word0: '0x4020000b', word1: '0x0' },
      ],
    },
  },
  {
    alternative: 'settled-by-a-refused-device',
    by: ['LIFE-19'],
    program: {
      layer: 'device',
      ops: [
        { op: 'host', second: 'plain' },
        { op: 'start', who: 'A', cmdqv: 'on', device: 'gpu0', streamId: 0x10, twice: true },
        { op: 'firmware', who: 'A' },
      ],
    },
  },
  {
    alternative: 'stream-ids-cut-off',
    by: ['SMMU-22'],
    program: {
      layer: 'device',
      ops: [
        { op: 'start', who: 'A', cmdqv: 'on', device: 'gpu0', streamId: 0x10 },
        { op: 'stream', who: 'A', streamId: 0x10, word0: '0x9', word1: '0x0' },
        { op: 'submit', who: 'A', command: '06000000100001000000000000000000' },
        { op: 'submit', who: 'A', command: '46000000000000000000000000000000' },
      ],
    },
  },
  {
    alternative: 'first-device-needs-its-events',
    by: ['SMMU-16'],
    program: {
      layer: 'device',
      ops: [
        { op: 'start', who: 'A', cmdqv: 'off', device: '', streamId: 0x10 },
        { op: 'writeSmmu', who: 'A', at: 0x20, value: 0xd },
        { op: 'refuse', who: 'A', request: 'VEVENTQ_ALLOC', status: 'EBUSY', after: 0 },
        { op: 'plug', who: 'A', device: 'gpu0', streamId: 0x10 },
      ],
    },
  },
];

describe('explore', () => {
  it('draws ID registers that an SMMU can have, the first or the second', () => {
    for (const layer of LAYERS)
      for (const registers of REGISTERS[layer]) {
        const name = JSON.stringify(registers);
        assert.notEqual(hostFor([{ op: 'host', registers }]), DEFAULT_HOST, name);
        assert.notEqual(hostFor([{ op: 'host', second: 'cmdqv', far: registers }]), DEFAULT_HOST, name);
      }
  });

  it('counts what is done after a timeout, where nothing is said of a number that stays', async () => {
    const program: Program = {
      layer: 'kernel',
      ops: [
        ...vintfOf('A', 'gpu0'),
        { op: 'queueFails', after: 0, as: 'timeout' },
        {
          op: 'ioctl',
          who: 'A',
          file: IOMMU,
          request: 'HWPT_INVALIDATE',
          members: { hwpt_id: { kind: 'vIOMMU', n: 0 }, data_type: 1, entry_len: 16, entry_num: 1, data_uptr: '0x700000010000' },
          data: '10000000000000000000000000000000',
        },
      ],
    };
    const wanted = await perform(program, reference);
    const { difference } = compared(program, wanted, await perform(program, faulty('timeout-counts-its-batch')));
    assert.deepEqual(difference?.facts, [{ fact: 'entry_num', reference: '0', seen: undefined }]);
  });

  it('has the handler of an interrupt do something else meanwhile', async () => {
    const program: Program = {
      layer: 'hardware',
      ops: [
        { op: 'write', at: 0x1000, width: 4, value: '0x1' },
        ...[0, 1].flatMap((queue): readonly HardwareOp[] => [
          { op: 'write', at: 0x200 + 4 * queue, width: 4, value: hex((queue << 1) | 1) },
          { op: 'write', at: 0x20000 + 0x80 * queue, width: 8, value: hex(0x9002_0001 + 0x1_0000 * queue) },
          { op: 'write', at: 0x10008 + 0x80 * queue, width: 4, value: '0x1' },
          { op: 'memory', address: hex(0x9002_0000 + 0x1_0000 * queue), bytes: '07000000000000000000000000000000' },
        ]),
        { op: 'whileHandled', at: 0x10084, width: 4, value: '0x1' },
        { op: 'write', at: 0x10004, width: 4, value: '0x1' },
        { op: 'look' },
      ],
    };
    const interruptsOn = async (layers: WholeImplementation) => (await perform(program, layers)).observations.at(-2)?.interrupts;
    assert.equal(await interruptsOn(reference), '2');
    assert.equal(await interruptsOn(faulty('edge-lost-while-handled')), '1');
  });

  it('names both registers that one read covers, and acknowledges what a vCMDQ tells of', async () => {
    const program: Program = {
      layer: 'hardware',
      ops: [...STOPPED, { op: 'read', at: 0x10000, width: 8 }, { op: 'acknowledge', vcmdq: 0 }, { op: 'read', at: 0x10010, width: 8 }],
    };
    const { observations } = await perform(program, reference);
    assert.deepEqual(observations.at(-3), { VCMDQ0_CONS_INDX: '1000000', VCMDQ0_PROD_INDX: '1' });
    assert.equal(observations.at(-2)?.interrupts, '1');
    assert.deepEqual(observations.at(-1), { VCMDQ0_GERROR: '0', VCMDQ0_GERRORN: '1' });
  });

  it('asks a file that was closed last, unless another was opened since', async () => {
    const program: Program = {
      layer: 'kernel',
      ops: [
        { op: 'open', who: 'A', path: '/dev/vfio/devices/gpu0' },
        { op: 'close', who: 'A', file: { of: 'device', n: 0 } },
        { op: 'close', who: 'A', file: { of: 'closed' } },
        { op: 'open', who: 'A', path: '/dev/iommu' },
        { op: 'close', who: 'A', file: { of: 'closed' } },
      ],
    };
    const { observations } = await perform(program, reference);
    assert.deepEqual(
      observations.map(({ status }) => status),
      ['OK', 'OK', 'EBADF', 'OK', undefined],
    );
  });

  it('finds nothing in the reference beside itself, and no clause broken', async () => {
    const { findings, progress } = await explore(loadVariant(undefined, {}), LAYERS, 20_000);
    assert.deepEqual(
      findings.map(({ signature }) => signature),
      [],
    );
    assert.ok(progress.operations >= 20_000);
  });

  it('finds a seeded fault, makes the program small, and names a clause that is about it', async () => {
    const { findings } = await explore(faulty('hist-05'), ['device'], 2_000);
    const [first] = findings;
    assert.ok(first !== undefined);
    assert.ok(first.program.ops.length <= 4, JSON.stringify(first.program));
    assert.ok(first.clauses.length > 0);
    const again = compared(first.program, await perform(first.program, reference), await perform(first.program, faulty('hist-05')));
    assert.ok(again.difference !== undefined);
  });

  it('finds nothing in what differs as a clause allows', async () => {
    const wrongly: string[] = [];
    for (const alternative of ALTERNATIVES) {
      const layer = LAYERS.find((one) => alternative.edits[0]?.module.startsWith(`${one}/`));
      if (layer === undefined || alternative.breaks !== undefined || UNTOLD.has(alternative.id)) continue;
      const { findings } = await explore(loadVariant(alternative, {}), [layer], 250);
      wrongly.push(...findings.map(({ signature }) => `${alternative.id}: ${signature}`));
    }
    assert.deepEqual(wrongly, []);
  });

  it('accepts a queue that a repeated trigger makes anew, and what follows from it', async () => {
    const program: Program = {
      layer: 'device',
      ops: [
        { op: 'start', who: 'A', cmdqv: 'on', device: 'gpu0', streamId: 0x10 },
        { op: 'write', who: 'A', at: 0x1000, width: 4, value: '0x1' },
        { op: 'write', who: 'A', at: 0x200, width: 4, value: '0x1' },
        { op: 'write', who: 'A', at: 0x20000, width: 8, value: '0x40100008' },
        { op: 'write', who: 'A', at: 0x10008, width: 4, value: '0x1' },
        { op: 'write', who: 'A', at: 0x1000, width: 4, value: '0x1' },
        { op: 'read', who: 'A', at: 0x1000c, width: 4 },
      ],
    };
    const anew = await perform(program, different('live-queues-rebuilt'));
    const { difference, accepted, compared: operations } = compared(program, await perform(program, reference), anew);
    assert.equal(difference, undefined);
    assert.deepEqual([...accepted], ['ALLOC-09']);
    assert.equal(operations, program.ops.length - 1);
  });

  it('accepts in a program what differs as a clause allows, and tells which', async () => {
    for (const { alternative, by, program } of ALLOWED) {
      const { accepted, difference } = compared(program, await perform(program, reference), await perform(program, different(alternative)));
      assert.deepEqual([alternative, difference, [...accepted]], [alternative, undefined, by]);
    }
  });

  it("tells a vDEVICE of a StreamID that is out of range from one that is another device's", async () => {
    const program: Program = {
      layer: 'device',
      ops: [
        { op: 'start', who: 'A', cmdqv: 'on', device: 'gpu0', streamId: 0x10 },
        { op: 'submit', who: 'A', command: '03000000100001000100000000000000' },
      ],
    };
    const wanted = await perform(program, reference);
    const faultily = await perform(program, faulty('vdevice-of-an-out-of-range-stream-id'));
    assert.deepEqual(compared(program, wanted, faultily).difference?.facts, [
      { fact: 'in the kernel, VM A1: vDEVICE of gpu0', reference: 'none', seen: '10010' },
    ]);
    assert.equal(compared(program, wanted, await perform(program, different('stream-ids-cut-off'))).difference, undefined);
  });

  it('holds nothing against who cannot be brought to do what a program asks for', async () => {
    const program: Program = { layer: 'device', ops: [{ op: 'start', who: 'A', cmdqv: 'on', device: '', streamId: 0x10 }] };
    const unable = { ...reference, device: { start: () => Promise.reject(new Inapplicable('it needs a device')) } };
    const seen = await perform(program, unable);
    assert.equal(compared(program, await perform(program, reference), seen).difference, undefined);
    const broken = { ...reference, device: { start: () => Promise.reject(new Error('it is broken')) } };
    assert.notEqual(compared(program, await perform(program, reference), await perform(program, broken)).difference, undefined);
  });

  it('tells no difference that is known, and goes round it', async () => {
    const { findings } = await explore(faulty('hist-05'), ['device'], 1_000);
    const known = new Set(findings.map(({ signature }) => signature));
    assert.ok(known.size > 0);
    const again = await explore(faulty('hist-05'), ['device'], 1_000, { known });
    assert.deepEqual(
      again.findings.filter(({ signature }) => known.has(signature)),
      [],
    );
    assert.ok([...known].some((signature) => (again.progress.met[signature] ?? 0) > 0));
  });

  it('sees no clause broken where a slot is none, a VINTF went to another process, an access is wider than a register, or a guest has no block', async () => {
    const judge = new Judge(MONITORS);
    for (const program of RIGHT) assert.equal(violationIn(await perform(program, reference), judge)?.words, undefined);
  });

  it('draws the same programs from the same seed, and others from another', () => {
    for (const layer of LAYERS) {
      assert.deepEqual(programOf(layer, 7, 3), programOf(layer, 7, 3));
      assert.notDeepEqual(programOf(layer, 7, 3), programOf(layer, 8, 3));
      assert.notDeepEqual(programOf(layer, 7, 3), programOf(layer, 7, 4));
    }
  });

  it('lets nobody act on a host that has shut down', () => {
    const open: KernelOp = { op: 'open', who: 'A', path: '/dev/iommu' };
    const close: KernelOp = { op: 'close', who: 'A', file: IOMMU };
    const program = (...ops: readonly KernelOp[]): Program => ({ layer: 'kernel', ops });
    assert.deepEqual(continued(program(open, { op: 'hostShutDown' }), program(open, close)).ops, [open, close]);
    assert.deepEqual(continued(program(open, open), program(open, { op: 'hostShutDown' })).ops, [open, open, { op: 'hostShutDown' }]);
  });

  it('goes on where it ended, and shards share the programs', async () => {
    const whole = await explore(undefined, ['hardware'], 900);
    const half = await explore(undefined, ['hardware'], 400);
    const rest = await explore(undefined, ['hardware'], 900, { from: half.progress });
    assert.deepEqual([rest.progress.next, rest.progress.operations], [whole.progress.next, whole.progress.operations]);
    const second = await explore(undefined, ['hardware'], 300, { shard: { index: 2, count: 3 } });
    assert.equal(second.progress.next % 3, 1);
  });

  it('keeps programs that reach what none before did', async () => {
    const { progress, reached } = await explore(undefined, ['device'], 1_000);
    assert.ok(reached.length > 0 && reached.length <= progress.programs);
    assert.ok(progress.states > 0);
  });
});
