import { bytesAt, type CommandQueue, type HostDescription, UserMemory } from '../../ports';
import { commandsOf, describeCommand } from '../../tables/commands';
import { decode, GUEST_MAP, physicalMap, type RegisterMap, VINTF_PAGE0 } from '../../tables/registers';
import { queueErrorName } from '../../tables/smmu';
import { decodeStructure, requestNumbered } from '../../tables/uapi';
import type { CommandEvent, GuestEvent, HostEvent, MemoryEvent, Operation, RegisterEvent, SegmentCopy } from './operation';

/** Tells operations in words, with registers, fields, structures and commands by name. */
export class Narrator {
  readonly #maps = new Map<string, RegisterMap>();
  readonly #pages: { readonly who: string; readonly address: bigint; readonly length: bigint }[] = [];

  constructor(host: HostDescription, operations: readonly Operation[]) {
    for (const { name, cmdqv } of host.smmus) if (cmdqv !== undefined) this.#maps.set(name, physicalMap(cmdqv));
    for (const { port, who, event } of operations) {
      if (port === 'host' && event.op === 'mmap' && event.address !== undefined) {
        this.#pages.push({ who, address: event.address, length: event.request.length });
      }
    }
  }

  /** One line for one operation, indented under the operation that caused it. */
  line(operation: Operation, depth = 0): string {
    return `${'  '.repeat(depth)}${this.#tell(operation)}${operation.given ? ' (given)' : ''}`;
  }

  /** Lines for `operations`, each indented by how many of them it happened within. */
  lines(operations: readonly Operation[]): readonly string[] {
    const depths = new Map<number, number>();
    return operations.map((operation) => {
      const outer = operation.within === undefined ? undefined : depths.get(operation.within);
      const depth = outer === undefined ? 0 : outer + 1;
      depths.set(operation.n, depth);
      return this.line(operation, depth);
    });
  }

  #tell(operation: Operation): string {
    switch (operation.port) {
      case 'guest':
        return `guest of ${operation.who}: ${tellGuest(operation.event)}`;
      case 'host':
        return `${operation.who}: ${this.#tellHost(operation.who, operation.event)}`;
      case 'registers':
        return `${operation.who}: ${this.#tellRegisters(operation.who, operation.event)}`;
      case 'smmu':
        return `${operation.who} executes ${tellCommand(operation.event)}`;
      case 'memory':
        return `${operation.who}: ${tellMemory(operation.event)}`;
    }
  }

  #tellHost(who: string, event: HostEvent): string {
    switch (event.op) {
      case 'open':
        return `open ${event.path} -> ${event.fd ?? event.status ?? 'no answer'}`;
      case 'close':
        return `close fd ${event.fd} -> ${event.status ?? 'no answer'}`;
      case 'ioctl':
        return tellIoctl(event);
      case 'mmap':
        return `mmap fd ${event.fd} offset=${hex(event.request.offset)} length=${hex(event.request.length)} -> ${event.status ?? 'no answer'}`;
      case 'munmap':
        return `munmap ${hex(event.address)} length=${hex(event.length)} -> ${event.status ?? 'no answer'}`;
      case 'fdRead':
        return `read fd ${event.fd} count=${event.count} -> ${event.bytes === undefined ? (event.status ?? 'no answer') : bytesOf(event.bytes)}`;
      case 'poll':
        return `poll fd ${event.fd} -> ${event.conditions?.join(' ') ?? 'no answer'}`;
      case 'readable':
        return `fd ${event.fd} becomes readable`;
      case 'load':
        return `load ${this.#address(who, event.address)} (${event.width} bytes) -> ${event.value === undefined ? 'no answer' : hex(event.value)}`;
      case 'store':
        return `store ${hex(event.value)} to ${this.#address(who, event.address)} (${event.width} bytes)`;
      case 'allocate':
        return `allocate ${hex(event.bytes)} bytes -> ${event.address === undefined ? 'no answer' : hex(event.address)}`;
      case 'readMemory':
        return `reads ${event.length} bytes of its memory at ${hex(event.address)}`;
      case 'writeMemory':
        return `writes ${event.bytes.length} bytes of its memory at ${hex(event.address)}`;
    }
  }

  /** A user address; one inside a mapped VINTF page by the register that stands there. */
  #address(who: string, address: bigint): string {
    const name = this.hostPageRegister(who, address);
    return name === undefined ? hex(address) : `host page ${name}`;
  }

  /** Name of the register at a user address inside a mapped VINTF page 0: `LVCMDQ0_PROD_INDX`. */
  hostPageRegister(who: string, address: bigint): string | undefined {
    const page = this.#pages.find((one) => one.who === who && address >= one.address && address < one.address + one.length);
    if (page === undefined) return undefined;
    const offset = Number(address - page.address);
    const register = GUEST_MAP.at(VINTF_PAGE0 + offset, 4);
    return register === undefined ? `offset 0x${offset.toString(16)}` : register.name.replace('VINTF0_', '');
  }

  #tellRegisters(smmu: string, event: RegisterEvent): string {
    switch (event.op) {
      case 'read':
        return `read ${this.#register(smmu, event.offset, event.width, event.value)}`;
      case 'write':
        return `write ${this.#register(smmu, event.offset, event.width, event.value)}`;
      case 'submit':
        return `submit ${tellCommands(event.commands)} -> ${event.result === undefined ? 'no answer' : `${event.result.error}, consumed ${event.result.consumed}`}`;
      case 'interrupt':
        return 'raises the CMDQ-V interrupt';
    }
  }

  #register(smmu: string, offset: number, width: 4 | 8, value: bigint | undefined): string {
    const register = this.#maps.get(smmu)?.at(offset, width);
    if (register === undefined) return `offset 0x${offset.toString(16)} (${width} bytes) = ${value === undefined ? '?' : hex(value)}`;
    return `${register.name} = ${value === undefined ? '?' : decode(register, value)}`;
  }
}

/** A user-memory copy that can be read by address. */
export function memoryOf(segments: readonly SegmentCopy[]): UserMemory {
  return new UserMemory(segments.map(({ address, bytes }) => ({ address, bytes, writable: false })));
}

/** Where a command came from, for people. */
export function tellQueue(queue: CommandQueue): string {
  return queue.kind === 'smmu' ? "the SMMU's own queue" : `vCMDQ ${queue.index} (VINTF ${queue.vintf}, logical ${queue.lvcmdq})`;
}

function tellGuest(event: GuestEvent): string {
  switch (event.op) {
    case 'read':
      return `read ${guestRegister(event.offset, event.width, event.value)}`;
    case 'write':
      return `write ${guestRegister(event.offset, event.width, event.value)}`;
    case 'readMemory':
      return `reads ${event.length} bytes at ${hex(event.address)}`;
    case 'writeMemory':
      return `writes ${event.bytes.length} bytes at ${hex(event.address)}`;
    case 'readSmmu':
      return `read SMMU register 0x${event.offset.toString(16)} -> ${event.value === undefined ? '?' : `0x${event.value.toString(16)}`}`;
    case 'writeSmmu':
      return `write SMMU register 0x${event.offset.toString(16)} = 0x${event.value.toString(16)}`;
    case 'configureStream':
      return `CFGI_STE StreamID=0x${event.streamId.toString(16)} STE=${hex(event.entry.word0)} ${hex(event.entry.word1)}`;
    case 'submit':
      return `puts ${tellCommands(event.command)} on the SMMU's own queue${event.stopped === undefined ? '' : `, which stops with ${queueErrorName(event.stopped.error)}`}`;
    case 'plug':
      return `device ${event.device.device} is plugged as StreamID 0x${event.device.streamId.toString(16)}${event.refusal === undefined ? '' : `: refused, ${event.refusal}`}`;
    case 'unplug':
      return `device ${event.device} is unplugged${event.refusal === undefined ? '' : `: refused, ${event.refusal}`}`;
    case 'act':
      return `is told to ${event.words}${event.done === undefined ? '' : event.done ? ', and does' : ', and fails'}`;
    case 'firmware':
      return `firmware reads -> ${[...(event.files ?? [])].map(([name, { length }]) => `${name} (0x${length.toString(16)} bytes)`).join(', ') || 'nothing'}`;
    case 'windows':
      return `windows -> ${event.windows?.map(({ offset, length }) => `0x${offset.toString(16)}+0x${length.toString(16)}`).join(', ') || 'none'}`;
    case 'reset':
      return 'system reset';
    case 'shutDown':
      return 'shut down';
    case 'interrupt':
      return 'receives the CMDQ-V interrupt';
  }
}

function guestRegister(offset: number, width: 1 | 2 | 4 | 8, value: bigint | undefined): string {
  const register = GUEST_MAP.at(offset, width);
  if (register === undefined) return `offset 0x${offset.toString(16)} (${width} bytes) = ${value === undefined ? '?' : hex(value)}`;
  const size = register.size === width ? '' : ` (${width} bytes)`;
  return `${register.name}${size} = ${value === undefined ? '?' : decode(register, value)}`;
}

function tellIoctl(event: Extract<HostEvent, { op: 'ioctl' }>): string {
  const request = requestNumbered(event.request);
  const status = event.status ?? 'no answer';
  if (request === undefined) return `ioctl 0x${event.request.toString(16)} -> ${status}`;
  const given = bytesAt(event.before, event.argument);
  if (given === undefined) return `${request.name} with an unreadable argument -> ${status}`;
  const inputs = members(decodeStructure(request.structure, given), (name) => !name.startsWith('out_') && name !== 'size');
  const returned = event.after === undefined ? undefined : bytesAt(event.after, event.argument);
  const outputs =
    returned === undefined || status !== 'OK'
      ? ''
      : members(decodeStructure(request.structure, returned), (name) => name.startsWith('out_'));
  return `${request.name} ${inputs} -> ${status}${outputs === '' ? '' : ` ${outputs}`}`.replace('  ', ' ');
}

function members(values: Readonly<Record<string, number | bigint>>, wanted: (name: string) => boolean): string {
  return Object.entries(values)
    .filter(([name, value]) => wanted(name) && BigInt(value) !== 0n)
    .map(([name, value]) => `${name}=${hex(BigInt(value))}`)
    .join(' ');
}

/** Behind a command: nothing else says that the error of a later CMD_SYNC is due. */
export const TIMES_OUT = ', which times out';

function tellCommand({ outcome, queue, word0, word1 }: CommandEvent): string {
  return `${describeCommand({ word0, word1 })} from ${tellQueue(queue)}${outcome === 'atcTimeout' ? TIMES_OUT : ''}`;
}

function tellCommands(commands: Uint8Array): string {
  return [...commandsOf(commands)].map(describeCommand).join('; ');
}

function tellMemory(event: MemoryEvent): string {
  if (event.op === 'write')
    return `writes ${event.bytes.length} bytes of host memory at ${hex(event.address)}${event.done === false ? ': abort' : ''}`;
  return `reads ${event.length} bytes of host memory at ${hex(event.address)}${event.bytes === 'abort' ? ': abort' : ''}`;
}

function bytesOf(bytes: Uint8Array): string {
  return bytes.length === 0
    ? 'nothing'
    : Buffer.from(bytes)
        .toString('hex')
        .replace(/(.{8})(?=.)/g, '$1 ');
}

function hex(value: bigint): string {
  return value < 10n ? value.toString() : `0x${value.toString(16)}`;
}
