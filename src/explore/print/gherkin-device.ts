import { GUEST_MAP, VINTF_PAGE0 } from '../../tables/registers';
import { SMMU_REGISTERS } from '../../tables/smmu';
import { requestNamed } from '../../tables/uapi';
import type { Performance } from '../difference';
import { bytesOf, type DeviceOp, type Program, type ProgramOp, type Starting, type Who } from '../program';
import { INTERRUPTS } from '../stages/below';
import { EVENT_QUEUE } from '../stages/device-stage';
import { commandsIn, commandText } from './command-words';
import { hostSentence, spoilSentence } from './host-sentences';
import { executedCommands } from './seen-below';
import { number, type Sentences, type Telling, times, withTable } from './steps';

const BASE_LOG2SIZE = 0x1fn;
const ADDRESS = 0x0000_ffff_ffff_ffe0n;
const NAMED_SMMU_REGISTERS = ['CR0', 'CR0ACK', 'GBPA', 'GERROR', 'EVENTQ_BASE', 'EVENTQ_PROD', 'EVENTQ_CONS'] as const;
const SMMU_NAMES = new Map<number, string>(NAMED_SMMU_REGISTERS.map((name) => [SMMU_REGISTERS[name], name]));
/** What an entry of a StreamTable is called where it is one that scenarios name, by its words. */
const ENTRY_NAMES: ReadonlyMap<string, string> = new Map([
  ['0 0', 'invalid'],
  ['1 0', 'abort'],
  ['9 0', 'bypass'],
  ['4020000b 0', 'stage 1'],
  ['4030000b 0', 'stage 1 with another context descriptor'],
  ['4020000a 0', 'an invalid stage 1'],
  ['d 0', 'stage 2'],
  ['4020000f 0', 'both stages'],
  ['5 0', 'a reserved configuration'],
]);
/** What scenarios plug in with a virtual machine, and as which StreamID. */
const FIRST_STREAM = 0x10;

interface VmNames {
  readonly guest: string;
  readonly vm: string;
}

/** Tells programs of the device in the sentences of `features/device`. */
export class DeviceTelling implements Telling {
  readonly #performance: Performance;
  /** How each virtual machine is called: by a letter only where there are two. */
  readonly #names = new Map<Who, VmNames>();
  readonly #queues = new Map<string, { readonly base: bigint; readonly entries: number }>();
  readonly #running = new Set<Who>();
  readonly #twice = new Set<Who>();
  readonly #isSole: boolean;
  #begun = false;

  constructor({ ops }: Extract<Program, { readonly layer: 'device' }>, performance: Performance) {
    this.#performance = performance;
    const started = [...new Set(ops.flatMap((op) => (op.op === 'start' ? [op.who] : [])))];
    this.#isSole = started.length < 2;
    for (const who of started)
      this.#names.set(who, this.#isSole ? { guest: 'the guest', vm: 'the VM' } : { guest: `guest ${who}`, vm: `VM ${who}` });
  }

  readonly setting: readonly string[] = [];

  act(asked: ProgramOp): Sentences {
    const op = asked as DeviceOp;
    if (op.op === 'timeout') return op.count === 1 ? ['the next ATC_INV times out'] : undefined;
    if (op.op === 'host') {
      this.#begun = op.second !== undefined;
      return hostSentence(op);
    }
    if (op.op === 'spoil') return spoilSentence(op);
    const names = this.#namesAt(op.who, op);
    if (op.op === 'start') return this.#start(op);
    // Nothing is done to a virtual machine that does not run.
    if (names === undefined || !this.#running.has(op.who)) return [];
    const { guest, vm } = names;
    switch (op.op) {
      case 'read': {
        const register = GUEST_MAP.at(op.at, op.width);
        const place = register?.offset === op.at && register.size === op.width ? register.name : `offset ${number(op.at)}`;
        return [`${guest} reads ${place}${place.startsWith('offset') ? ` with one ${op.width}-byte access` : ''}`];
      }
      case 'write':
        return this.#write(op.who, guest, op.at, op.width, BigInt(op.value));
      case 'memory':
        return this.#memory(op.who, guest, BigInt(op.address), op.bytes);
      case 'readSmmu':
      case 'look':
        return [];
      case 'writeSmmu': {
        const name = SMMU_NAMES.get(op.at);
        return name === undefined ? undefined : [`${guest} writes ${number(op.value)} to the SMMU register ${name}`];
      }
      case 'stream': {
        const name = ENTRY_NAMES.get(`${BigInt(op.word0).toString(16)} ${BigInt(op.word1).toString(16)}`);
        return name === undefined ? undefined : [`${guest} configures StreamID ${number(op.streamId)} for "${name}"`];
      }
      case 'submit': {
        const [words] = commandsIn(op.command) ?? [];
        const text = words === undefined ? undefined : commandText(words);
        return text === undefined ? undefined : [`${guest} puts ${text} on the SMMU's own queue`];
      }
      case 'plug':
        return [`device ${op.device} is plugged into ${vm} as StreamID ${number(op.streamId)}`];
      case 'unplug':
        return [`device ${op.device} is unplugged from ${vm}`];
      case 'reset':
        return [`${vm} is reset`];
      case 'shutDown':
        this.#running.delete(op.who);
        return [`${vm} shuts down`];
      case 'refuse':
        // The sentence is of every virtual machine.
        if (!this.#isSole) return undefined;
        return [
          `the kernel refuses ${this.#request(op.request)} with ${op.status}${op.after === 0 ? '' : ` after ${op.after} call${op.after === 1 ? '' : 's'}`}`,
        ];
      case 'event':
        return this.#event(op, vm);
      case 'firmware':
        return [`the firmware of ${vm} reads its tables`];
      case 'inform':
        if (!this.#isSole) return undefined;
        return [
          `the kernel's ${op.about} information has ${Object.entries(op.members)
            .map(([name, value]) => `${name}=${number(value)}`)
            .join(', ')}`,
        ];
      case 'permit':
        return this.#isSole ? [`the kernel accepts ${this.#request(op.request)} again`] : undefined;
      default:
        return undefined;
    }
  }

  /** At the second SMMU of a machine that has two. */
  #namesAt(who: Who, op: DeviceOp): VmNames | undefined {
    const names = this.#names.get(who);
    if (names === undefined || !('smmu' in op) || op.smmu !== 1 || !this.#twice.has(who)) return names;
    return { guest: `${names.guest} at smmu1`, vm: `${names.vm} at smmu1` };
  }

  #event({ from, instead, lost, sequence, words }: Extract<DeviceOp, { readonly op: 'event' }>, vm: string): Sentences {
    if (instead !== undefined) {
      if (from === 'SMMU' || !this.#isSole) return undefined;
      return [
        `the event file becomes readable, but a read of it ${typeof instead === 'number' ? `gives ${instead} bytes` : `fails with ${instead}`}`,
      ];
    }
    const names = from === 'SMMU' ? ['evt0', 'evt1', 'evt2', 'evt3'] : ['map0', 'map1'];
    const told = lost === true ? ['flags=1'] : names.map((name, n) => `${name}=${number(BigInt(words[n] ?? '0x0'))}`);
    const members = [`sequence=${sequence}`, ...told].join(', ');
    if (from === 'SMMU') return [`the kernel reports an SMMU event to ${vm} with ${members}`];
    return this.#isSole ? [`the kernel reports an event with ${members}`] : undefined;
  }

  #request(name: string): string {
    return requestNamed(name) === undefined ? name.toUpperCase() : name;
  }

  #start({ cmdqv, device, pages, properties, streamId, twice, who }: Starting): Sentences {
    if (this.#running.has(who)) return [];
    this.#running.add(who);
    const { vm } = this.#names.get(who) ?? { vm: 'the VM' };
    const isFirst = !this.#begun;
    this.#begun = true;
    const isPlain = this.#isSole && isFirst && device === 'gpu0' && cmdqv === 'on';
    if (twice === true) {
      this.#twice.add(who);
      const isUsual = this.#isSole && device === 'gpu0' && cmdqv === 'on' && pages === undefined && properties === undefined;
      return isUsual ? ['a VM with two SMMUs that have CMDQ-V'] : undefined;
    }
    const { accel, stage, ...backed } = properties ?? {};
    const given = Object.entries(backed).map(([name, value]) => `${name}=${value}`);
    if (accel !== undefined || stage !== undefined) {
      if (accel === undefined || stage === undefined || given.length > 0 || pages !== undefined || !this.#isSole) return undefined;
      return [`a VM starts with accel=${accel}, stage=${stage} and cmdqv=${cmdqv}`];
    }
    if (pages !== undefined) {
      if (!isPlain || given.length > 0 || pages === 'mixed') return undefined;
      return [pages === 'scattered' ? 'a VM with CMDQ-V on physically scattered RAM' : `a VM with CMDQ-V whose RAM has ${pages} pages`];
    }
    if (cmdqv !== 'on' || device === '') {
      if (!this.#isSole || !isFirst) return undefined;
      const empty = `a VM with cmdqv=${cmdqv}${given.length === 0 ? '' : `, ${given.join(', ')}`} and no devices`;
      return device === '' ? [empty] : [empty, `device ${device} is plugged into the VM as StreamID ${number(streamId)}`];
    }
    if (streamId !== FIRST_STREAM) return undefined;
    if (given.length > 0) return [`${vm} with CMDQ-V, ${given.join(', ')} and device ${device}`];
    return isPlain ? ['a VM with CMDQ-V'] : [`${vm} with CMDQ-V and device ${device}`];
  }

  #write(who: Who, guest: string, at: number, width: number, value: bigint): Sentences {
    const register = GUEST_MAP.at(at, width === 8 ? 8 : 4);
    if (register === undefined || register.offset !== at)
      return [`${guest} writes ${number(value)} to offset ${number(at)} with one ${width}-byte access`];
    if (register.size !== width) return [`${guest} writes ${number(value)} to ${register.name} with one ${width}-byte access`];
    const { place } = register;
    if (place.kind === 'logical' && register.definition.name === 'BASE' && width === 8 && (value & ~(ADDRESS | BASE_LOG2SIZE)) === 0n) {
      const log2size = value & BASE_LOG2SIZE;
      this.#queues.set(`${who}/${place.slot}`, { base: value & ADDRESS, entries: 2 ** Number(log2size) });
      return [`${guest} gives vCMDQ ${place.slot} a queue of 2^${log2size} entries at ${number(value & ADDRESS)}`];
    }
    return [`${guest} writes ${number(value)} to ${register.name}`];
  }

  #memory(who: Who, guest: string, address: bigint, bytes: string): Sentences {
    const commands = commandsIn(bytes);
    const [words] = commands ?? [];
    const text = words === undefined || commands?.length !== 1 ? undefined : commandText(words);
    if (text === undefined) return undefined;
    for (const slot of [0, 1]) {
      const queue = this.#queues.get(`${who}/${slot}`);
      const entry = queue === undefined ? -1 : Number(address - queue.base) / 16;
      if (queue !== undefined && entry >= 0 && entry < queue.entries && Number.isInteger(entry))
        return [`${guest} replaces entry ${entry} of vCMDQ ${slot} with ${text}`];
    }
    return undefined;
  }

  seen(n: number, facts: readonly string[]): readonly string[] {
    const { begins, machine, observations } = this.#performance;
    const seen = observations[n] ?? {};
    const said: string[] = [];
    const op = this.#performance.ops[n] as DeviceOp | undefined;
    const who = op !== undefined && 'who' in op ? op.who : 'A';
    const { guest, vm } = (op === undefined ? undefined : this.#namesAt(who, op)) ?? { guest: 'the guest', vm: 'the VM' };
    if (facts.includes('value') && seen.value !== undefined) {
      const name = op?.op === 'readSmmu' ? SMMU_NAMES.get(op.at) : undefined;
      if (op?.op === 'read') said.push(`the read gives 0x${seen.value}`);
      else if (name !== undefined) said.push(`the SMMU register ${name} of ${vm} reads 0x${seen.value}`);
    }
    if (facts.includes('answer')) said.push(seen.answer === 'done' ? 'the VMM accepts it' : 'the VMM refuses it');
    const registers = facts.filter((fact) => GUEST_MAP.named(fact) !== undefined);
    if (registers.length > 0) said.push(...this.#registers(guest, seen, registers));
    for (const fact of facts) {
      const [, name] = /^SMMU ([A-Z0-9_]+)$/.exec(fact) ?? [];
      const [, field] = /^SMMU (IDR\d\.[A-Z]+)$/.exec(fact) ?? [];
      if (name !== undefined) said.push(`the SMMU register ${name} of ${vm} reads 0x${seen[fact] ?? '0'}`);
      if (field !== undefined) said.push(`${field} of ${vm} is ${Number.parseInt(seen[fact] ?? '0', 16)}`);
      if (fact === 'events in memory' && seen[fact] === undefined)
        said.push(`no event lies in the memory of ${guest} at ${number(EVENT_QUEUE)}`);
    }
    const interrupts = facts.find((fact) => fact.startsWith(INTERRUPTS));
    if (interrupts !== undefined) {
      const count = times(Number(seen[interrupts] ?? '0'));
      if (count !== undefined && this.#isSole) said.push(`the guest receives ${count} interrupt${count === 'one' ? '' : 's'}`);
    }
    if (facts.includes('windows') && this.#isSole) {
      if (seen.windows === 'none') said.push('every page of the region is trapped');
      else if (seen.windows === `${VINTF_PAGE0.toString(16)}+10000`)
        said.push('VINTF page 0 is the only page of the region that is a host page');
    }
    if (facts.some((fact) => fact.startsWith('executed'))) {
      const origin = facts.includes("executed by the SMMU from the host's queues") ? 'any' : 'vcmdq';
      const rows = executedCommands(machine.log.since(begins[n] ?? 0), origin, 'VINTF')?.filter(
        (row) => origin === 'vcmdq' || row[1] !== 'CMD_SYNC',
      );
      const sentence = origin === 'any' ? 'these commands reach the SMMU, CMD_SYNC aside:' : 'these commands reach the SMMU from vCMDQs:';
      if (rows !== undefined && rows.length > 0) said.push(withTable(sentence, rows));
      else if (rows !== undefined) said.push(origin === 'any' ? 'no command reaches the SMMU' : 'no command reaches the SMMU from a vCMDQ');
    }
    said.push(...this.#held(n, facts));
    return said;
  }

  #registers(guest: string, seen: Readonly<Record<string, string>>, names: readonly string[]): readonly string[] {
    const rows = names.map((name) => [name, `0x${seen[name] ?? '0'}`] as const);
    if (this.#isSole) return [withTable('these registers read:', rows)];
    return rows.map(([name, value]) => `${name} of ${guest} reads ${value}`);
  }

  /** What each virtual machine holds in the kernel after the operation, as far as there is a sentence for it. */
  #held(n: number, facts: readonly string[]): readonly string[] {
    const now = new Map<string, string>();
    for (const observation of this.#performance.observations.slice(0, n + 1))
      for (const [fact, value] of Object.entries(observation)) if (fact.startsWith('in the kernel, ')) now.set(fact, value);
    const said = new Set<string>();
    for (const fact of facts) {
      const [, who, rest = ''] = /^in the kernel, VM ([AB])\d+: (.*)$/.exec(fact) ?? [];
      if (who === undefined) continue;
      const { vm } = this.#names.get(who as Who) ?? { vm: 'the VM' };
      const prefix = fact.slice(0, fact.indexOf(': ') + 2);
      if (rest.startsWith('hw_queue')) {
        const rows = [0, 1].flatMap((index) => {
          const held = now.get(`${prefix}hw_queue ${index}`) ?? 'none';
          return held === 'none' ? [] : held.split(', ').map((one) => [queueRow(index, one)]);
        });
        said.add(rows.length === 0 ? `${vm} holds no hw_queue` : withTable(`${vm} holds these hw_queues:`, rows));
      } else if (rest.startsWith('treatment of ')) {
        const words = treatmentIn(now.get(fact) ?? 'none');
        if (words !== undefined) said.add(`device ${rest.slice('treatment of '.length)} is attached to ${words}`);
      } else if (rest.startsWith('vDEVICE of ') && this.#isSole) {
        const virtual = now.get(fact) ?? 'none';
        if (virtual !== 'none') said.add(withTable('the device makes these VDEVICE_ALLOC calls:', [[`virt_id=0x${virtual}`]]));
      }
    }
    return [...said];
  }
}

function queueRow(index: number, held: string): string {
  const [, base = '0', length = '0'] = /^base ([0-9a-f]+) length ([0-9a-f]+)$/.exec(held) ?? [];
  return `index=${index}, nesting_parent_iova=0x${base}, length=0x${length}`;
}

function treatmentIn(treatment: string): string | undefined {
  if (treatment === 'stage 2') return 's2';
  const [, entry] = /^entry ([0-9a-f]{32})$/.exec(treatment) ?? [];
  if (entry === undefined) return undefined;
  const bytes = bytesOf(entry);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  return `a HWPT with ste0=${number(view.getBigUint64(0, true))}, ste1=${number(view.getBigUint64(8, true))}`;
}
