import type { HostEvent, Operation, OperationLog } from '../../machine/log';
import type { HostDescription } from '../../ports';
import { type CommandWords, commandFieldValue, definitionOf, describeCommand } from '../../tables/commands';
import { physicalMap, type RegisterMap } from '../../tables/registers';
import type { Naming } from '../naming';

/** Facts: interrupts of the SMMU of a guest that is named behind it. */
export const INTERRUPTS = 'interrupts';
/** Facts: what the SMMU executed from vCMDQs, and from queues of its host, a guest's trapped one among them. */
export const EXECUTED = 'executed by the SMMU from vCMDQs';
export const SENT = "executed by the SMMU from the host's queues";

/** Commands that end a batch: how many there are is the sender's business. */
const SYNC = 'CMD_SYNC';
/** What a VMID that a VMM's commands carry is named by. */
const SENT_VMID = 'sent VMID';
/** What a kernel sends when it configures streams, and clears caches of its own, is its business too. */
const OWN = /^(?:CMD_SYNC|CFGI_STE|PREFETCH_|TLBI_EL|TLBI_NSNH_ALL)/;

/** Whether it is the kernel that is looked at, and whether it was asked to invalidate: what it sends of its own accord is its business. */
export type Looking = 'not at the kernel' | 'at the kernel' | 'at the kernel that invalidates';

/** What an implementation does below the port that a program uses, as far as it may not do otherwise. */
export class Below {
  readonly #log: OperationLog;
  readonly #naming: Naming;
  readonly #maps = new Map<string, RegisterMap>();
  /** Registers as they were written last, those that hold 0 left out. */
  readonly #written = new Map<string, string>();
  #mark = 0;
  /** By whose SMMU they are of. */
  readonly #interrupts = new Map<string, number>();
  #executed: string[] = [];
  #sent: string[] = [];
  /** What the registers that were written since held before. */
  #before = new Map<string, string>();

  constructor(host: HostDescription, log: OperationLog, naming: Naming) {
    this.#log = log;
    this.#naming = naming;
    for (const { name, cmdqv } of host.smmus) if (cmdqv !== undefined) this.#maps.set(name, physicalMap(cmdqv));
  }

  /** What is new since this was asked last. `host` is told of each call that is over, as far as there are any. */
  since(host: ((who: string, event: HostEvent) => void) | undefined, looking: Looking): Record<string, string> {
    const { operations } = this.#log;
    this.#executed = [];
    this.#sent = [];
    this.#before = new Map();
    this.#interrupts.clear();
    for (let n = this.#mark; n < operations.length; n++) {
      const operation = operations[n];
      if (operation !== undefined) this.#see(operation, host, looking);
    }
    this.#mark = operations.length;
    const seen: Record<string, string> = {};
    for (const [who, count] of this.#interrupts) seen[`${INTERRUPTS} at ${who}`] = String(count);
    if (this.#executed.length > 0) seen[EXECUTED] = byQueue(this.#executed).join('; ');
    // A kernel may send what it was asked for in batches of its own, more than once, and what it sends besides in any order.
    const sent = looking !== 'not at the kernel' ? [...new Set(this.#sent)] : this.#sent;
    if (sent.length > 0) seen[SENT] = sent.sort().join('; ');
    for (const [name, before] of this.#before) {
      const now = this.#written.get(name) ?? '0';
      if (now !== before) seen[`physical ${name}`] = now;
    }
    return seen;
  }

  #see(operation: Operation, host: ((who: string, event: HostEvent) => void) | undefined, looking: Looking): void {
    const kernel = looking !== 'not at the kernel';
    switch (operation.port) {
      case 'guest':
        if (operation.event.op === 'interrupt') this.#interrupts.set(operation.who, (this.#interrupts.get(operation.who) ?? 0) + 1);
        return;
      case 'host':
        host?.(operation.who, operation.event);
        return;
      case 'registers':
        if (operation.event.op !== 'write' || operation.by !== 'kernel') return;
        if (kernel) this.#write(operation.who, operation.event.offset, operation.event.width, operation.event.value);
        else this.#nameVmid(operation.who, operation.event.offset, operation.event.value);
        return;
      case 'smmu': {
        const { queue, word0, word1, outcome } = operation.event;
        // What is not told names nothing either; what a VMM hands over may come later than what is on vCMDQs.
        const told = (kind = 'VMID') => `${this.#command({ word0, word1 }, kind)}${outcome === 'done' ? '' : ` (${outcome})`}`;
        // A kernel may have vCMDQs of its own, in VINTF 0.
        if (queue.kind === 'vcmdq' && !(kernel && queue.vintf === 0)) {
          const from = `vCMDQ ${queue.lvcmdq} of ${this.#naming.of('VINTF', queue.vintf)}`;
          this.#executed.push(`${from}: ${told()}`);
        } else if (!isOwn(definitionOf({ word0, word1 })?.name ?? '', looking)) this.#sent.push(told(kernel ? 'VMID' : SENT_VMID));
        return;
      }
      default:
    }
  }

  /** A VINTF tells of its VMID before any command does: which VM's command is handed over first is the VMM's business. */
  #nameVmid(smmu: string, offset: number, value: bigint): void {
    const register = this.#maps.get(smmu)?.at(offset, 4);
    if (register?.place.kind !== 'vintf' || register.place.vintf === 0 || register.definition.name !== 'CONFIG') return;
    const vmid = vmidIn(value);
    if (vmid !== 0n) this.#naming.of(SENT_VMID, vmid);
  }

  #command(words: CommandWords, kind: string): string {
    if (definitionOf(words) === undefined) return `${words.word0.toString(16)} ${words.word1.toString(16)}`;
    const vmid = commandFieldValue(words, 'VMID');
    if (vmid === undefined) return describeCommand(words);
    return `${describeCommand({ ...words, word0: words.word0 & ~(0xffffn << 32n) })} ${this.#naming.of(kind, vmid)}`;
  }

  #write(smmu: string, offset: number, width: number, value: bigint): void {
    const map = this.#maps.get(smmu);
    const register = map?.at(offset, width === 8 ? 8 : 4);
    // In one store or in two is the kernel's business.
    if (width === 8) {
      this.#write(smmu, offset, 4, value & 0xffff_ffffn);
      this.#write(smmu, offset + 4, 4, value >> 32n);
      return;
    }
    if (register === undefined) {
      this.#keep(`${smmu} ${offset.toString(16)}`, value.toString(16));
      return;
    }
    const { place, definition, element, half } = register;
    if ('vintf' in place && place.vintf === 0) return;
    const suffix = `${definition.name}${definition.count === undefined ? '' : `_${element}`}${half === 'whole' ? '' : half === 'low' ? '_L' : '_H'}`;
    switch (place.kind) {
      case 'global':
        if (definition.name === 'CMDQ_ALLOC_MAP') {
          const alloc = value & 1n;
          // What has no name yet holds 0: a kernel clears them all, in whichever order.
          if (alloc === 0n && !this.#naming.knows('vCMDQ', element)) return;
          const to = () => `${this.#naming.of('VINTF', (value >> 15n) & 0x3fn)} lvcmdq ${(value >> 1n) & 0x7fn}`;
          this.#keep(`CMDQ_ALLOC_MAP of ${this.#naming.of('vCMDQ', element)}`, alloc === 0n ? '0' : `ALLOC ${to()}`);
          return;
        }
        this.#keep(suffix, value.toString(16));
        return;
      case 'vintf': {
        if (value === 0n && !this.#naming.knows('VINTF', place.vintf)) return;
        const vintf = this.#naming.of('VINTF', place.vintf);
        if (definition.name !== 'CONFIG') {
          this.#keep(`${vintf} ${suffix}`, value.toString(16));
          return;
        }
        const vmid = vmidIn(value);
        const rest = value & ~(0xffffn << 1n);
        this.#keep(`${vintf} CONFIG`, vmid === 0n ? rest.toString(16) : `${rest.toString(16)} ${this.#naming.of('VMID', vmid)}`);
        return;
      }
      case 'direct':
        if (value === 0n && !this.#naming.knows('vCMDQ', place.slot)) return;
        this.#keep(`direct ${this.#naming.of('vCMDQ', place.slot)} ${suffix}`, value.toString(16));
        return;
      case 'logical':
        if (value === 0n && !this.#naming.knows('VINTF', place.vintf)) return;
        this.#keep(`${this.#naming.of('VINTF', place.vintf)} lvcmdq ${place.slot} ${suffix}`, value.toString(16));
        return;
    }
  }

  #keep(name: string, value: string): void {
    if (!this.#before.has(name)) this.#before.set(name, this.#written.get(name) ?? '0');
    if (value === '0') this.#written.delete(name);
    else this.#written.set(name, value);
  }
}

/** Which of several queues goes first is the hardware's business. */
function byQueue(executed: readonly string[]): readonly string[] {
  const queueOf = (told: string) => told.slice(0, told.indexOf(':'));
  return [...executed].sort((one, other) => (queueOf(one) < queueOf(other) ? -1 : queueOf(one) > queueOf(other) ? 1 : 0));
}

function isOwn(name: string, looking: Looking): boolean {
  if (looking === 'not at the kernel') return name === SYNC;
  return looking === 'at the kernel' || OWN.test(name);
}

/** VMID of a VINTF's CONFIG. */
function vmidIn(config: bigint): bigint {
  return (config >> 1n) & 0xffffn;
}
