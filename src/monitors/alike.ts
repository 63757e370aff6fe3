import { isDeepStrictEqual } from 'node:util';
import type { CommandEvent, GuestEvent, HostEvent, Operation, RegisterEvent, SegmentCopy } from '../machine/log';
import type { CommandQueue, HostDescription } from '../ports';

/** Up to so many bytes are compared one by one: to leave JavaScript for them takes longer. */
const FEW_BYTES = 64;

/** Whether logs of two hosts may have anything in common. */
export function isSameHost(one: HostDescription, other: HostDescription): boolean {
  return one === other || isSame(one, other);
}

/** How many operations a piece of a log has in common with another log, from a place there on; the first `known` are known to be alike. */
export function alikeFrom(piece: readonly Operation[], log: readonly Operation[], place: number, known: number): number {
  let n = known;
  while (n < piece.length && isAlike(piece[n], log[place + n])) n += 1;
  return n;
}

/** Whether two operations are the same to a monitor: the phase of a scenario is nothing to it. */
export function isAlike(one: Operation | undefined, other: Operation | undefined): boolean {
  return (
    one !== undefined &&
    other !== undefined &&
    one.who === other.who &&
    one.by === other.by &&
    one.given === other.given &&
    one.within === other.within &&
    isSameEvent(one, other)
  );
}

/** Every operation of every scenario is compared here: those that are many member by member, as lists of members are too dear. */
function isSameEvent(one: Operation, other: Operation): boolean {
  if (one.port === 'registers') return other.port === 'registers' && isSameRegisterEvent(one.event, other.event);
  if (one.port === 'guest') return other.port === 'guest' && isSameAccess(one.event, other.event);
  if (one.port === 'smmu') return other.port === 'smmu' && isSameCommand(one.event, other.event);
  if (one.port === 'host') return other.port === 'host' && isSameCall(one.event, other.event);
  return one.port === other.port && isSame(one.event, other.event);
}

function isSameRegisterEvent(one: RegisterEvent, other: RegisterEvent): boolean {
  if (one.op !== 'submit') return isSameAccess(one, other);
  return (
    other.op === 'submit' &&
    areSameBytes(one.commands, other.commands) &&
    one.result?.consumed === other.result?.consumed &&
    one.result?.error === other.result?.error
  );
}

function isSameAccess(one: RegisterEvent | GuestEvent, other: RegisterEvent | GuestEvent): boolean {
  if ((one.op !== 'read' && one.op !== 'write') || (other.op !== 'read' && other.op !== 'write')) return isSame(one, other);
  return one.offset === other.offset && one.value === other.value && one.op === other.op && one.width === other.width;
}

function isSameCommand(one: CommandEvent, other: CommandEvent): boolean {
  return one.word0 === other.word0 && one.word1 === other.word1 && one.outcome === other.outcome && isSameQueue(one.queue, other.queue);
}

function isSameQueue(one: CommandQueue, other: CommandQueue): boolean {
  if (one.kind === 'smmu' || other.kind === 'smmu') return one.kind === other.kind;
  return one.index === other.index && one.vintf === other.vintf && one.lvcmdq === other.lvcmdq;
}

function isSameCall(one: HostEvent, other: HostEvent): boolean {
  if (one.op === 'load' || one.op === 'store')
    return one.op === other.op && one.address === other.address && one.value === other.value && one.width === other.width;
  if (one.op !== 'ioctl' || other.op !== 'ioctl') return isSame(one, other);
  return (
    one.request === other.request &&
    one.fd === other.fd &&
    one.argument === other.argument &&
    one.status === other.status &&
    areSameSegments(one.before, other.before) &&
    areSameSegments(one.after, other.after)
  );
}

function areSameSegments(one: readonly SegmentCopy[] | undefined, other: readonly SegmentCopy[] | undefined): boolean {
  if (one === undefined || other === undefined) return one === other;
  if (one.length !== other.length) return false;
  for (let at = 0; at < one.length; at += 1) if (!isSameSegment(one[at], other[at])) return false;
  return true;
}

function isSameSegment(one: SegmentCopy | undefined, other: SegmentCopy | undefined): boolean {
  if (one === undefined || other === undefined) return one === other;
  return one.address === other.address && areSameBytes(one.bytes, other.bytes);
}

/** Whether two values are the same, as far as events have any: numbers, words, bytes, and objects and arrays of them. */
function isSame(one: unknown, other: unknown): boolean {
  if (typeof one !== 'object' || typeof other !== 'object' || one === null || other === null) return one === other;
  if (one instanceof Uint8Array) return other instanceof Uint8Array && areSameBytes(one, other);
  if (one instanceof Map) return isDeepStrictEqual(one, other);
  return areSameMembers(one as Members, other as Members);
}

function areSameBytes(one: Uint8Array, other: Uint8Array): boolean {
  if (one.length > FEW_BYTES) return Buffer.compare(one, other) === 0;
  if (one.length !== other.length) return false;
  for (let at = 0; at < one.length; at += 1) if (one[at] !== other[at]) return false;
  return true;
}

type Members = Readonly<Record<string, unknown>>;

function areSameMembers(one: Members, other: Members): boolean {
  let members = 0;
  for (const name in one) {
    members += 1;
    if (!isSame(one[name], other[name])) return false;
  }
  for (const _ in other) members -= 1;
  return members === 0;
}
