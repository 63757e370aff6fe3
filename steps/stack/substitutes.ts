import type { DataTable } from '@cucumber/cucumber';
import { amendHardwareInformation, type HardwareInformation } from '../../src/machine';
import type { Errno, ReadBytes } from '../../src/ports';
import { COMMAND_BYTES } from '../../src/tables/commands';
import { withIdentification } from '../../src/tables/smmu';
import { encodeStructure, requestNamed, VEVENT_HEADER, VEVENT_SMMUV3, VEVENT_TEGRA241, VEVENTQ_TYPES } from '../../src/tables/uapi';
import { parseCommand } from '../commands';
import { viommusAt } from '../observe/viommus';
import { type Assignments, type IdChanges, parseAssignments, parseNumber } from '../parameters';
import { Given, When } from '../vocabulary';
import type { ConformanceWorld } from '../world';

/** No command has this opcode. */
const ILLEGAL = '0x07';

function numberOf(request: string): number {
  const found = requestNamed(request);
  if (found === undefined) throw new RangeError(`the suite knows no request ${request}`);
  return found.number;
}

function substitutes(world: ConformanceWorld) {
  return [...world.vms.values()].map((vm) => vm.process.substitute);
}

/** From now on every call of the request by a VM fails with this errno, without reaching the kernel. */
Given('the kernel refuses {request} with {errno}', ['substitute.hostCalls'], (world, request: string, errno: Errno) => {
  for (const substitute of substitutes(world)) {
    if (request === 'MMAP') substitute.refuseMmap(errno);
    else substitute.refuse(numberOf(request), errno);
  }
});

/** So many calls of the request still reach the kernel; later ones fail with this errno. */
Given(
  'the kernel refuses {request} with {errno} after {int} call(s)',
  ['substitute.hostCalls'],
  (world, request: string, errno: Errno, calls: number) => {
    for (const substitute of substitutes(world)) substitute.refuse(numberOf(request), errno, calls);
  },
);

/** So many HWPTs are still made of entries of the stream table; later ones fail with this errno. Other HWPTs do not count. */
Given(
  'the kernel refuses with {errno} to make a HWPT of an entry after {int} call(s)',
  ['substitute.hostCalls'],
  (world, errno: Errno, calls: number) => {
    for (const substitute of substitutes(world)) substitute.refuseStage1(errno, calls);
  },
);

/** A device cannot be attached to a HWPT that was made on a vIOMMU; to any other it can. */
Given('the kernel refuses with {errno} to attach a device to a HWPT of its vIOMMU', ['substitute.hostCalls'], (world, errno: Errno) => {
  for (const substitute of substitutes(world)) substitute.refuseNestedAttach(errno);
});

/** Ends `the kernel refuses` for the request. */
Given('the kernel accepts {request} again', ['substitute.hostCalls'], (world, request: string) => {
  for (const substitute of substitutes(world)) {
    if (request === 'MMAP') substitute.permitMmap();
    else substitute.permit(numberOf(request));
  }
});

function amendInformation(world: ConformanceWorld, about: HardwareInformation, members: Readonly<Record<string, bigint>>): void {
  for (const substitute of substitutes(world)) amendHardwareInformation(substitute, about, members);
}

function parsed(changes: Assignments): Readonly<Record<string, bigint>> {
  return Object.fromEntries([...changes].map(([name, text]) => [name, parseNumber(text)]));
}

/** From now on what GET_HW_INFO tells a VM of the CMDQ-V extension has these members changed. */
Given("the kernel's CMDQ-V information has {assignments}", ['substitute.hostCalls'], (world, changes: Assignments) =>
  amendInformation(world, 'CMDQ-V', parsed(changes)),
);

/** From now on what GET_HW_INFO tells a VM of the SMMUv3 has these members changed. */
Given("the kernel's SMMU information has {assignments}", ['substitute.hostCalls'], (world, changes: Assignments) =>
  amendInformation(world, 'SMMU', parsed(changes)),
);

/** From now on GET_HW_INFO tells a VM of an SMMUv3 whose ID registers read as those of the host but for these fields. */
Given('the kernel tells of an SMMU with {identification}', ['substitute.hostCalls'], (world, changes: IdChanges) => {
  const [smmu] = world.machine.host.smmus;
  if (smmu === undefined) throw new Error('the host has no SMMU');
  const { aidr, idr, iidr } = withIdentification(smmu, changes);
  const numbered = idr.map((content, index) => [`idr${index}`, BigInt(content)] as const);
  amendInformation(world, 'SMMU', { ...Object.fromEntries(numbered), iidr: BigInt(iidr), aidr: BigInt(aidr) });
});

/** Reports events of CMDQ-V to the VMM of {@link ConformanceWorld.soleVm} as the kernel would, and lets it deal with them. */
async function deliver(world: ConformanceWorld, ...results: readonly ReadBytes[]): Promise<void> {
  const heard = await deliverTo(world, world.soleVm, ({ type }) => type === VEVENTQ_TYPES.TEGRA241_CMDQV, ...results);
  if (!heard) throw new Error('nobody waits for events');
}

type Deliver = ReturnType<ConformanceWorld['vm']>['process']['substitute']['deliver'];

/** Gives a VMM what the event queue that is wanted has to tell, and lets it deal with it; false if it has no such queue. */
async function deliverTo(world: ConformanceWorld, vm: string, ...what: Parameters<Deliver>): Promise<boolean> {
  const { bus, process } = world.vm(vm);
  const heard = await process.substitute.deliver(...what);
  await bus.settle();
  return heard;
}

/** Reports events of the SMMU that a VM is at, if its VMM has a file for them. */
async function deliverSmmu(world: ConformanceWorld, vm: string, ...results: readonly ReadBytes[]): Promise<void> {
  const viommus = viommusAt(world, vm);
  await deliverTo(world, vm, ({ type, viommu }) => type === VEVENTQ_TYPES.ARM_SMMUV3 && viommus?.has(viommu) !== false, ...results);
}

type Value = (name: string) => bigint;

/** A read of one record. */
function record(fields: Assignments, payload: (value: Value) => Uint8Array): ReadBytes {
  const value: Value = (name) => parseNumber(fields.get(name) ?? '0');
  const header = encodeStructure(VEVENT_HEADER, { flags: Number(value('flags')), sequence: Number(value('sequence')) });
  return { status: 'OK', bytes: value('flags') === 0n ? Uint8Array.from([...header, ...payload(value)]) : header };
}

/** Those of a table that has one in each row. */
function records(table: DataTable, payload: (value: Value) => Uint8Array): readonly ReadBytes[] {
  return table.raw().map(([fields = '']) => record(parseAssignments(fields), payload));
}

const errorMaps = (value: Value): Uint8Array =>
  encodeStructure(VEVENT_TEGRA241, { lvcmdq_err_map0: value('map0'), lvcmdq_err_map1: value('map1') });

const eventRecord = (value: Value): Uint8Array =>
  encodeStructure(VEVENT_SMMUV3, { evt0: value('evt0'), evt1: value('evt1'), evt2: value('evt2'), evt3: value('evt3') });

/**
 * The event file of the only VM becomes readable and gives one record: `sequence=`, `map0=` and `map1=` of an event, or
 * `flags=` of lost ones.
 */
When('the kernel reports an event with {assignments}', ['substitute.hostCalls'], (world, fields: Assignments) =>
  deliver(world, record(fields, errorMaps)),
);

/**
 * The event file of the only VM becomes readable, and there are these records at once, for a read that has room for as many; a row has
 * `sequence=`, `map0=` and `map1=`, or `flags=` of lost ones.
 */
When('the kernel reports these events at once:', ['substitute.hostCalls'], (world, table: DataTable) =>
  deliver(world, ...records(table, errorMaps)),
);

/**
 * The event file of the VM's SMMU, if the VMM has one, becomes readable and gives one record: `sequence=`, and `evt0=` to
 * `evt3=`, the words of the architecture's event record, or `flags=` of lost ones.
 */
When('the kernel reports an SMMU event to {vm} with {assignments}', ['substitute.hostCalls'], (world, vm: string, fields: Assignments) =>
  deliverSmmu(world, vm, record(fields, eventRecord)),
);

/**
 * The event file of the VM's SMMU becomes readable, and there are these records at once, for a read that has room for as many; a row has
 * `sequence=` and `evt0=` to `evt3=`, or `flags=` of lost ones.
 */
When('the kernel reports these SMMU events to {vm} at once:', ['substitute.hostCalls'], (world, vm: string, table: DataTable) =>
  deliverSmmu(world, vm, ...records(table, eventRecord)),
);

/** The VMM is woken for its event file, and its read fails with this errno. */
When('the event file becomes readable, but a read of it fails with {errno}', ['substitute.hostCalls'], (world, errno: Errno) =>
  deliver(world, { status: errno }),
);

/** The VMM is woken for the event file of the VM's SMMU, if it has one, and its read fails with this errno. */
When(
  "the SMMU's event file of {vm} becomes readable, but a read of it fails with {errno}",
  ['substitute.hostCalls'],
  (world, vm: string, errno: Errno) => deliverSmmu(world, vm, { status: errno }),
);

/** The VMM is woken for its event file, and its read gives so many bytes of 0xff, which are no record. */
When('the event file becomes readable, but a read of it gives {int} byte(s)', ['substitute.hostCalls'], (world, count: number) =>
  deliver(world, { status: 'OK', bytes: new Uint8Array(count).fill(0xff) }),
);

/** The next ATC_INV that the first SMMU executes gets no answer from the device. */
Given('the next ATC_INV times out', ['substitute.smmu'], (world) => world.machine.smmuSubstitute('smmu0').timeOutNext());

function opcodeOf(text: string): number {
  const { word0 } = parseCommand(text);
  return Number(word0 & 0xffn);
}

/**
 * The next command of that name that the first SMMU reads from a queue is read as opcode 0x07, which needs MPAM (CMD-21), until the
 * hardware interrupts; what lies in the queue stays.
 */
Given('the next {command} is read as an illegal command', ['physicalMemory'], (world, text: string) => {
  const { word0, word1 } = parseCommand(ILLEGAL);
  const bytes = new Uint8Array(COMMAND_BYTES);
  new DataView(bytes.buffer).setBigUint64(0, word0, true);
  new DataView(bytes.buffer).setBigUint64(8, word1, true);
  world.machine.memorySubstitute('smmu0').spoilNext(opcodeOf(text), bytes);
});

/** Where the first SMMU reads a command of that name from a queue next, memory does not answer until the hardware interrupts. */
Given('the next {command} cannot be read', ['physicalMemory'], (world, text: string) =>
  world.machine.memorySubstitute('smmu0').spoilNext(opcodeOf(text), 'abort'),
);

/**
 * From now on the SMMU's own queue consumes so many commands that a VM can ask for, in however many batches, and tells the kernel
 * then that the CMD_SYNC behind them did not complete. No later one does. Where one was to be found illegal, this is about the
 * commands behind that one.
 */
Given("a CMD_SYNC on the SMMU's own queue times out after {int} command(s)", ['substitute.registers'], (world, consumed: number) => {
  world.machine.registerSubstitute('smmu0').timeOutSyncsAfter(consumed);
});

/**
 * Of the commands that a VM can ask for and the kernel puts on the SMMU's own queue next, in however many batches, so many are
 * consumed, and the one behind them stops the queue as illegal. Said again, this is about the commands behind that one.
 */
Given(
  "the SMMU's own queue consumes {int} more command(s) and finds the next one illegal",
  ['substitute.registers'],
  (world, consumed: number) => {
    world.machine.registerSubstitute('smmu0').refuseCommandAfter(consumed);
  },
);
