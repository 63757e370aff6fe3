import type { AccessWidth } from '../../ports';
import { GUEST_MAP } from '../../tables/registers';
import { SMMU_REGISTERS } from '../../tables/smmu';
import { commandNameIn } from '../command-name';
import type { ProgramOp, StartProperties } from '../program';
import { SENT } from '../stages/below';
import { ANSWER_AT_SECOND } from '../stages/device-stage';
import { EVENTS_OF_SMMU } from '../stages/host-objects';
import type { Observation } from '../stages/stage';
import { LeftOpen } from './left-open';

/** How a fact of what a VMM has in the kernel is called. */
const IN_THE_KERNEL = 'in the kernel, ';
const EVENTQEN = 0x4;
/** Registers that more than one queue waits for. */
const GROUP_TRIGGERS = new Set(['CMDQV_CONFIG', 'VINTF0_CONFIG'].map((name) => GUEST_MAP.named(name)?.offset));

/** A write of registers. */
interface Write {
  readonly who: string;
  readonly at: number;
  readonly width: AccessWidth;
  readonly value: bigint;
}

/** How a program went on the reference up to some operation: what was written, and what there is in the kernel. */
export class Course {
  readonly #before: ProgramOp[] = [];
  readonly #writes: Write[] = [];
  readonly #facts = new Map<string, string>();
  /** Virtual machines that have two SMMUs, and those whose error maps are known: to be 0 out of reset, or to be an event's. */
  readonly #twice = new Set<string>();
  readonly #mapped = new Set<string>();
  /** Virtual machines whose vEVENTQ of the SMMU outlived EVENTQEN. */
  readonly #outlived = new Set<string>();
  /** What was asked for of virtual machines that have had no device yet, and those of them that had an ATC_INV. */
  readonly #unsettled = new Map<string, StartProperties>();
  readonly #invalidated = new Set<string>();
  /** SMMUs of which queue 1 may have been tried. */
  readonly #grouped = new Set<string>();
  #refused = false;
  /** What the specification leaves open of what was done. */
  readonly open = new LeftOpen();
  #now: Observation = {};

  /** What the operation that is looked at shows. */
  get now(): Observation {
    return this.#now;
  }

  /** An operation is looked at, which shows this. */
  looksAt(seen: Observation): void {
    this.#now = seen;
  }

  /** An observation with all that there is in the kernel after it, as far as it or another one tells that this changed. */
  stated(seen: Observation, other: Observation): Observation {
    const stated: Record<string, string> = { ...seen };
    for (const fact of Object.keys(other)) if (fact.startsWith(IN_THE_KERNEL)) stated[fact] = seen[fact] ?? this.#facts.get(fact) ?? 'none';
    return stated;
  }

  /** An operation is over, and showed this; `atOnce` is that with what a VMM need not hand over at once. */
  goesOn(op: ProgramOp, seen: Observation, atOnce: Observation = seen): void {
    this.#before.push(op);
    if (op.op === 'write') this.#writes.push({ who: whoOf(op), at: op.at, width: op.width, value: BigInt(op.value) });
    if (op.op === 'reset' || op.op === 'start') {
      const who = whoOf(op);
      this.#grouped.delete(who);
      for (let n = this.#writes.length - 1; n >= 0; n--) if (this.#writes[n]?.who === who) this.#writes.splice(n, 1);
    }
    if (seen.answer === 'refused' || seen[ANSWER_AT_SECOND] === 'refused') this.#refused = true;
    this.#followMaps(op);
    if (clearsEventqen(op) && 'who' in op && this.#has(op, EVENTS_OF_SMMU)) this.#outlived.add(op.who);
    this.open.goesOn(op, atOnce[SENT] === undefined && this.#has(op, 'vIOMMU'));
    for (const [fact, value] of Object.entries(seen)) {
      if (!fact.startsWith(IN_THE_KERNEL)) continue;
      this.#facts.set(fact, value);
      if (value === 'none' && fact.endsWith(EVENTS_OF_SMMU)) this.#outlived.delete(/VM ([AB])/.exec(fact)?.[1] ?? '');
      const [, who = '', slot] = /VM ([AB])\d+: hw_queue (\d+)$/.exec(fact) ?? [];
      // What its guest wrote before it had a hw_queue is gone with that.
      if (slot !== undefined && value === 'none' && !this.#twice.has(who)) this.open.frees(who, Number(slot));
    }
    this.#followGroups(op);
    this.#followProperties(op);
  }

  /** Whether the virtual machine that `op` is about has had EVENTQEN 0 while it had its vEVENTQ of the SMMU. */
  eventsOutlived(op: ProgramOp): boolean {
    return 'who' in op && this.#outlived.has(op.who);
  }

  /** Queue 1 may have been asked for, or not, as it was ready while queue 0 was not there, and a register was written that is both's. */
  #followGroups(op: ProgramOp): void {
    if (op.op !== 'write' || !GROUP_TRIGGERS.has(op.at) || !('who' in op)) return;
    if (this.open.at(op).mapped.has(1) && !this.hasQueue(op, 0)) this.#grouped.add(whoOf(op));
  }

  /** Whether that is so of the SMMU that `op` is about. */
  isGrouped(op: ProgramOp): boolean {
    return this.#grouped.has(whoOf(op));
  }

  #followProperties(op: ProgramOp): void {
    if (op.op === 'start') {
      this.#invalidated.delete(op.who);
      if (op.device === '') this.#unsettled.set(op.who, op.properties ?? {});
      else this.#unsettled.delete(op.who);
    } else if (op.op === 'submit' && 'who' in op && this.isUnsettled(op, 'ats')) {
      if (commandNameIn(op.command) === 'ATC_INV') this.#invalidated.add(op.who);
    } else if (op.op === 'plug' && this.#has(op, 'vIOMMU')) this.#unsettled.delete(op.who);
  }

  /** Whether the virtual machine that `op` is about has had no device to settle a property that its user left open. */
  isUnsettled(op: ProgramOp, property: keyof StartProperties): boolean {
    const asked = 'who' in op ? this.#unsettled.get(op.who) : undefined;
    return asked !== undefined && (asked[property] ?? 'auto') === 'auto';
  }

  /** Whether it had an ATC_INV while it was open whether that is legal. */
  invalidatesUnsettled(op: ProgramOp): boolean {
    return 'who' in op && this.#invalidated.has(op.who);
  }

  #followMaps(op: ProgramOp): void {
    if (op.op === 'start') op.twice === true ? this.#twice.add(op.who) : this.#twice.delete(op.who);
    if (op.op === 'start' || op.op === 'reset') this.#mapped.add(op.who);
    else if (op.op === 'write' && 'who' in op) {
      if (mayChangeMaps(op.at) || (op.width === 8 && mayChangeMaps(op.at + 4))) this.#mapped.delete(op.who);
    } else if (op.op === 'event' && op.from === 'CMDQ-V') {
      const isTold = op.lost === undefined && op.instead === undefined && !this.#twice.has(op.who);
      const slots = slotsIn(op.words);
      if (isTold && slots.length > 0 && slots.every((slot) => this.hasQueue(op, slot))) this.#mapped.add(op.who);
      else this.#mapped.delete(op.who);
    }
  }

  /** The virtual machine that `op` is about has two SMMUs. */
  isTwice(op: ProgramOp): boolean {
    return 'who' in op && this.#twice.has(op.who);
  }

  /** Whether nothing can have changed the error maps of the virtual machine that `op` is about since they were all 0, or an event's. */
  knowsMaps(op: ProgramOp): boolean {
    return 'who' in op && this.#mapped.has(op.who);
  }

  /** What was done. */
  get before(): readonly ProgramOp[] {
    return this.#before;
  }

  /** A device was refused. */
  get refused(): boolean {
    return this.#refused;
  }

  /** What `who` wrote to the 32-bit word at an offset since it was reset. */
  written(op: ProgramOp, at: number): readonly bigint[] {
    const who = whoOf(op);
    return this.#writes.flatMap((write) => {
      if (write.who !== who) return [];
      if (write.at === at) return [write.value & 0xffff_ffffn];
      return write.width === 8 && write.at + 4 === at ? [write.value >> 32n] : [];
    });
  }

  /** Whether the virtual machine that `op` is about has a hw_queue in that slot. */
  hasQueue(op: ProgramOp, slot: number): boolean {
    return this.#has(op, `hw_queue ${slot}`);
  }

  /** Whether the virtual machine that `op` is about has something in the kernel. */
  #has(op: ProgramOp, name: string): boolean {
    const who = 'who' in op ? op.who : '';
    let found: string | undefined;
    for (const [fact, value] of this.#facts) if (fact.startsWith(`${IN_THE_KERNEL}VM ${who}`) && fact.endsWith(`: ${name}`)) found = value;
    return found !== undefined && found !== 'none';
  }
}

/** EVENTQEN is 0 after it. */
export function clearsEventqen(op: ProgramOp): boolean {
  return op.op === 'reset' || (op.op === 'writeSmmu' && op.at === SMMU_REGISTERS.CR0 && (op.value & EVENTQEN) === 0);
}

/** A write there may acknowledge an error, free a queue, or make one. */
function mayChangeMaps(at: number): boolean {
  const register = GUEST_MAP.at(at - (at % 4), 4);
  if (register === undefined) return false;
  const { definition, place } = register;
  return place.kind === 'direct' || place.kind === 'logical' || definition.name === 'CMDQ_ALLOC_MAP' || register.name.endsWith('_CONFIG');
}

/** Slots that the words of an event name. */
export function slotsIn(words: readonly string[]): readonly number[] {
  const [low = '0x0', high = '0x0'] = words;
  const map = BigInt(low) | (BigInt(high) << 64n);
  return [...map.toString(2)].reverse().flatMap((bit, slot) => (bit === '1' ? [slot] : []));
}

/** Who acts, and at which SMMU. */
function whoOf(op: ProgramOp): string {
  return `${'who' in op ? op.who : ''} ${'smmu' in op && op.smmu === 1 ? 1 : 0}`;
}
