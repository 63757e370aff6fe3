import { type HostEvent, memoryOf } from '../../src/machine/log';
import { bytesAt } from '../../src/ports';
import { type CommandWords, commandField, commandWords, definitionOf, encodeCommand, setField } from '../../src/tables/commands';
import { HWPT_ALLOC, HWPT_INVALIDATE, HWPT_SMMUV3_DATA, readMember, requestNumbered, type Structure } from '../../src/tables/uapi';
import { parseCommand } from '../commands';
import { type Assignments, parseNumber } from '../parameters';
import { constantOf, treatmentOf } from './object-names';

/** Structures that requests point to, whose members scenarios name like the request's own. */
const DATA: Readonly<Record<string, Structure>> = { HWPT_ALLOC: HWPT_SMMUV3_DATA };

export type IoctlEvent = Extract<HostEvent, { op: 'ioctl' }>;

/** Names of objects that calls make, whether or not they were made yet. */
const OBJECT =
  /^(?:ioas|s2|viommu|(?:smmu_)?veventq|abort|bypass|stage1|nested[0-9]+|hw_queue[0-9]+|vdevice:0x[0-9a-f]+|(?:dev|fd):[a-z0-9_]+)$/;

/** The number that `text` stands for, given the names of objects and the constants of a member; none for an object that was not made. */
function numberOf(text: string, names: ReadonlyMap<string, bigint>, constant?: number): bigint | undefined {
  if (constant !== undefined) return BigInt(constant);
  return names.get(text) ?? (OBJECT.test(text) ? undefined : parseNumber(text));
}

/** Arguments of the calls that are no ioctl. */
function plainArgument(event: HostEvent, name: string): bigint | undefined {
  if (name === 'fd' && 'fd' in event && event.fd !== undefined) return BigInt(event.fd);
  if (name === 'length' && event.op === 'mmap') return event.request.length;
  if (name === 'length' && event.op === 'munmap') return event.length;
  return undefined;
}

/** The structure of an ioctl as it was passed; `undefined` where nothing could be read. */
export function argumentOf(event: IoctlEvent): Uint8Array | undefined {
  return bytesAt(event.before, event.argument);
}

function ioctlArgument(event: IoctlEvent, name: string): bigint | undefined {
  const request = requestNumbered(event.request);
  const bytes = argumentOf(event);
  if (request === undefined || bytes === undefined) return undefined;
  const own = request.structure.members[name];
  if (own !== undefined) return readMember(bytes, own);
  const pointer = request.structure.members.data_uptr;
  const data = DATA[request.name];
  const member = data?.members[name];
  if (pointer === undefined || data === undefined || member === undefined) throw new RangeError(`${request.name} has no member ${name}`);
  const pointed = memoryOf(event.before).read(readMember(bytes, pointer), data.bytes);
  return pointed === undefined ? undefined : readMember(pointed, member);
}

/** The entries of an invalidation. */
export function entriesOf(event: IoctlEvent): readonly Uint8Array[] {
  const { data_uptr: pointer, entry_len: length, entry_num: count } = HWPT_INVALIDATE.structure.members;
  const bytes = argumentOf(event);
  if (bytes === undefined || event.request !== HWPT_INVALIDATE.number) return [];
  const size = Number(readMember(bytes, length));
  const memory = memoryOf(event.before);
  return Array.from({ length: Number(readMember(bytes, count)) }, (_, place) =>
    memory.read(readMember(bytes, pointer) + BigInt(place * size), size),
  ).filter((entry) => entry !== undefined);
}

/** The command of which the kernel makes the same: it puts its own VMID in place of any, and takes TLBI_NSNH_ALL for TLBI_NH_ALL. */
export function asTaken(words: CommandWords): CommandWords {
  const definition = definitionOf(words);
  if (definition?.name === 'TLBI_NSNH_ALL') return encodeCommand('TLBI_NH_ALL', {});
  const vmid = definition && commandField(definition, 'VMID');
  return vmid === undefined ? words : setField(words, vmid, 0n);
}

/** The Stream Table Entry of which a HWPT is made. */
function entryOf(event: IoctlEvent): Uint8Array | undefined {
  const bytes = argumentOf(event);
  if (bytes === undefined || event.request !== HWPT_ALLOC.number) return undefined;
  return memoryOf(event.before).read(readMember(bytes, HWPT_ALLOC.structure.members.data_uptr), HWPT_SMMUV3_DATA.bytes);
}

/** Tells whether an invalidation begins with this command, or with one that the kernel takes for it (UAPI-INV-07, UAPI-INV-08). */
function carries(event: IoctlEvent, command: string): boolean {
  const [actual] = entriesOf(event);
  if (actual === undefined) return false;
  const [taken, wanted] = [asTaken(commandWords(actual)), asTaken(parseCommand(command))];
  return taken.word0 === wanted.word0 && taken.word1 === wanted.word1;
}

/**
 * A problem with a call's arguments, or `undefined` if they are as `given` says: members of the request or of
 * what it points to, `fd`, `length` of mmap and munmap, `command` of an invalidation, and what the `entry` of a nested HWPT asks for.
 */
export function argumentMismatch(
  name: string,
  event: HostEvent,
  given: Assignments,
  names: ReadonlyMap<string, bigint>,
): string | undefined {
  for (const [member, text] of given) {
    if (member === 'command' && event.op === 'ioctl') {
      if (!carries(event, text)) return `it carries another command than ${text}`;
      continue;
    }
    if (member === 'entry' && event.op === 'ioctl') {
      const treatment = treatmentOf(entryOf(event));
      if (treatment !== text) return `its entry is for ${treatment}, not for ${text}`;
      continue;
    }
    const actual = event.op === 'ioctl' && member !== 'fd' ? ioctlArgument(event, member) : plainArgument(event, member);
    if (actual === undefined) return `its ${member} is unreadable`;
    const wanted = numberOf(text, names, constantOf(name, member, text));
    if (wanted === undefined) return `its ${member} should be ${text}, which no call before has made`;
    if (actual !== wanted) return `its ${member} is 0x${actual.toString(16)}, not ${text}`;
  }
  return undefined;
}
