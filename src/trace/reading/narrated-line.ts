import { TEGRA241 } from '../../machine';
import {
  type CommandEvent,
  type GuestEvent,
  type HostEvent,
  type MemoryEvent,
  type PortEvent,
  type RegisterEvent,
  TIMES_OUT,
} from '../../machine/log';
import { type AccessWidth, isStatus, type RegisterWidth } from '../../ports';
import { type CommandWords, commandBytes, encodeCommand } from '../../tables/commands';
import { GUEST_MAP, physicalMap, type RegisterMap, VINTF_PAGE0 } from '../../tables/registers';
import { requestNamed, writeMember } from '../../tables/uapi';
import { PAGE } from '../rebuilt-page';
import type { Message } from '../told-events';
import { wayOf } from '../way';
import { beginsAsOperation, fieldsFit, isUntold } from './whole-words';

/** A line that tells of an operation. */
export interface NarratedLine {
  /** How many others it happened within. */
  readonly depth: number;
  /** What happened; nothing where the words do not tell enough of it. */
  readonly event: PortEvent | undefined;
  /** The answer was the scenario's. */
  readonly given: boolean;
  /** It begins as an operation does, and is none that is told so: part of it is missing, or another is joined to it. */
  readonly damaged: boolean;
  /** Another programme's, that only looks like one. */
  readonly foreign: boolean;
}

const ARGUMENT = 0x1000n;

const PHYSICAL = physicalMap(TEGRA241);

/** A line of a report in JSON, a numbered one, or as it is. */
const LINE =
  /^(?:\d+\. ?)?([ \t]*)(?:guest of (?<guest>.+?): |(?<smmu>\w[\w-]*) executes |(?<who>\w[\w-]*(?: [\w-]+)?): )(?<words>.+?)(?<given> \(given\))?$/;

/** The operation that a line tells of; nothing if it does not look like one. */
export function narratedIn(line: string): NarratedLine | undefined {
  const trimmed = line.trimEnd();
  const quoted = /^\s*"(.*)",?$/.exec(trimmed);
  const text = quoted === null ? trimmed : unquoted(quoted[0].trim().replace(/,$/, ''));
  // Lines of a report are indented as a whole, numbers and all.
  const found = LINE.exec(text.replace(/^\s+(?=\d+\. )/, ''));
  if (found?.groups === undefined) return undefined;
  const { given, guest, smmu, who, words = '' } = found.groups;
  const event =
    guest !== undefined
      ? ofGuest(guest, words)
      : smmu !== undefined
        ? executed(smmu, words)
        : who === undefined
          ? undefined
          : ofOther(who, words);
  const isWhole = event === undefined ? isUntold(words) : fieldsFit(words);
  const begins = event !== undefined || beginsAsOperation(found.groups);
  return {
    // A tab may stand for each two blanks.
    depth: Math.floor((found[1]?.replaceAll('\t', '  ').length ?? 0) / 2),
    event,
    given: given !== undefined,
    damaged: !isWhole && begins,
    foreign: !isWhole && !begins,
  };
}

/** Operations in words, as messages. */
export class Narration {
  /** The message that a line is; nothing for one that tells of no operation. */
  messageOf(text: string, line: number): Message | undefined {
    const found = narratedIn(text);
    if (found?.event === undefined) return undefined;
    const [from, to] = wayOf(found.event);
    const words = text
      .trim()
      .replace(/^"(.*)",?$/, '$1')
      .replace(/^\d+\. */, '')
      .trim();
    return { line, process: '', from, to, words, within: found.depth > 0 };
  }
}

function unquoted(json: string): string {
  try {
    const text: unknown = JSON.parse(json);
    return typeof text === 'string' ? text : json;
  } catch {
    return json;
  }
}

interface Access {
  readonly offset: number;
  readonly width: AccessWidth;
  readonly value: bigint;
}

/** `NAME (8 bytes) = 0x12 (…)`, `offset 0x12 (4 bytes) = 0x3`. */
function access(words: string, map: RegisterMap): Access | undefined {
  const found =
    /^(?:offset 0x(?<offset>[0-9a-f]+)|(?<name>\w+))(?: \((?<width>[1248]) bytes\))? = (?:0x(?=[0-9a-f])|(?=\d(?: |$)))(?<value>[0-9a-f]+)(?: .*)?$/.exec(
      words,
    )?.groups;
  if (found === undefined) return undefined;
  const value = BigInt(`0x${found.value ?? '0'}`);
  const width = found.width === undefined ? undefined : WIDTHS.find((one) => String(one) === found.width);
  if (found.offset !== undefined) return width === undefined ? undefined : { offset: Number(`0x${found.offset}`), width, value };
  const register = map.named(found.name ?? '');
  if (register === undefined) return undefined;
  return { offset: register.offset, width: width ?? (value > 0xffff_ffffn ? 8 : register.size), value };
}

const WIDTHS = [1, 2, 4, 8] as const;

function ofGuest(who: string, words: string): PortEvent | undefined {
  const event = guestEvent(words);
  return event === undefined ? undefined : { port: 'guest', who, event };
}

function guestEvent(words: string): GuestEvent | undefined {
  const [, verb, rest = ''] = /^(read|write) (.*)$/.exec(words) ?? [];
  if (verb !== undefined) {
    const found = access(rest, GUEST_MAP);
    return found === undefined ? undefined : verb === 'read' ? { op: 'read', ...found } : { op: 'write', ...found };
  }
  if (words === 'system reset') return { op: 'reset' };
  if (words === 'shut down') return { op: 'shutDown' };
  if (words === 'receives the CMDQ-V interrupt') return { op: 'interrupt' };
  const [, told] = /^puts (.*) on the SMMU's own queue(?:, which stops with \S+)?$/.exec(words) ?? [];
  const command = told === undefined ? undefined : commandIn(told);
  if (command !== undefined) return { op: 'submit', command: commandBytes(command) };
  const [, device, streamId, refusal] = /^device (\S+) is plugged as StreamID 0x([0-9a-f]+)(?:: refused, (.*))?$/.exec(words) ?? [];
  if (device !== undefined)
    return { op: 'plug', device: { device, streamId: Number(`0x${streamId}`) }, ...(refusal === undefined ? {} : { refusal }) };
  const [, unplugged, refused] = /^device (\S+) is unplugged(?:: refused, (.*))?$/.exec(words) ?? [];
  if (unplugged !== undefined) return { op: 'unplug', device: unplugged, ...(refused === undefined ? {} : { refusal: refused }) };
  const [, sid, word0, word1] = /^CFGI_STE StreamID=0x([0-9a-f]+) STE=(0x[0-9a-f]+|\d) (0x[0-9a-f]+|\d)$/.exec(words) ?? [];
  if (sid === undefined) return undefined;
  return { op: 'configureStream', streamId: Number(`0x${sid}`), entry: { word0: numberOf(word0), word1: numberOf(word1) } };
}

/** The command that was described so: of an undefined one the opcode is told alone. */
export function commandIn(words: string): CommandWords | undefined {
  const [, undefinedOpcode] = /^undefined opcode 0x([0-9a-f]{1,2})$/.exec(words) ?? [];
  if (undefinedOpcode !== undefined) return { word0: BigInt(`0x${undefinedOpcode}`), word1: 0n };
  const [name = '', ...fields] = words.split(' ');
  try {
    return encodeCommand(
      name,
      Object.fromEntries(
        fields.map((field) => {
          const [key = '', value = ''] = field.split('=');
          // What is no number throws, as a field does that the command does not have.
          return [key, BigInt(value === '' ? '?' : value)];
        }),
      ),
    );
  } catch {
    return undefined;
  }
}

const NUMBER = /^(?:0x[0-9a-f]+|\d+)$/;

function numberOf(text = '0'): bigint {
  return NUMBER.test(text) ? BigInt(text) : 0n;
}

const EXECUTED = new RegExp(`^(.*?) from (?:(the SMMU's own queue)|vCMDQ (\\d+) \\(VINTF (\\d+), logical (\\d+)\\))(${TIMES_OUT})?$`);

function executed(who: string, words: string): PortEvent | undefined {
  const [, told = '', own, index, vintf, lvcmdq, late] = EXECUTED.exec(words) ?? [];
  const command = commandIn(told);
  if (command === undefined) return undefined;
  const queue: CommandEvent['queue'] =
    own === undefined ? { kind: 'vcmdq', index: Number(index), vintf: Number(vintf), lvcmdq: Number(lvcmdq) } : { kind: 'smmu' };
  return { port: 'smmu', who, event: { op: 'execute', queue, ...command, outcome: late === undefined ? 'done' : 'atcTimeout' } };
}

/** A kernel's access to an SMMU, or a call of a process: they are told alike. */
function ofOther(who: string, words: string): PortEvent | undefined {
  const register = registerEvent(words);
  if (register !== undefined) return { port: 'registers', who, event: register };
  const memory = memoryEvent(words);
  if (memory !== undefined) return { port: 'memory', who, event: memory };
  const host = hostEvent(words);
  return host === undefined ? undefined : { port: 'host', who, event: host };
}

function registerEvent(words: string): RegisterEvent | undefined {
  if (words === 'raises the CMDQ-V interrupt') return { op: 'interrupt' };
  const [, verb, rest = ''] = /^(read|write) (.*)$/.exec(words) ?? [];
  const found = verb === undefined ? undefined : access(rest, PHYSICAL);
  if (found !== undefined && (found.width === 4 || found.width === 8)) {
    // Of these a kernel reads two at a time, and words do not tell; those of a VINTF of Tegra241 have nothing in the second.
    const width: RegisterWidth = /^VINTF\d+_LVCMDQ_ERR_MAP_[02] = /.test(rest) && verb === 'read' ? 8 : found.width;
    return verb === 'read' ? { op: 'read', ...found, width } : { op: 'write', ...found, width };
  }
  const [, told, how, consumed] = /^submit (.*) -> (?:(\w+), consumed (\d+)|no answer)$/.exec(words) ?? [];
  if (told === undefined) return undefined;
  const error = (['none', 'illegal', 'timeout'] as const).find((one) => one === how);
  if (how !== undefined && error === undefined) return undefined;
  const commands = told.split('; ').map(commandIn);
  if (commands.includes(undefined)) return undefined;
  return {
    op: 'submit',
    commands: Buffer.concat(commands.flatMap((command) => (command === undefined ? [] : [commandBytes(command)]))),
    ...(error === undefined ? {} : { result: { error, consumed: Number(consumed) } }),
  };
}

/** What hardware reads of host memory is told by its place alone. */
function memoryEvent(words: string): MemoryEvent | undefined {
  const [, length, address, abort] = /^reads (\d+) bytes of host memory at 0x([0-9a-f]+)(: abort)?$/.exec(words) ?? [];
  if (length === undefined) return undefined;
  return { op: 'read', address: BigInt(`0x${address}`), length: Number(length), ...(abort === undefined ? {} : { bytes: 'abort' }) };
}

function hostEvent(words: string): HostEvent | undefined {
  const [, name, members = '', status, answers = ''] = /^([A-Z][A-Z_]+)((?: \w+=\w+)*) -> (\w+)((?: \w+=\w+)*)$/.exec(words) ?? [];
  if (name !== undefined) return ioctl(name, members, status ?? '', answers);
  const [, path, opened = ''] = /^open (\S+) -> (\w+)$/.exec(words) ?? [];
  if (path !== undefined && (isStatus(opened) || /^\d+$/.test(opened)))
    return { op: 'open', path, ...(/^\d+$/.test(opened) ? { status: 'OK', fd: Number(opened) } : {}) };
  const [, closed, how = ''] = /^close fd (\d+) -> (\w+)$/.exec(words) ?? [];
  if (closed !== undefined && isStatus(how)) return { op: 'close', fd: Number(closed), status: how };
  const [, mapped, offset, length, result = ''] =
    /^mmap fd (\d+) offset=(0x[0-9a-f]+|\d+) length=(0x[0-9a-f]+|\d+) -> (\w+)$/.exec(words) ?? [];
  if (mapped !== undefined && isStatus(result)) {
    const protection = { read: true, write: true, execute: false };
    const request = { offset: numberOf(offset), length: numberOf(length), shared: true, protection };
    return { op: 'mmap', fd: Number(mapped), request, ...(result === 'OK' ? { status: 'OK', address: PAGE } : {}) };
  }
  const [, from, bytes, unmapped = ''] = /^munmap (0x[0-9a-f]+|\d+) length=(0x[0-9a-f]+|\d+) -> (\w+)$/.exec(words) ?? [];
  if (isStatus(unmapped)) return { op: 'munmap', address: numberOf(from), length: numberOf(bytes), status: unmapped };
  const [, fd, count, read = ''] = /^read fd (\d+) count=(\d+) -> (.*)$/.exec(words) ?? [];
  if (fd !== undefined && READ.test(read)) return { op: 'fdRead', fd: Number(fd), count: Number(count), ...bytesIn(read) };
  const [, readable] = /^fd (\d+) becomes readable$/.exec(words) ?? [];
  if (readable !== undefined) return { op: 'readable', fd: Number(readable) };
  return loadOrStore(words);
}

/** An access of a VMM to the page of its VINTF: to a register, or a store where none stands. */
function loadOrStore(words: string): HostEvent | undefined {
  const [, stored, offset, register = '', width, loaded] =
    /^(?:store (0x[0-9a-f]+|\d+) to|load) host page (?:offset (0x[0-9a-f]+)|(\w+)) \((\d) bytes\)(?: -> (0x[0-9a-f]+|\d+))?$/.exec(words) ??
    [];
  const named = GUEST_MAP.named(`VINTF0_${register}`);
  const at = offset === undefined ? named && BigInt(named.offset - VINTF_PAGE0) : BigInt(offset);
  const bytesWide = WIDTHS.find((one) => String(one) === width);
  if (at === undefined || bytesWide === undefined || (stored === undefined) === (loaded === undefined)) return undefined;
  const access = { address: PAGE + at, width: bytesWide } as const;
  if (stored !== undefined) return { op: 'store', ...access, value: numberOf(stored) };
  return offset === undefined ? { op: 'load', ...access, value: numberOf(loaded) } : undefined;
}

/** What a read of a file gives: bytes, four by four, or none. */
const READ = /^(?:nothing|no answer|OK|E[A-Z\d]+|(?:[0-9a-f]{8} )*(?:[0-9a-f]{2}){1,4})$/;

function bytesIn(told: string): { readonly bytes: Uint8Array; readonly status: 'OK' } | Record<string, never> {
  if (told === 'nothing') return { bytes: new Uint8Array(), status: 'OK' };
  return /^(?:[0-9a-f]{2,8} ?)+$/.test(told) ? { bytes: Buffer.from(told.replaceAll(' ', ''), 'hex'), status: 'OK' } : {};
}

function ioctl(name: string, asked: string, status: string, answered: string): HostEvent | undefined {
  const request = requestNamed(name);
  if (request === undefined || !isStatus(status)) return undefined;
  const { structure } = request;
  if (
    ![...`${asked}${answered}`.matchAll(/(\w+)=(\w+)/g)].every(
      ([, member = '', value = '']) => member in structure.members && NUMBER.test(value),
    )
  )
    return undefined;
  const filled = (told: string): Uint8Array => {
    const bytes = new Uint8Array(structure.bytes);
    for (const [, member = '', value] of told.matchAll(/(\w+)=(\w+)/g)) {
      const found = structure.members[member];
      if (found !== undefined) writeMember(bytes, found, numberOf(value));
    }
    return bytes;
  };
  return {
    op: 'ioctl',
    // Words do not tell which file it was.
    fd: 0,
    request: request.number,
    argument: ARGUMENT,
    before: [{ address: ARGUMENT, bytes: filled(asked) }],
    after: status === 'OK' ? [{ address: ARGUMENT, bytes: filled(asked + answered) }] : undefined,
    status,
  };
}
