import assert from 'node:assert/strict';
import { before, describe, it } from 'node:test';
import { reference } from '../../reference';
import { TEGRA241 } from '../machine';
import type { GuestEvent, HostEvent, Operation, RegisterEvent } from '../machine/log';
import { SuiteRun } from '../run/suite-run';
import { inProcess } from '../run/under-test';
import { select } from '../specification/selection';
import { loadSuite } from '../specification/suite';
import { GUEST_MAP, physicalMap, type Register, VINTF_STRIDE } from '../tables/registers';
import {
  DESTROY,
  GET_HW_INFO,
  HW_INFO_SMMUV3,
  HW_INFO_TEGRA241,
  HW_QUEUE_ALLOC,
  HWPT_INVALIDATE,
  IOAS_UNMAP,
  type Request,
  readMember,
  type Structure,
  VDEVICE_ALLOC,
  VEVENT_HEADER,
  VIOMMU_ALLOC,
  VIOMMU_TEGRA241_DATA,
  writeMember,
} from '../tables/uapi';
import { Judge, type Judgement, type Log, MONITORS, type Violation } from '.';

/** What a scenario's log would have held, had an implementation broken the clause. */
type Spoil = (operation: Operation, log: Log) => Operation;

const PHYSICAL = physicalMap(TEGRA241);

/** Scenarios on the reference whose logs exercise every monitor between them. */
const EXERCISING = [
  ...new Set(MONITORS.map(({ clause }) => clause)),
  ...['EVT-*', 'GUEST-1*', 'TEAR-*', 'LIM-*', 'UAPI-DES-*', 'UAPI-VEQ-1*', 'VSID-1*', 'CQ-*', 'SIDR-*', 'PHYS-*', 'ISO-*'],
];

const guest =
  (change: (event: GuestEvent, log: Log, operation: Operation) => GuestEvent): Spoil =>
  (operation, log) =>
    operation.port === 'guest' ? { ...operation, event: change(operation.event, log, operation) } : operation;

const host =
  (change: (event: HostEvent, log: Log, operation: Operation) => HostEvent): Spoil =>
  (operation, log) =>
    operation.port === 'host' ? { ...operation, event: change(operation.event, log, operation) } : operation;

const kernel =
  (change: (event: RegisterEvent, register: Register | undefined, operation: Operation) => RegisterEvent): Spoil =>
  (operation) => {
    if (operation.port !== 'registers') return operation;
    const { event } = operation;
    const register = event.op === 'read' || event.op === 'write' ? PHYSICAL.at(event.offset, event.width) : undefined;
    return { ...operation, event: change(event, register, operation) };
  };

/** Other values in what is written to a register of the physical block. */
const written = (name: string, value: (old: bigint) => bigint): Spoil =>
  kernel((event, register) => (event.op === 'write' && isNamed(register, name) ? { ...event, value: value(event.value) } : event));

/** Other values in what a register of the physical block reads. */
const readBack = (name: string, value: (old: bigint) => bigint): Spoil =>
  kernel((event, register) =>
    event.op === 'read' && event.value !== undefined && isNamed(register, name) ? { ...event, value: value(event.value) } : event,
  );

const executed =
  (words: (word0: bigint) => bigint): Spoil =>
  (operation) =>
    operation.port === 'smmu' ? { ...operation, event: { ...operation.event, word0: words(operation.event.word0) } } : operation;

/** `VINTF_CONFIG`: of any VINTF but the host's. */
function isNamed(register: Register | undefined, name: string): boolean {
  if (register === undefined) return false;
  const { definition, place } = register;
  if (place.kind === 'global') return definition.name === name;
  if ('vintf' in place && place.vintf === 0) return false;
  return `${place.kind === 'vintf' ? 'VINTF' : 'VCMDQ'}_${definition.name}` === name;
}

/** Another value in a member of a request, in what was asked and in what was answered. */
function member(request: Request, name: string, value: (old: bigint, log: Log, operation: Operation) => bigint): Spoil {
  return host((event, log, operation) => {
    const field = request.structure.members[name];
    if (event.op !== 'ioctl' || event.request !== request.number || field === undefined) return event;
    const changed = (segments: typeof event.before) =>
      segments.map((segment) => {
        if (segment.address !== event.argument) return segment;
        const bytes = segment.bytes.slice();
        writeMember(bytes, field, value(readMember(bytes, field), log, operation));
        return { ...segment, bytes };
      });
    return { ...event, before: changed(event.before), after: event.after === undefined ? undefined : changed(event.after) };
  });
}

/** Another value in a member of the data that a request's structure points to, in what was answered. */
function answered(request: Request, { members }: Structure, name: string, value: (old: bigint) => bigint): Spoil {
  return host((event) => {
    const [field, pointer] = [members[name], request.structure.members.data_uptr];
    if (event.op !== 'ioctl' || event.request !== request.number || field === undefined || pointer === undefined) return event;
    const argument = event.after?.find(({ address }) => address === event.argument)?.bytes;
    const data = argument === undefined ? undefined : readMember(argument, pointer);
    const after = event.after?.map((segment) => {
      if (segment.address !== data) return segment;
      const bytes = segment.bytes.slice();
      writeMember(bytes, field, value(readMember(bytes, field)));
      return { ...segment, bytes };
    });
    return { ...event, after };
  });
}

/** IDs of the hw_queues of a log, by index; the last of each. */
function queueIds({ operations }: Log): ReadonlyMap<bigint, bigint> {
  const ids = new Map<bigint, bigint>();
  for (const { event, port } of operations) {
    if (port !== 'host' || event.op !== 'ioctl' || event.request !== HW_QUEUE_ALLOC.number || event.status !== 'OK') continue;
    const bytes = event.after?.find(({ address }) => address === event.argument)?.bytes;
    if (bytes === undefined) continue;
    ids.set(readMember(bytes, HW_QUEUE_ALLOC.structure.members.index), readMember(bytes, HW_QUEUE_ALLOC.structure.members.out_hw_queue_id));
  }
  return ids;
}

const ascending = member(DESTROY, 'id', (id, log) => {
  const ids = queueIds(log);
  return id === ids.get(1n) ? (ids.get(0n) ?? id) : id;
});

function isDestroy(operation: Operation | undefined): boolean {
  return operation?.port === 'host' && operation.event.op === 'ioctl' && operation.event.request === DESTROY.number;
}

/** A write of the guest that made its VMM call the kernel, as one to another register. */
function loudWriteTo(name: string): Spoil {
  const register = GUEST_MAP.named(name);
  assert.ok(register !== undefined);
  return guest((event, { operations }, { n }) =>
    event.op === 'write' && operations.some(({ by, within }) => by === 'device' && within === n)
      ? { ...event, offset: register.offset, width: register.size }
      : event,
  );
}

const guestReads = (name: string, value: (old: bigint) => bigint): Spoil =>
  guest((event) =>
    event.op === 'read' && event.value !== undefined && GUEST_MAP.at(event.offset, event.width)?.name === name
      ? { ...event, value: value(event.value) }
      : event,
  );

/** What every event that was read says. */
const eventBytes = (change: (bytes: Uint8Array) => Uint8Array): Spoil =>
  host((event) =>
    event.op === 'fdRead' && event.bytes !== undefined && event.bytes.length > 0 ? { ...event, bytes: change(event.bytes.slice()) } : event,
  );

const SPOILED: Readonly<Record<string, Spoil>> = {
  'ALLOC-01': guest((event) =>
    event.op === 'write' && GUEST_MAP.at(event.offset, event.width)?.name === 'CMDQ_ALLOC_MAP_0' ? { ...event, value: 0n } : event,
  ),
  'ALLOC-03': host((event) =>
    event.op === 'ioctl' && event.request === HW_QUEUE_ALLOC.number ? { ...event, request: GET_HW_INFO.number } : event,
  ),
  'ALLOC-06': member(HW_QUEUE_ALLOC, 'length', (length) => length * 2n),
  'ALLOC-09': member(HW_QUEUE_ALLOC, 'nesting_parent_iova', (address) => address ^ 0x1000n),
  'WR-01': guestReads('CMDQV_STATUS', () => 0n),
  'WR-08': guestReads('VINTF0_STATUS', () => 0n),
  'RD-01': host((event) => (event.op === 'load' && event.value !== undefined ? { ...event, value: event.value ^ 1n } : event)),
  'WR-02': ascending,
  'WR-09': ascending,
  'TEAR-05': ascending,
  'TEAR-13': member(DESTROY, 'id', () => 0n),
  'WR-10': loudWriteTo('VINTF0_SID_MATCH_0'),
  'WR-13': loudWriteTo('VCMDQ0_CONS_INDX_BASE_DRAM'),
  'RD-03': guestReads('VCMDQ0_BASE', (value) => value ^ 1n),
  'VINTF-01': guestReads('VINTF0_CONFIG', (value) => value | (1n << 17n)),
  'VINTF-10': guestReads('VINTF0_CONFIG', (value) => value ^ 2n),
  'MMIO-01': guestReads('CMDQV_CONFIG', (value) => value ^ 0x10n),
  'MMIO-03': guestReads('CMDQV_PARAM', (value) => value ^ 0x10n),
  'VINTF-03': guestReads('VINTF0_STATUS', (value) => value | 0x2n),
  'MMIO-11': guestReads('CMDQ_ALLOC_MAP_1', (value) => value ^ 1n),
  'EVT-09': host((event) => (event.op === 'fdRead' ? { ...event, bytes: new Uint8Array() } : event)),
  'WR-14': host((event) => (event.op === 'store' ? { ...event, address: event.address + 0x80n } : event)),
  'TRAP-02': member(VDEVICE_ALLOC, 'virt_id', (id) => id ^ 0x100n),
  'TEAR-10': host((event) => (event.op === 'munmap' ? { ...event, status: 'EINVAL' } : event)),
  // Whatever is destroyed, as if it were the first hw_queue each time.
  'TEAR-14': member(DESTROY, 'id', (id, log) => [...queueIds(log).values()][0] ?? id),
  'HOST-04': kernel((event, register) =>
    event.op === 'write' && register?.definition.name === 'CMDQ_ALLOC_MAP' ? { ...event, value: event.value | 1n } : event,
  ),
  // What is VINTF 1's is done to VINTF 0.
  'PHYS-06': kernel((event, register) =>
    event.op === 'write' && register?.place.kind === 'vintf' && register.place.vintf === 1
      ? { ...event, offset: event.offset - VINTF_STRIDE }
      : event,
  ),
  'VHW-03': written('VINTF_CONFIG', (value) => ((value & 1n) === 0n ? 0n : value)),
  'ISO-04': written('VINTF_CONFIG', (value) => value | (1n << 17n)),
  'ISO-03': written('VINTF_CONFIG', (value) => (value === 0n ? 0n : 2n | (value & 1n))),
  'VHW-02': written('VINTF_SID_MATCH', (value) => value | 1n),
  'VSID-11': written('VINTF_SID_MATCH', (value) => value | 1n),
  'VSID-12': written('VINTF_SID_MATCH', (value) => value | 1n),
  'SIDR-06': written('VINTF_SID_MATCH', (value) => (value === 0n ? 0n : 3n)),
  'VSID-15': written('VINTF_SID_MATCH', (value) => value | 1n),
  'PHYS-05': written('CMDQ_ALLOC_MAP', (value) => value ^ 2n),
  'VHW-07': kernel((event, register) =>
    event.op === 'write' &&
    isNamed(register, 'CMDQ_ALLOC_MAP') &&
    register !== undefined &&
    register.element > 1 &&
    register.element % 2 === 1
      ? { ...event, value: event.value | 1n }
      : event,
  ),
  'TEAR-11': written('VCMDQ_BASE', (value) => (value === 0n ? 0x1000n : value)),
  'RST-01': written('VCMDQ_CONFIG', () => 1n),
  'RST-02': kernel((event) =>
    event.op === 'submit' ? { ...event, commands: event.commands.map((byte, at) => (at % 16 === 1 ? byte | 0x10 : byte)) } : event,
  ),
  'RST-03': written('VCMDQ_PROD_INDX', () => 1n),
  'RST-04': written('VCMDQ_CONS_INDX_BASE_DRAM', () => 0x1000n),
  'UAPI-HWQ-18': written('VCMDQ_BASE', (value) => (value === 0n ? 0n : value ^ 1n)),
  'RST-05': readBack('VCMDQ_GERROR', () => 1n),
  'UAPI-HWQ-21': host((event) => (event.op === 'ioctl' && event.request === IOAS_UNMAP.number ? { ...event, status: 'OK' } : event)),
  'UAPI-HWQ-25': host((event) =>
    event.op === 'ioctl' && event.request === HW_QUEUE_ALLOC.number ? { ...event, status: 'EINVAL' } : event,
  ),
  'UAPI-INV-14': host((event) => (event.op === 'ioctl' && event.request === HWPT_INVALIDATE.number ? { ...event, status: 'OK' } : event)),
  'UAPI-DES-01': host((event) => (event.op === 'ioctl' && event.request === DESTROY.number ? { ...event, status: 'OK' } : event)),
  'UAPI-DES-02': host((event) => (event.op === 'ioctl' && event.request === DESTROY.number ? { ...event, status: 'OK' } : event)),
  'UAPI-VIOMMU-11': readBack('VINTF_STATUS', () => 0n),
  'ISO-10': written('VINTF_SID_REPLACE', (value) => (value === 0n ? 0n : 0x2300n)),
  'UAPI-HWQ-19': written('VCMDQ_CONFIG', () => 1n),
  'ISO-09': kernel((event) =>
    event.op === 'submit' ? { ...event, commands: event.commands.map((byte, at) => (at % 16 === 4 ? byte ^ 0x80 : byte)) } : event,
  ),
  'UAPI-INV-11': kernel((event) => (event.op === 'submit' ? { ...event, commands: event.commands.subarray(0, -16) } : event)),
  'HOST-07': kernel((event, register) =>
    event.op === 'read' && isNamed(register, 'VINTF_LVCMDQ_ERR_MAP')
      ? { op: 'write', offset: event.offset - 0xc0, width: 4, value: 0n }
      : event,
  ),
  'UAPI-VEQ-18': eventBytes((bytes) => bytes.fill(bytes[8] === 0 ? 1 : 0x80, 8, 9)),
  'UAPI-VEQ-13': eventBytes((bytes) => {
    const { sequence } = VEVENT_HEADER.members;
    writeMember(bytes, sequence, 9n - readMember(bytes, sequence));
    return bytes;
  }),
  'UAPI-COM-06': member(VDEVICE_ALLOC, 'out_vdevice_id', () => 1n),
  'UAPI-COM-07': member(DESTROY, 'id', (id, log) => ([...queueIds(log).values()].includes(id) ? id + 1n : id)),
  'UAPI-VIOMMU-14': answered(VIOMMU_ALLOC, VIOMMU_TEGRA241_DATA, 'out_vintf_mmap_offset', () => 0n),
  'UAPI-INFO-05': answered(GET_HW_INFO, HW_INFO_SMMUV3, 'idr3', (value) => value ^ 1n),
  'UAPI-INFO-14': answered(GET_HW_INFO, HW_INFO_SMMUV3, 'flags', () => 2n),
  'UAPI-INFO-10': member(GET_HW_INFO, 'out_capabilities', (value) => value ^ 8n),
  'UAPI-INFO-07': answered(GET_HW_INFO, HW_INFO_TEGRA241, 'log2vcmdqs', (value) => value + 1n),
  // The last slot that is cleared, as if it were the CONFIG of a vCMDQ.
  'UAPI-DES-05': kernel((event, register) =>
    event.op === 'write' && register?.place.kind === 'vintf' && register.name.endsWith('_SID_REPLACE_15')
      ? { ...event, offset: PHYSICAL.named(`VINTF${register.place.vintf}_LVCMDQ0_CONFIG`)?.offset ?? 0 }
      : event,
  ),
  'TEAR-12': written('VINTF_CONFIG', (value) => value | 1n),
  'HYP-04': executed((word0) => (word0 & ~0xffn) | 0x03n),
  'SIDR-01': executed((word0) => word0 ^ (1n << 40n)),
  'SIDR-09': executed((word0) => word0 ^ (1n << 50n)),
  'SIDR-02': executed((word0) => word0 ^ (1n << 50n)),
  // About the page beside the one that was meant.
  'SIDR-04': (operation) =>
    operation.port === 'smmu' ? { ...operation, event: { ...operation.event, word1: operation.event.word1 ^ 0x1000n } } : operation,
  'SIDR-11': kernel((event) =>
    event.op === 'submit' ? { ...event, commands: event.commands.map((byte, at) => (at % 16 === 9 ? byte ^ 0x10 : byte)) } : event,
  ),
  // What was illegal was a CMD_SYNC.
  'HYP-02': (operation) =>
    operation.port === 'memory' && operation.event.op === 'read' && operation.event.bytes instanceof Uint8Array
      ? { ...operation, event: { ...operation.event, bytes: operation.event.bytes.map((_, at) => (at === 0 ? 0x46 : 0)) } }
      : operation,
  'CQ-04': readBack('VCMDQ_CONS_INDX', (value) => value ^ 0xf_ffffn),
  'CQ-05': executed((word0) => (word0 & ~0xffn) | 0x46n),
  'SIDR-07': executed((word0) => word0 ^ (1n << 48n)),
  // Those that are given back, and were seen disabled before.
  'PHYS-13': (operation, log) =>
    operation.within !== undefined && isDestroy(log.operations[operation.within])
      ? readBack('VCMDQ_STATUS', () => 1n)(operation, log)
      : operation,
  'GERR-07': (operation) => (operation.port === 'smmu' ? { ...operation, event: { ...operation.event, outcome: 'done' } } : operation),
  'CQ-11': written('VCMDQ_CONFIG', () => 0n),
  'ERR-03': kernel((event, register) =>
    event.op === 'write' && (isNamed(register, 'VCMDQ_GERRORN') || isNamed(register, 'VCMDQ_CONFIG'))
      ? { ...event, offset: 0x0c, value: 0n }
      : event,
  ),
  // Of two reads the one that tells of an error, besides.
  'GERR-05': readBack('VCMDQ_GERROR', (value) => value ^ ((value & 1n) << 1n)),
  'PHYS-16': readBack('VI_ERR_MAP', (value) => value | (value << 1n)),
  'GERR-09': readBack('VI_ERR_MAP', () => 0n),
  'PHYS-07': readBack('VINTF_CONFIG', (value) => value | (1n << 17n)),
  'VHW-08': written('VINTF_CONFIG', (value) => (value === 0n ? 2n : value)),
  'ISO-06': (operation) =>
    operation.port === 'host' && operation.event.op === 'ioctl' && operation.event.request === HW_QUEUE_ALLOC.number
      ? { ...operation, who: 'another' }
      : operation,
  'PHYS-08': readBack('VINTF_SID_MATCH', (value) => value ^ 1n),
  'PHYS-02': readBack('CMDQ_ALLOC_MAP', (value) => value ^ 2n),
};

describe('a log', () => {
  const judge = new Judge(MONITORS);
  const logs: Log[] = [];
  before(async () => {
    const suite = loadSuite();
    const { catalogue, plan, support } = suite;
    const run = new SuiteRun({
      suite,
      plan,
      selection: select(plan, catalogue, { clauses: EXERCISING }),
      support,
      underTest: inProcess(reference),
      reference,
      command: 'run',
      reproduce: ({ id }) => id,
      logMade: ({ host, log }) => logs.push({ host, operations: log.operations }),
    });
    const { verdict } = await run.execute();
    assert.equal(verdict, 'conformant');
  });

  it('of the reference breaks nothing, and exercises every monitor', () => {
    const held = new Set<string>();
    for (const log of logs) {
      const judgement = judge.judge(log);
      assert.deepEqual(judgement.violations, []);
      for (const [place, { clause }] of MONITORS.entries()) if ((judgement.held[place] ?? 0) > 0) held.add(clause);
    }
    assert.deepEqual(
      MONITORS.filter(({ clause }) => !held.has(clause)).map(({ clause }) => clause),
      [],
    );
  });

  it('comes to the same where its beginning was judged with others', () => {
    const spoils = Object.values(SPOILED);
    for (const [index, log] of logs.entries()) {
      const spoil = spoils[index % spoils.length];
      assert.ok(spoil);
      const { operations } = log;
      const cut = (part: number): Log => ({ ...log, operations: operations.slice(0, Math.ceil(operations.length * part)) });
      const spoiled: Log = { ...log, operations: operations.map((operation) => spoil(operation, log)) };
      const half = Math.ceil(operations.length / 2);
      const later: Log = { ...log, operations: [...operations.slice(0, half), ...spoiled.operations.slice(half)] };
      // From one to the next they have a part in common, or all; what was shared is used once more after others went on from it.
      const alike = [cut(1 / 3), cut(2 / 3), later, log, later, log, cut(1 / 2), spoiled, log];
      const alone = alike.map((next) => told(new Judge(MONITORS).judge(next)));
      const one = new Judge(MONITORS);
      assert.deepEqual(
        alike.map((next) => told(one.judge(next))),
        alone,
      );
      const together = new Judge(MONITORS);
      const waiting = alike.map((next) => together.wait(next));
      const judged = together.judgeAll();
      assert.deepEqual(
        waiting.map((name) => told(judged.get(name))),
        alone,
      );
    }
  });

  for (const [what, wrong] of Object.entries({ vCMDQ: { index: 1 << 20 }, VINTF: { vintf: 1 << 20 }, LVCMDQ: { lvcmdq: 1 << 20 } })) {
    it(`in which a command comes from a ${what} that there is none of breaks CQ-11`, () => {
      const spoil: Spoil = (operation) =>
        operation.port === 'smmu' && operation.event.queue.kind !== 'smmu'
          ? { ...operation, event: { ...operation.event, queue: { ...operation.event.queue, ...wrong } } }
          : operation;
      const broken = logs.flatMap(
        (log) => judge.judge({ ...log, operations: log.operations.map((operation) => spoil(operation, log)) }).violations,
      );
      assert.ok(broken.some(({ monitor }) => monitor.clause === 'CQ-11'));
    });
  }

  it('that is cut anywhere breaks nothing', () => {
    const broken = new Set<string>();
    const closed = new Set<string>();
    for (const [at, log] of logs.entries()) {
      for (let length = 1 + (at % 7); length < log.operations.length; length += 97) {
        const cut = { ...log, operations: log.operations.slice(0, length) };
        for (const { monitor, words } of judge.judgeCut(cut).violations) broken.add(`${monitor.clause}: ${words}`);
        for (const { monitor } of judge.judge(cut).violations) closed.add(monitor.clause);
      }
    }
    assert.deepEqual([...broken], []);
    // As if the last operation had come to its end, some clauses would be.
    assert.ok(closed.size > 0);
  });

  it('in which memory gives what hardware says it could not read breaks ERR-03', () => {
    const isAbort = ({ event, port }: Operation) => port === 'memory' && event.op === 'read' && event.bytes === 'abort';
    const aborted = logs.filter(({ operations }) => operations.some(isAbort));
    const answered = (operation: Operation): Operation =>
      operation.port === 'memory' && operation.event.op === 'read' && operation.event.bytes === 'abort'
        ? { ...operation, event: { ...operation.event, bytes: new Uint8Array(operation.event.length) } }
        : operation;
    const broken = aborted.flatMap((log) => judge.judge({ ...log, operations: log.operations.map(answered) }).violations);
    assert.ok(broken.some(({ monitor, words }) => monitor.clause === 'ERR-03' && words.endsWith('read, and not with an abort')));
  });

  it('is spoiled for each of them', () => {
    assert.deepEqual(Object.keys(SPOILED).sort(), MONITORS.map(({ clause }) => clause).sort());
  });

  it('that breaks another part of a clause is found', () => {
    for (const [clause, spoil] of [
      ['VSID-11', written('VINTF_SID_REPLACE', (value) => (value === 0n ? 0n : value ^ 1n))],
      ['PHYS-07', readBack('VINTF_CONFIG', (value) => value ^ 2n)],
      ['PHYS-16', readBack('VINTF_LVCMDQ_ERR_MAP', (value) => value | (1n << 33n))],
    ] as const) {
      assert.ok(foundIn(logs, clause, spoil).length > 0, clause);
    }
  });

  for (const [clause, spoil] of Object.entries(SPOILED)) {
    it(`that breaks ${clause} is found`, () => {
      const found = foundIn(logs, clause, spoil);
      assert.ok(found.length > 0);
      assert.ok(found.every(({ words }) => words.length > 0));
    });
  }
});

/** What the monitor of a clause finds in spoiled logs. */
function foundIn(logs: readonly Log[], clause: string, spoil: Spoil): readonly Violation[] {
  const own = new Judge(MONITORS.filter((monitor) => monitor.clause === clause));
  return logs.flatMap((log) => own.judge({ ...log, operations: log.operations.map((operation) => spoil(operation, log)) }).violations);
}

function told(judgement: Judgement | undefined) {
  return {
    held: judgement?.held,
    violations: judgement?.violations.map(({ monitor, operation, words }) => [monitor.clause, operation.n, words]),
  };
}
