import { GUEST_MAP, type Register } from '../../tables/registers';
import { SMMU_REGISTERS } from '../../tables/smmu';
import type { ProgramOp } from '../program';
import { RENEWED } from '../stages/host-objects';
import type { Course } from './course';
import { registerIn, registerOf } from './register-in';
import type { FactDifference, Tolerance } from './tolerance';

/** Registers of a vCMDQ that a hw_queue has not yet had when it is new. */
const QUEUE_STATE = /CMDQ\d+_(?:CONFIG|STATUS|PROD_INDX|CONS_INDX|GERROR|GERRORN)$/;
/** The same through VINTF page 0, where the registers of a queue that is not allocated are nobody's. */
const WINDOW = /^VINTF0_LVCMDQ(\d+)_(?:CONFIG|STATUS|PROD_INDX|CONS_INDX|GERROR|GERRORN)$/;
const EVENTQEN = 0x4;
const CMDQ_INIT_ERR = 0x4;
/** Registers whose write may have a hw_queue asked for. */
const TRIGGERS = /^(?:CMDQV_CONFIG|VINTF0_CONFIG|CMDQ_ALLOC_MAP_\d+|.*CMDQ\d+_BASE(?:_[LH])?)$/;

function named(name: string): Register {
  const register = GUEST_MAP.named(name);
  if (register === undefined) throw new RangeError(`there is no ${name}`);
  return register;
}

const isRead = (op: ProgramOp, difference: FactDifference, name: string): boolean =>
  (op.op === 'read' && registerOf(GUEST_MAP, op)?.definition.name === name && difference.fact === 'value') ||
  (op.op === 'look' && difference.fact.includes(name));

/** It is in what vCMDQs execute, or shows that in their registers. */
function isOfCommands(op: ProgramOp, difference: FactDifference): boolean {
  const { fact, reference = '0', seen = '0' } = difference;
  if (fact === 'interrupts' || fact.startsWith('executed by the SMMU')) return true;
  const name = registerIn(GUEST_MAP, op, difference);
  // That a hw_queue was refused is no state of a new one.
  const isRefused = name.endsWith('GERROR') && ((Number.parseInt(reference, 16) ^ Number.parseInt(seen, 16)) & CMDQ_INIT_ERR) !== 0;
  return QUEUE_STATE.test(name) && !isRefused;
}

const isOfQueue = (fact: string) => fact.includes(': hw_queue ');

/** The slot whose BASE an operation writes. */
function baseWritten(op: ProgramOp): number | undefined {
  if (op.op !== 'write') return undefined;
  const slot = /CMDQ(\d+)_BASE(?:_[LH])?$/.exec(registerOf(GUEST_MAP, op)?.name ?? '')?.[1];
  return slot === undefined ? undefined : Number(slot);
}

/** CMDQ_EN was set in a slot, through either aperture. */
function wasEnabled(op: ProgramOp, slot: number, course: Course): boolean {
  return ['VCMDQ', 'VINTF0_LVCMDQ'].some((block) =>
    course.written(op, named(`${block}${slot}_CONFIG`).offset).some((value) => (value & 1n) === 1n),
  );
}

/** EVENTQEN is 0 after it. */
function clearsEventqen(op: ProgramOp): boolean {
  return op.op === 'reset' || (op.op === 'writeSmmu' && op.at === SMMU_REGISTERS.CR0 && (op.value & EVENTQEN) === 0);
}

/** A register of page 0 was written while a VMM may drop that: CMDQV_EN was 0, or the vCMDQ was not mapped. */
function wasGated({ before }: Course): boolean {
  let isOn = true;
  const mapped = new Set<number>();
  for (const op of before) {
    if (op.op === 'reset' || op.op === 'start') {
      isOn = true;
      mapped.clear();
    }
    const register = op.op === 'write' ? registerOf(GUEST_MAP, op) : undefined;
    if (op.op !== 'write' || register === undefined) continue;
    const { definition, element, name, place } = register;
    const bit = BigInt(op.value) & 1n;
    if (name === 'CMDQV_CONFIG') isOn = bit === 1n;
    else if (definition.name === 'CMDQ_ALLOC_MAP') bit === 1n ? mapped.add(element) : mapped.delete(element);
    else if (place.kind === 'direct' && place.page === 0 && !isOn) return true;
    else if (place.kind === 'logical' && place.page === 0 && !mapped.has(place.slot)) return true;
  }
  return false;
}

/** What a VMM may do otherwise. */
export const DEVICE_TOLERANCES: readonly Tolerance[] = [
  {
    by: 'OQ-17',
    layer: 'device',
    why: 'error maps may be cleared by the acknowledgement, or stay until the next event',
    accepts: (op, difference) =>
      isRead(op, difference, 'ERR_MAP') || isRead(op, difference, 'VI_ERR_MAP') || isRead(op, difference, 'LVCMDQ_ERR_MAP'),
  },
  {
    by: 'OQ-19',
    layer: 'device',
    why: 'the cache of SID_MATCH and SID_REPLACE may survive a reset',
    accepts: (op, difference) => isRead(op, difference, 'SID_MATCH') || isRead(op, difference, 'SID_REPLACE'),
  },
  {
    by: 'ACC-02',
    layer: 'device',
    why: 'a read of 1 or 2 bytes, or one that is not aligned, gives anything',
    accepts: (op, { fact }) => op.op === 'read' && fact === 'value' && (op.width < 4 || op.at % 4 !== 0),
  },
  {
    by: 'ALLOC-09',
    layer: 'device',
    why: 'a trigger that is repeated may make a live queue anew, disabled and empty',
    accepts: (_, { fact }) => fact.includes(RENEWED),
    follows: isOfCommands,
  },
  {
    by: 'ALLOC-03',
    layer: 'device',
    why: 'a write of BASE may be ignored while the queue is enabled',
    ends: true,
    accepts: (op, { fact }, course) => {
      const slot = baseWritten(op);
      return slot !== undefined && isOfQueue(fact) && course.hasQueue(op, slot) && wasEnabled(op, slot, course);
    },
  },
  {
    by: 'WR-12',
    layer: 'device',
    why: 'BASE=0 may free the queue',
    ends: true,
    accepts: (op, { fact }) => isOfQueue(fact) && baseWritten(op) !== undefined && op.op === 'write' && BigInt(op.value) === 0n,
  },
  {
    by: 'FAIL-04',
    layer: 'device',
    why: 'CMDQ_INIT_ERR may be told of by an interrupt',
    accepts: (op, { fact, reference }) =>
      op.op === 'write' && fact === 'interrupts' && reference === undefined && TRIGGERS.test(registerOf(GUEST_MAP, op)?.name ?? ''),
  },
  {
    by: 'DIR-06',
    layer: 'device',
    why: 'a queue that is not allocated has no registers in VINTF page 0',
    accepts: (op, difference, course) => {
      const slot = WINDOW.exec(registerIn(GUEST_MAP, op, difference))?.[1];
      return slot !== undefined && !course.hasQueue(op, Number(slot));
    },
  },
  {
    by: 'WR-18',
    layer: 'device',
    why: 'a write of page 0 may be dropped while CMDQV_EN is 0, or the vCMDQ is not mapped',
    ends: true,
    accepts: (op, difference, course) => QUEUE_STATE.test(registerIn(GUEST_MAP, op, difference)) && wasGated(course),
  },
  {
    by: 'EVT-11',
    layer: 'device',
    why: 'an event that names a vCMDQ without a hw_queue may be dropped',
    accepts: (op, { fact, seen }, course) => {
      if (op.op !== 'event' || op.from !== 'CMDQ-V' || fact !== 'interrupts' || seen !== undefined) return false;
      const [low = '0x0', high = '0x0'] = op.words;
      const map = BigInt(low) | (BigInt(high) << 64n);
      return map
        .toString(2)
        .split('')
        .reverse()
        .some((bit, slot) => bit === '1' && !course.hasQueue(op, slot));
    },
  },
  {
    by: 'LIFE-12',
    layer: 'device',
    why: 'a vDEVICE may be there before its stream ID is used',
    accepts: (_, { fact, reference, seen }) => fact.includes(': vDEVICE of ') && reference === 'none' && seen !== 'none',
    // What names the stream ID before the guest has configured it finds it, or does not.
    follows: isOfCommands,
  },
  {
    by: 'SMMU-12',
    layer: 'device',
    why: 'the vEVENTQ of the SMMU may go with EVENTQEN',
    accepts: (op, { fact }) => clearsEventqen(op) && fact.endsWith(': vEVENTQ'),
  },
  {
    by: 'LIM-04',
    layer: 'device',
    why: 'CMDQS may be smaller than the pages of RAM would allow',
    accepts: (_, { fact, reference, seen }) =>
      fact === 'SMMU IDR1.CMDQS' &&
      seen !== undefined &&
      reference !== undefined &&
      Number.parseInt(seen, 16) <= Number.parseInt(reference, 16),
  },
  {
    by: 'LIFE-19',
    layer: 'device',
    why: 'a device that was refused may have settled what is auto',
    accepts: (_, { fact }, course) => course.refused && (/^SMMU (?:IDR\d\.|GERROR$)/.test(fact) || fact === 'ATS in the IORT'),
  },
  {
    by: 'no clause',
    layer: 'device',
    why: 'EVENTQ_BASE is UNKNOWN out of reset; the reference reads it as 0 then',
    accepts: (op, difference) => op.op === 'readSmmu' && op.at === SMMU_REGISTERS.EVENTQ_BASE && difference.reference === '0',
  },
  {
    by: 'no clause',
    layer: 'device',
    why: 'a VMM may have no place for a device beside another on a slot of its bus',
    ends: true,
    accepts: (op, difference) =>
      op.op === 'plug' && (op.streamId & 7) !== 0 && difference.fact === 'answer' && difference.seen === 'refused',
  },
];
