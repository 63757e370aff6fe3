import { GUEST_MAP, type Register } from '../../tables/registers';
import { SMMU_REGISTERS } from '../../tables/smmu';
import { commandNameIn } from '../command-name';
import type { ProgramOp } from '../program';
import { EXECUTED, INTERRUPTS } from '../stages/below';
import { CMDQVS_DESCRIBED } from '../stages/firmware-facts';
import { EVENTS_OF_SMMU, RENEWED } from '../stages/host-objects';
import { type Course, clearsEventqen, slotsIn } from './course';
import { isBeyond, isStray } from './left-open';
import { registerIn, registerOf } from './register-in';
import type { FactDifference, Tolerance } from './tolerance';

/** Registers of a vCMDQ that a hw_queue has not yet had when it is new. */
const QUEUE_STATE = /CMDQ\d+_(?:CONFIG|STATUS|PROD_INDX|CONS_INDX|GERROR|GERRORN)$/;
/** The same through VINTF page 0, where the registers of a queue that is not allocated are nobody's. */
const WINDOW = /^VINTF0_LVCMDQ(\d+)_(?:CONFIG|STATUS|PROD_INDX|CONS_INDX|GERROR|GERRORN)$/;
const ERROR_MAPS = ['CMDQ_ERR_MAP', 'VI_ERR_MAP', 'LVCMDQ_ERR_MAP'] as const;
/** An SMMU's StreamIDs have 16 bits at most. */
const LAST_STREAM_ID = 0xffff;
/** The StreamID that a vDEVICE is told to have is none. */
const isOutOfRange = (told = '') => Number.parseInt(told, 16) > LAST_STREAM_ID;
const GBPA_UPDATE = 0x8000_0000;
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

/** It is in a register that was not written since its VM was reset. */
function isOfBeforeReset(op: ProgramOp, difference: FactDifference, { before }: Course): boolean {
  if (op.op !== 'read' && op.op !== 'look') return false;
  const who = 'who' in op ? op.who : undefined;
  const name = registerIn(GUEST_MAP, op, difference);
  const reset = before.findLastIndex((one) => one.op === 'reset' && one.who === who);
  const isWritten = (one: ProgramOp) => one.op === 'write' && 'who' in one && one.who === who && registerOf(GUEST_MAP, one)?.name === name;
  return reset >= 0 && !before.slice(reset).some(isWritten);
}

/** It is in what vCMDQs execute, or shows that in their registers. */
function isOfCommands(op: ProgramOp, difference: FactDifference): boolean {
  const { fact, reference = '0', seen = '0' } = difference;
  if (fact.startsWith(INTERRUPTS) || fact.startsWith('executed by the SMMU')) return true;
  const name = registerIn(GUEST_MAP, op, difference);
  // That a hw_queue was refused is no state of a new one.
  const isRefused = name.endsWith('GERROR') && ((Number.parseInt(reference, 16) ^ Number.parseInt(seen, 16)) & CMDQ_INIT_ERR) !== 0;
  return QUEUE_STATE.test(name) && !isRefused;
}

/** Something is there in both, in another way. */
const isBothThere = ({ reference = 'none', seen = 'none' }: FactDifference) => reference !== 'none' && seen !== 'none';

const isOfQueue = (fact: string) => fact.includes(': hw_queue ');

/** The slot of a register, by its name. */
const slotIn = (name: string) => Number(/CMDQ(\d+)_/.exec(name)?.[1] ?? -1);

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

/** Entries of streams are taken over. */
function configures(op: ProgramOp): boolean {
  if (op.op === 'stream') return true;
  const name = op.op === 'submit' && 'command' in op ? commandNameIn(op.command) : undefined;
  return name?.startsWith('CFGI_STE') === true;
}

/** What streams are attached to, and GBPA itself. */
function isOfGbpa(op: ProgramOp, { fact }: FactDifference): boolean {
  return fact.includes(': treatment of ') || fact === 'SMMU GBPA' || (op.op === 'readSmmu' && op.at === SMMU_REGISTERS.GBPA);
}

/** The kernel refuses to attach a stream after it did so some times, and a write of CR0 came between, which may be one of these. */
function isMiscounted({ before }: Course): boolean {
  const refused = before.findLastIndex((one) => one.op === 'refuse' && one.request === 'VFIO_DEVICE_ATTACH_IOMMUFD_PT' && one.after > 0);
  return refused >= 0 && before.slice(refused).some((one) => one.op === 'writeSmmu' && one.at === SMMU_REGISTERS.CR0);
}

const writesGbpaWithoutUpdate = (op: ProgramOp): boolean =>
  op.op === 'writeSmmu' && op.at === SMMU_REGISTERS.GBPA && (op.value & GBPA_UPDATE) === 0;

/** Registers of the event queue that say what is where. */
const EVENT_QUEUE: ReadonlySet<number> = new Set([SMMU_REGISTERS.EVENTQ_BASE, SMMU_REGISTERS.EVENTQ_BASE_H, SMMU_REGISTERS.EVENTQ_PROD]);

const isOfDepth = (fact: string) => fact.endsWith(`: ${EVENTS_OF_SMMU}`);

/** What a queue of events has come to. */
function isOfEventQueue(op: ProgramOp, { fact }: FactDifference): boolean {
  if (op.op === 'readSmmu') return EVENT_QUEUE.has(op.at);
  return isOfDepth(fact) || fact === 'SMMU EVENTQ_PROD' || fact === 'events in memory';
}

/** The slot whose BASE, or whose entry of CMDQ_ALLOC_MAP, an operation writes. */
function triggered(op: ProgramOp): number | undefined {
  if (op.op !== 'write') return undefined;
  const register = GUEST_MAP.at(op.at - (op.at % 4), 4);
  if (register?.definition.name === 'CMDQ_ALLOC_MAP') return register.element;
  const { place } = register ?? {};
  return place?.kind === 'direct' || place?.kind === 'logical' ? place.slot : undefined;
}

/** It gives an entry of CMDQ_ALLOC_MAP another slot, or another VINTF. */
function strays(op: ProgramOp): boolean {
  const register = op.op === 'write' ? GUEST_MAP.at(op.at - (op.at % 4), 4) : undefined;
  return op.op === 'write' && register?.definition.name === 'CMDQ_ALLOC_MAP' && isStray(register.element, BigInt(op.value));
}

/** Fields that tell of a property. */
const PROPERTY_FIELDS = [
  ['IDR0.ATS', 'ats'],
  ['IDR1.SSIDSIZE', 'ssidsize'],
  ['IDR3.RIL', 'ril'],
  ['IDR5.OAS', 'oas'],
] as const;

/** Answers of a VMM that is not there with its device. */
const NOT_UP = ['refused', 'does not start'];

const isSent = (fact: string) => fact.startsWith('executed by the SMMU');

/** What a VMM may do otherwise. */
export const DEVICE_TOLERANCES: readonly Tolerance[] = [
  {
    by: 'OQ-17',
    layer: 'device',
    why: 'error maps may be cleared by the acknowledgement, or stay until the next event',
    accepts: (op, difference, course) =>
      (!course.knowsMaps(op) || (op.op === 'read' && op.width === 8)) && ERROR_MAPS.some((name) => isRead(op, difference, name)),
  },
  {
    by: 'OQ-19',
    layer: 'device',
    why: 'the cache of SID_MATCH and SID_REPLACE may survive a reset',
    accepts: (op, difference, course) =>
      ['SID_MATCH', 'SID_REPLACE'].some((name) => isRead(op, difference, name)) && isOfBeforeReset(op, difference, course),
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
      op.op === 'write' && fact.startsWith(INTERRUPTS) && reference === undefined && TRIGGERS.test(registerOf(GUEST_MAP, op)?.name ?? ''),
  },
  {
    by: 'DIR-06',
    layer: 'device',
    why: 'a queue that is not allocated has no registers in VINTF page 0',
    accepts: (op, difference, course) => {
      const slot = WINDOW.exec(registerIn(GUEST_MAP, op, difference))?.[1];
      return slot !== undefined && (course.isTwice(op) || !course.hasQueue(op, Number(slot)));
    },
  },
  {
    by: 'WR-18',
    layer: 'device',
    why: 'a write of page 0 may be dropped while CMDQV_EN is 0, or the vCMDQ is not mapped',
    ends: true,
    accepts: (op, difference, course) => {
      const { gated } = course.open.at(op);
      const name = registerIn(GUEST_MAP, op, difference);
      if (QUEUE_STATE.test(name)) return gated.has(slotIn(name));
      return gated.size > 0 && (difference.fact.startsWith(INTERRUPTS) || difference.fact === EXECUTED);
    },
  },
  {
    by: 'MAP-10',
    layer: 'device',
    why: 'an entry of CMDQ_ALLOC_MAP that names another slot or VINTF may have no hw_queue',
    ends: true,
    accepts: (op, difference, course) => {
      const name = registerIn(GUEST_MAP, op, difference);
      const { routed, strays: now } = course.open.at(op);
      if (!strays(op) && now.size === 0) return QUEUE_STATE.test(name) && routed.has(slotIn(name));
      return isOfQueue(difference.fact) || difference.fact === 'windows' || QUEUE_STATE.test(name);
    },
  },
  {
    by: 'ALLOC-12',
    layer: 'device',
    why: 'a queue that waits for one below it may come with that, or not',
    ends: true,
    accepts: (op, { fact }, course) => {
      const slot = Number(/: hw_queue (\d+)$/.exec(fact)?.[1] ?? 0);
      return slot > (triggered(op) ?? slot) && !course.hasQueue(op, slot);
    },
  },
  {
    by: 'ALLOC-11',
    layer: 'device',
    why: 'queue 1 may be asked for although queue 0 was not there',
    ends: true,
    accepts: (op, difference, course) => {
      const name = registerIn(GUEST_MAP, op, difference);
      return QUEUE_STATE.test(name) && slotIn(name) === 1 && course.isGrouped(op);
    },
  },
  {
    by: 'SMMU-03',
    layer: 'device',
    why: 'a write of CR0 may attach a stream anew, which a kernel that refuses at one time and not at another makes something else',
    ends: true,
    accepts: (op, { fact }, course) =>
      fact.includes(': treatment of ') &&
      ((op.op === 'writeSmmu' && course.now[fact] === undefined && course.open.refusedStreams) || isMiscounted(course)),
  },
  {
    by: 'SMMU-02',
    layer: 'device',
    why: 'in an SMMU that is older than SMMUv3.2 a write to GBPA without Update may count',
    ends: true,
    accepts: (op, difference, course) => (writesGbpaWithoutUpdate(op) || course.open.at(op).gbpa) && isOfGbpa(op, difference),
  },
  {
    by: 'no clause',
    layer: 'device',
    why: 'EVENTQ_BASE and EVENTQ_PROD are guarded by EVENTQEN, and UNKNOWN out of reset',
    accepts: (op, difference, course) => {
      const { scattered, unknown } = course.open.at(op);
      if (isOfDepth(difference.fact)) return isBothThere(difference) && unknown.has(SMMU_REGISTERS.EVENTQ_BASE);
      return (scattered || unknown.size > 0) && isOfEventQueue(op, difference);
    },
  },
  {
    by: 'TRAP-02',
    layer: 'device',
    why: 'commands may be held back while one is made to fail, or the kernel refuses',
    ends: true,
    accepts: (op, difference, course) =>
      course.open.isMixed(op) &&
      // What is refused stops the queue before what comes behind it.
      (isOfCommands(op, difference) || difference.fact === 'SMMU GERROR' || op.op === 'readSmmu' || configures(op)),
  },
  {
    by: 'SMMU-22',
    layer: 'device',
    why: 'a command of a StreamID that is out of range may be one of another StreamID',
    ends: true,
    accepts: (op, { fact, seen }, { open }) =>
      (open.at(op).isBeyond || (op.op === 'submit' && 'command' in op && isBeyond(op.command))) &&
      (isSent(fact) ||
        / treatment of /.test(fact) ||
        // Whose vDEVICE it may be; that has its own StreamID.
        (/ vDEVICE of /.test(fact) && !isOutOfRange(seen)) ||
        (fact === 'SMMU GERROR' && open.refused.has('HWPT_INVALIDATE'))),
  },
  {
    by: 'EVT-11',
    layer: 'device',
    why: 'an event that names a vCMDQ without a hw_queue may be dropped',
    accepts: (op, { fact, seen }, course) => {
      if (op.op !== 'event' || op.from !== 'CMDQ-V' || !fact.startsWith(INTERRUPTS) || seen !== undefined) return false;
      return course.isTwice(op) || slotsIn(op.words).some((slot) => !course.hasQueue(op, slot));
    },
  },
  {
    by: 'LIFE-12',
    layer: 'device',
    why: 'a vDEVICE may be there before its stream ID is used',
    accepts: (_, { fact, reference, seen }, course) =>
      (fact.includes(': vDEVICE of ') && reference === 'none' && seen !== 'none' && !isOutOfRange(seen)) ||
      // One that came earlier was not refused.
      (fact.includes(': treatment of ') && course.open.refused.has('VDEVICE_ALLOC')),
    // What names the stream ID before the guest has configured it finds it, or does not.
    follows: (op, difference) => isOfCommands(op, difference) || difference.fact === 'SMMU GERROR',
  },
  {
    by: 'SMMU-12',
    layer: 'device',
    why: 'the vEVENTQ of the SMMU may go with EVENTQEN, and come again with another size',
    accepts: (op, { fact, ...difference }, course) => {
      // It does not come again where the kernel refuses it.
      const isOutlived = course.eventsOutlived(op);
      if (!isOfDepth(fact)) return isOutlived && course.open.refused.has('VEVENTQ_ALLOC') && isOfEventQueue(op, { fact, ...difference });
      if (clearsEventqen(op) || (course.isTwice(op) && course.before.some(clearsEventqen))) return true;
      return isBothThere({ fact, ...difference }) && isOutlived;
    },
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
    why: 'what a property that is auto comes to is open before the first device',
    accepts: (op, { fact }, course) =>
      PROPERTY_FIELDS.some(([field, property]) => fact === `SMMU ${field}` && course.isUnsettled(op, property)),
  },
  {
    by: 'LIFE-19',
    layer: 'device',
    why: 'so is whether ATC_INV is legal then',
    ends: true,
    accepts: (op, { fact }, course) =>
      course.invalidatesUnsettled(op) &&
      (fact === 'SMMU GERROR' || (op.op === 'readSmmu' && op.at === SMMU_REGISTERS.GERROR) || isSent(fact)),
  },
  {
    by: 'LIFE-19',
    layer: 'device',
    why: 'so is whether a host that was told of otherwise backs it then',
    ends: true,
    accepts: (op, { fact, reference, seen }, course) =>
      op.op === 'plug' &&
      fact === 'answer' &&
      reference === 'done' &&
      seen === 'refused' &&
      course.before.some((one) => one.op === 'inform' || one.op === 'host') &&
      PROPERTY_FIELDS.some(([, property]) => course.isUnsettled(op, property)),
  },
  {
    by: 'no clause',
    layer: 'device',
    why: 'guest RAM may be mapped when the VM starts, so that no kernel refuses that when a device is plugged',
    ends: true,
    accepts: (op, { fact, reference, seen }, { open }) =>
      op.op === 'plug' &&
      fact === 'answer' &&
      reference === 'refused' &&
      seen === 'done' &&
      (open.refused.has('IOAS_ALLOC') || open.refused.has('IOAS_MAP')),
  },
  {
    by: 'LIFE-19',
    layer: 'device',
    why: 'a device that was refused may have settled what is auto',
    accepts: (_, { fact }, course) => course.refused && (/^SMMU (?:IDR\d\.|GERROR$)/.test(fact) || fact === 'ATS in the IORT'),
  },
  {
    by: 'QEMU-09',
    layer: 'device',
    why: 'a CMDQ-V that was found for a device which was refused then may count as active',
    accepts: (op, { fact, reference = '', seen = '' }, course) =>
      op.op === 'firmware' && course.refused && fact === CMDQVS_DESCRIBED && seen.startsWith(reference),
  },
  {
    by: 'SMMU-16',
    layer: 'device',
    why: 'a first device may be refused if the kernel gives no vEVENTQ for it while EVENTQEN is 1',
    ends: true,
    accepts: (op, { fact, seen }, { open }) =>
      op.op === 'plug' && fact === 'answer' && seen === 'refused' && open.refused.has('VEVENTQ_ALLOC') && open.at(op).tellsEvents,
  },
  {
    by: 'no clause',
    layer: 'device',
    why: 'what a VMM cannot be, for a property of it, it may say when it starts or of the device that it is to start with',
    ends: true,
    accepts: (op, { fact, reference = '', seen = '' }) =>
      op.op === 'start' && op.device !== '' && fact === 'answer' && [reference, seen].every((answer) => NOT_UP.includes(answer)),
  },
  {
    by: 'no clause',
    layer: 'device',
    why: 'EVENTQ_BASE is UNKNOWN out of reset; the reference reads it as 0 then',
    accepts: (op, difference) =>
      op.op === 'readSmmu' &&
      (op.at === SMMU_REGISTERS.EVENTQ_BASE || op.at === SMMU_REGISTERS.EVENTQ_BASE_H) &&
      difference.reference === '0',
  },
  {
    by: 'no clause',
    layer: 'device',
    why: 'EVENTQ_BASE is UNKNOWN out of reset, and so is how many entries the event queue has',
    accepts: (op, difference, course) =>
      isOfDepth(difference.fact) && isBothThere(difference) && (course.isTwice(op) || !course.open.at(op).isSized),
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
