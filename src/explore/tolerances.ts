import { GUEST_MAP, type Register } from '../tables/registers';
import { SMMU_REGISTERS } from '../tables/smmu';
import type { ExploredLayer, ProgramOp } from './program';
import { RENEWED } from './stages/host-objects';

/** One fact of an operation that came out differently. */
export interface FactDifference {
  /** Which fact: `value`, `status`, the name of a register. */
  readonly fact: string;
  /** As the reference has it; nothing where it has none. */
  readonly reference: string | undefined;
  readonly seen: string | undefined;
}

/** A difference that the specification leaves open. */
export interface Tolerance {
  /** The clause, or the open question, that says so. */
  readonly by: string;
  readonly layer: ExploredLayer;
  readonly why: string;
  /** From there on the machines are in states that differ rightly: the rest of the program says nothing. */
  readonly ends?: true;
  accepts(op: ProgramOp, difference: FactDifference): boolean;
  /** What may differ later, once this was accepted, and ends the program: it follows from it. */
  follows?(op: ProgramOp, difference: FactDifference): boolean;
}

/** The register that an access names. */
function guestRegister(op: ProgramOp): Register | undefined {
  return 'at' in op && (op.op === 'read' || op.op === 'write') ? GUEST_MAP.at(op.at, op.width) : undefined;
}

const isRead = (op: ProgramOp, difference: FactDifference, name: string): boolean =>
  (op.op === 'read' && guestRegister(op)?.definition.name === name && difference.fact === 'value') ||
  (op.op === 'look' && difference.fact.includes(name));

/** Registers of a vCMDQ that a hw_queue has not yet had when it is new. */
const QUEUE_STATE = /CMDQ\d+_(?:CONFIG|STATUS|PROD_INDX|CONS_INDX|GERROR|GERRORN)$/;

/** All differences that are accepted: one place, each with what accepts it. */
export const TOLERANCES: readonly Tolerance[] = [
  {
    by: 'OQ-17',
    layer: 'device',
    why: 'error maps may be cleared by the acknowledgement, or stay until the next event',
    accepts: (op, difference) =>
      isRead(op, difference, 'ERR_MAP') || isRead(op, difference, 'VI_ERR_MAP') || isRead(op, difference, 'LVCMDQ_ERR_MAP'),
  },
  {
    by: 'ALLOC-09',
    layer: 'device',
    why: 'a trigger that is repeated may make a live queue anew, disabled and empty',
    accepts: (_, { fact }) => fact.includes(RENEWED),
    follows: (op, { fact }) =>
      fact === 'interrupts' ||
      fact.startsWith('executed by the SMMU from vCMDQs') ||
      (op.op === 'look' && QUEUE_STATE.test(fact)) ||
      (op.op === 'read' && fact === 'value' && QUEUE_STATE.test(guestRegister(op)?.name ?? '')),
  },
  {
    by: 'OQ-19',
    layer: 'device',
    why: 'the cache of SID_MATCH and SID_REPLACE may survive a reset',
    accepts: (op, difference) => isRead(op, difference, 'SID_MATCH') || isRead(op, difference, 'SID_REPLACE'),
  },
  {
    by: 'UAPI-INFO-14',
    layer: 'kernel',
    why: 'a kernel may tell that the SMMU needs its commands twice, in bit 0 of the flags',
    accepts: (op, { fact, reference = '', seen = '' }) =>
      op.op === 'ioctl' &&
      op.request === 'GET_HW_INFO' &&
      fact === 'data' &&
      reference.startsWith('00') &&
      seen === `01${reference.slice(2)}`,
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
