import { ERRNOS, LAYERS } from '../../ports';
import { bytes, flag, integer, list, nothing, oneOf, orNothing, orWord, record, type Shape, six, text, u64 } from './shape';

/** One request of the protocol: what goes there and what comes back. */
export interface Message<P, R> {
  readonly params: Shape<P>;
  readonly result: Shape<R>;
  /** What it asks for, for the guide. */
  readonly meaning: string;
  /** It asks for a thing to be built, which the other side may answer that it cannot be. */
  readonly builds?: true;
  /** The version of the protocol that it came with; the first without. */
  readonly since?: number;
}

function message<P, R>(meaning: string, params: Shape<P>, result: Shape<R>): Message<P, R> {
  return { meaning, params, result };
}

function building<P, R>(meaning: string, params: Shape<P>, result: Shape<R>): Message<P, R> {
  return { meaning, params, result, builds: true };
}

function since<P, R>(version: number, one: Message<P, R>): Message<P, R> {
  return { ...one, since: version };
}

const width = oneOf([1, 2, 4, 8]);
const registerWidth = oneOf([4, 8]);
const status = oneOf(['OK', ...ERRNOS]);
const run = record({ address: u64, length: u64 });
const segment = record({ address: u64, bytes, writable: flag });

const cmdqv = record({ version: integer, vcmdqsLog2: integer, vintfsLog2: integer, sidsLog2: integer });
/** What each version tells besides is in `described-host.ts`. */
const smmu = record(
  { name: text, idr: six(integer), iidr: integer, aidr: integer },
  { cmdqv, firmwareCoherent: flag, nesting: flag, forcesWriteBack: flag, forceSyncErratum: flag, vmidBits: integer },
);
const device = record({ name: text, smmu: text, streamIds: list(integer), coherent: flag }, { ats: flag });
const host = record({ pageSize: u64, smmus: list(smmu), devices: list(device) });
const ram = record({ address: u64, runs: list(run), pageSize: u64 });
const vm = record(
  { name: text, cmdqv: oneOf(['on', 'off', 'auto']), ram: list(ram) },
  {
    smmus: list(text),
    accel: oneOf(['on', 'off']),
    stage: oneOf(['1', '2', 'nested']),
    ril: oneOf(['on', 'off', 'auto']),
    ats: oneOf(['on', 'off', 'auto']),
    oas: orWord('auto', integer),
    ssidsize: orWord('auto', integer),
  },
);
const refusal = record({ exitStatus: integer, standardError: text });
const plugged = record({ ok: flag }, { message: text });
const queue = record({ kind: oneOf(['smmu', 'vcmdq']) }, { index: integer, vintf: integer, lvcmdq: integer });

/** Requests of the life of a connection, from the suite. */
export const SESSION_MESSAGES = {
  initialize: message(
    'Opens the connection. The adapter answers with the version that it speaks, what it is, which layers it offers and what it can do; with version 2 also which revision each of them implements.',
    record({ protocolVersions: list(integer), suite: record({ name: text, version: text }) }),
    record(
      {
        protocolVersion: integer,
        implementation: record({ name: text, version: text }),
        layers: list(oneOf(LAYERS)),
        capabilities: list(text),
      },
      { audits: flag, batches: flag, respawn: flag, revisions: record({}, { device: text, kernel: text, hardware: text }) },
    ),
  ),
  echo: message(
    'Gives back what it was given: exact 64-bit values and bytes.',
    record({ values: list(u64), bytes }),
    record({ values: list(u64), bytes }),
  ),
  reset: message('Forgets every machine: a new scenario begins. Answered when nothing of the old one is left.', record({}), nothing),
  audit: since(
    2,
    message(
      'The scenario is over, and `reset` comes next. The adapter takes down what it has made, and tells what was not given back or went wrong without a sign: each is a failure of the scenario. Asked only of an adapter that declares `audits`.',
      record({}),
      record({ problems: list(text) }),
    ),
  ),
  shutdown: message('Ends the connection; the adapter answers, then ends.', record({}), nothing),
} as const;

/** Requests that make the parts of a machine, from the suite, for the layers that the adapter offers. */
export const LAYER_MESSAGES = {
  'device.start': building(
    'Starts a virtual machine with one emulated SMMUv3, or with those in `smmus`, and nothing plugged in. A VMM that does not start says so with the status that it ends with and all that it wrote to standard error (version 2).',
    record({ vm }),
    orNothing(refusal),
  ),
  'kernel.boot': building('Boots the host kernel on a machine.', record({ host }), record({ booted: flag }, { smmu: text, reason: text })),
  'hardware.create': building('Makes an SMMU, its CMDQ-V block and its queues, out of reset.', record({ smmu }), nothing),
} as const;

/** Which SMMU of the virtual machine is meant; the only one, or the first, without. */
const ofSmmu = { smmu: text };

/** The guest bus of a virtual machine, from the suite to a device adapter. */
export const GUEST_MESSAGES = {
  'guest.read': message(
    'A guest load from the CMDQ-V region.',
    record({ vm: text, offset: integer, width }, ofSmmu),
    record({ value: u64 }),
  ),
  'guest.write': message('A guest store to the CMDQ-V region.', record({ vm: text, offset: integer, width, value: u64 }, ofSmmu), nothing),
  'guest.readMemory': message('Reads guest RAM.', record({ vm: text, address: u64, length: integer }), record({ bytes })),
  'guest.writeMemory': message('Writes guest RAM.', record({ vm: text, address: u64, bytes }), nothing),
  'guest.readSmmu': message(
    'A 32-bit load from the registers of the emulated SMMUv3.',
    record({ vm: text, offset: integer }, ofSmmu),
    record({ value: integer }),
  ),
  'guest.writeSmmu': message(
    'A 32-bit store to the registers of the emulated SMMUv3.',
    record({ vm: text, offset: integer, value: integer }, ofSmmu),
    nothing,
  ),
  'guest.configureStream': message(
    'The guest stores a Stream Table Entry and issues CFGI_STE on its trapped queue.',
    record({ vm: text, streamId: integer, word0: u64, word1: u64 }, ofSmmu),
    nothing,
  ),
  'guest.submit': message(
    "The guest puts one 16-byte command on the emulated SMMU's own queue. The answer may say what CMDQ_CONS.ERR read when the command had stopped the queue (version 2).",
    record({ vm: text, command: bytes }, ofSmmu),
    orNothing(record({ error: integer })),
  ),
  'guest.plug': message('Plugs a host device in.', record({ vm: text, device: text, streamId: integer }, ofSmmu), plugged),
  'guest.unplug': message('Unplugs a device.', record({ vm: text, device: text }), plugged),
  'guest.reset': message('System reset.', record({ vm: text }), nothing),
  'guest.shutDown': message('The VMM ends.', record({ vm: text }), nothing),
  'guest.settle': message('Answered when everything set off so far, interrupts included, has been told.', record({ vm: text }), nothing),
  'guest.windows': message(
    'The parts of the region that are host pages now.',
    record({ vm: text }, ofSmmu),
    record({ windows: list(record({ offset: integer, length: integer })) }),
  ),
  'guest.firmware': since(
    2,
    message(
      'The files that firmware and guest read from the VMM, ACPI tables among them.',
      record({ vm: text }),
      record({ files: list(record({ name: text, bytes })) }),
    ),
  ),
} as const;

/** What a device adapter tells of its own accord. */
export const GUEST_EVENTS = {
  'guest.interrupt': message('The guest received one edge of the CMDQ-V interrupt.', record({ vm: text }, ofSmmu), nothing),
} as const;

/** What becomes of the host's driver, from the suite to a kernel adapter. */
export const DRIVER_MESSAGES = {
  'kernel.removeDriver': since(
    2,
    message("The host's driver is removed from an SMMU, as by unbinding it.", record({ smmu: text }), nothing),
  ),
  'kernel.shutDown': since(2, message("The host shuts down: each driver's shutdown runs.", record({}), nothing)),
  'kernel.failAllocation': since(
    2,
    message(
      "The n-th allocation of memory for the kernel's own objects from now on fails, and none for 0; was the one chosen before asked for?",
      record({ nth: integer }),
      record({ reached: flag }),
    ),
  ),
} as const;

/** System calls: from a device adapter to the suite, or from the suite to a kernel adapter. */
export const HOST_MESSAGES = {
  'host.open': message('open()', record({ process: text, path: text }), record({ status }, { fd: integer })),
  'host.close': message('close()', record({ process: text, fd: integer }), record({ status })),
  'host.ioctl': message(
    'ioctl(); `memory` is the user memory that the argument and its pointers reach, and comes back as the kernel left it.',
    record({ process: text, fd: integer, request: integer, argument: u64, memory: list(segment) }),
    record({ status, memory: list(segment) }),
  ),
  'host.mmap': message(
    'mmap()',
    record({
      process: text,
      fd: integer,
      length: u64,
      offset: u64,
      shared: flag,
      protection: record({ read: flag, write: flag, execute: flag }),
    }),
    record({ status }, { address: u64 }),
  ),
  'host.munmap': message('munmap()', record({ process: text, address: u64, length: u64 }), record({ status })),
  'host.read': message(
    'read() of an event fd.',
    record({ process: text, fd: integer, count: integer }, { writable: integer, position: u64 }),
    record({ status }, { bytes }),
  ),
  'host.poll': message(
    'poll()',
    record({ process: text, fd: integer }),
    record({ conditions: list(oneOf(['POLLIN', 'POLLRDNORM', 'POLLOUT', 'POLLHUP', 'POLLERR'])) }),
  ),
  'host.watch': message('From now on tell when the fd becomes readable.', record({ process: text, fd: integer }), nothing),
  'host.load': message(
    'A load from a device page that `host.mmap` gave.',
    record({ process: text, address: u64, width }),
    record({ value: u64 }),
  ),
  'host.store': message('A store to such a page.', record({ process: text, address: u64, width, value: u64 }), nothing),
  'host.allocate': message(
    'Allocates process memory on the given physical runs.',
    record({ process: text, runs: list(run), pageSize: u64 }),
    record({ address: u64 }),
  ),
  'host.readMemory': message("Reads the process's memory.", record({ process: text, address: u64, length: integer }), record({ bytes })),
  'host.writeMemory': message("Writes the process's memory.", record({ process: text, address: u64, bytes }), nothing),
} as const;

/** Against the direction of {@link HOST_MESSAGES}. */
export const HOST_EVENTS = {
  'host.readable': message(
    'A watched fd became readable; answered when it has been dealt with.',
    record({ process: text, fd: integer }),
    nothing,
  ),
} as const;

/** Physical registers: from a kernel adapter to the suite, or from the suite to a hardware adapter. */
export const REGISTER_MESSAGES = {
  'registers.read': message(
    'Reads a physical register.',
    record({ smmu: text, offset: integer, width: registerWidth }),
    record({ value: u64 }),
  ),
  'registers.write': message(
    'Writes a physical register.',
    record({ smmu: text, offset: integer, width: registerWidth, value: u64 }),
    nothing,
  ),
  'registers.submit': message(
    "Puts 16-byte commands on the SMMU's own queue and waits until they are consumed.",
    record({ smmu: text, commands: bytes }),
    record({ consumed: integer, error: oneOf(['none', 'illegal', 'timeout']) }),
  ),
} as const;

/** Against the direction of {@link REGISTER_MESSAGES}. */
export const REGISTER_EVENTS = {
  'registers.interrupt': message('One edge of the CMDQ-V interrupt; answered when it has been handled.', record({ smmu: text }), nothing),
} as const;

/** Physical memory, from a kernel or hardware adapter to the suite. */
export const MEMORY_MESSAGES = {
  'memory.read': message(
    'Reads host memory; no `bytes` where none answers.',
    record({ address: u64, length: integer }),
    record({}, { bytes }),
  ),
  'memory.write': message('Writes host memory.', record({ address: u64, bytes }), record({ done: flag })),
} as const;

/** Commands, from a hardware adapter to the suite. */
export const SMMU_MESSAGES = {
  'smmu.execute': message(
    'A command with its final VMID and StreamID reaches the SMMU.',
    record({ smmu: text, queue, word0: u64, word1: u64 }),
    record({ outcome: oneOf(['done', 'atcTimeout']) }),
  ),
} as const;
