import { joinedWindows, type Machine, type Vm } from '../../machine';
import type { HostEvent } from '../../machine/log';
import { type GuestRam, type HostDescription, type Plugged, StartFailure, type WholeImplementation } from '../../ports';
import { extract, GUEST_MAP, type Register } from '../../tables/registers';
import { ID_REGISTERS, SMMU_REGISTERS } from '../../tables/smmu';
import { requestNamed } from '../../tables/uapi';
import { Naming } from '../naming';
import { bytesOf, type DeviceOp, digits, type ProgramOp, type Starting, type Who } from '../program';
import { Below } from './below';
import { type Booted, booted } from './booted';
import { firmwareFacts } from './firmware-facts';
import { HostObjects, letsThrough, RENEWED } from './host-objects';
import { inform, report } from './kernel-below';
import { spoil } from './spoil';
import type { Observation, Stage } from './stage';

/** Guest physical address of RAM, and how much there is. */
export const GUEST_RAM = 0x4000_0000n;
export const GUEST_RAM_BYTES = 0x400_0000n;
const HOST_RAM = 0xa000_0000n;
/** Each machine that starts has pages that no other had, which are zero, as a host's are: the largest page that is asked for. */
const HOST_RAM_STRIDE = 0x2000_0000n;

/** Names of the SMMUs of a host with two, and of a machine with two. */
const FIRST = 'smmu0';
const SECOND = 'smmu1';
/** Where programs have the event queue of their SMMU: this is looked at. */
export const EVENT_QUEUE = 0x4060_0000n;
const EVENT_QUEUE_BYTES = 16 * 32;
/** What an SMMU says of itself as far as the specification says what. */
const BACKED = [
  ['IDR0', ID_REGISTERS.IDR0.filter(({ name }) => name === 'ATS')],
  ['IDR1', ID_REGISTERS.IDR1.filter(({ name }) => name === 'SSIDSIZE')],
  ['IDR3', ID_REGISTERS.IDR3.filter(({ name }) => name === 'RIL')],
  ['IDR5', ID_REGISTERS.IDR5.filter(({ name }) => name === 'OAS')],
] as const;

/** What becomes of the device behind the second SMMU of a machine that starts. */
export const ANSWER_AT_SECOND = 'answer at the second SMMU';

/** ABORT and UPDATE. */
const GBPA_SPECIFIED = 0x8010_0000;
const CMDQEN = 0x8;

/** SMMU registers of a guest that are looked at. */
const LOOKED_AT = ['CR0', 'CR0ACK', 'GBPA', 'GERROR', 'EVENTQ_PROD'] as const;
const GUEST_REGISTERS: readonly Register[] = GUEST_MAP.registers.filter(({ size }) => size === 4);

/** Bytes of the pages that a program may ask for. */
const PAGE_BYTES = { '64K': 0x1_0000n, '2M': 0x20_0000n, '512M': 0x2000_0000n } as const;

function ramOf(machine: number, pages: Starting['pages'], least: bigint): readonly GuestRam[] {
  const base = HOST_RAM + BigInt(machine - 1) * HOST_RAM_STRIDE;
  if (pages === 'scattered') {
    const count = Number(GUEST_RAM_BYTES / least);
    const runs = Array.from({ length: count }, (_, page) => ({ address: base + 2n * BigInt(page) * least, length: least }));
    return [{ address: GUEST_RAM, pageSize: least, runs }];
  }
  if (pages === 'mixed') {
    const half = GUEST_RAM_BYTES / 2n;
    return [
      { address: GUEST_RAM, pageSize: PAGE_BYTES['2M'], runs: [{ address: base, length: half }] },
      { address: GUEST_RAM + half, pageSize: least, runs: [{ address: base + HOST_RAM_STRIDE / 2n, length: half }] },
    ];
  }
  const asked = pages === undefined ? least : PAGE_BYTES[pages];
  const pageSize = asked < least ? least : asked;
  const length = pageSize > GUEST_RAM_BYTES ? pageSize : GUEST_RAM_BYTES;
  return [{ address: GUEST_RAM, pageSize, runs: [{ address: base, length }] }];
}

/** A machine whose virtual machines a program drives from within, through their guest buses. */
export class DeviceStage implements Stage {
  readonly machine: Machine;
  readonly #isUp: boolean;
  readonly #below: Below;
  readonly #vms = new Map<Who, Vm>();
  readonly #objects = new Map<string, HostObjects>();
  #facts: Record<string, string> = {};
  /** Windows as they were seen last, by machine and SMMU. */
  readonly #windows = new Map<string, string>();
  /** How many there were so far: a new one has a name of its own. */
  #started = 0;

  private constructor({ isUp, machine }: Booted) {
    this.machine = machine;
    this.#isUp = isUp;
    this.#below = new Below(machine.host, machine.log, new Naming());
  }

  static async on(layers: WholeImplementation, host: HostDescription): Promise<DeviceStage> {
    return new DeviceStage(await booted(layers, host));
  }

  async perform(op: ProgramOp): Promise<Observation> {
    const asked = op as DeviceOp;
    const seen = await this.#do(asked);
    const vm = this.#vmOf(asked);
    if (vm !== undefined && asked.op !== 'shutDown' && asked.op !== 'read' && asked.op !== 'readSmmu' && asked.op !== 'memory')
      await vm.bus.settle();
    return { ...seen, ...this.#seenBelow(), ...(await this.#seenWindows(vm, asked)) };
  }

  /** The virtual machine, at the SMMU that is meant. */
  #vmOf(op: DeviceOp): Vm | undefined {
    const vm = 'who' in op ? this.#vms.get(op.who) : undefined;
    if (vm?.description.smmus === undefined) return vm;
    const bus = vm.bus.ofSmmu?.('smmu' in op && op.smmu === 1 ? SECOND : FIRST);
    return bus === undefined ? vm : { ...vm, bus };
  }

  #seenBelow(): Record<string, string> {
    let changed = false;
    const seen = this.#below.since((who, event) => {
      changed = this.#see(who, event) || changed;
    }, 'not at the kernel');
    if (!changed) return seen;
    const facts: Record<string, string> = {};
    for (const [who, objects] of this.#objects) for (const [name, fact] of Object.entries(objects.facts())) facts[`${who}: ${name}`] = fact;
    for (const name of new Set([...Object.keys(facts), ...Object.keys(this.#facts)])) {
      const fact = facts[name] ?? 'none';
      if (fact !== (this.#facts[name] ?? 'none')) seen[`in the kernel, ${name}`] = fact;
    }
    const before = this.#facts;
    this.#facts = facts;
    for (const [who, objects] of this.#objects) for (const slot of objects.renewed()) seen[`${who}: ${RENEWED} ${slot}`] = 'yes';
    for (const [who, objects] of this.#objects) {
      for (const slot of objects.outOfOrder()) seen[`${who}: copied out of order to hw_queue ${slot}`] = 'yes';
      for (const name of objects.bypassed()) {
        const treatment = `${who}: treatment of ${name}`;
        // Let through for a moment, where neither what was before nor what is now lets it.
        if (isGuarded(before[treatment]) && isGuarded(facts[treatment])) seen[`${treatment} for a moment`] = 'bypass';
      }
    }
    return seen;
  }

  /** Windows, where there are others than were seen last. They are asked for by what is done, not by what a VMM does: that is its business. */
  async #seenWindows(vm: Vm | undefined, op: DeviceOp): Promise<Record<string, string>> {
    if (vm === undefined || !mayMoveWindows(op)) return {};
    const place = `${vm.description.name}${'smmu' in op && op.smmu === 1 ? ' at the second SMMU' : ''}`;
    const told =
      joinedWindows(await vm.bus.windows())
        .map(({ offset, length }) => `${offset.toString(16)}+${length.toString(16)}`)
        .join(' ') || 'none';
    const before = this.#windows.get(place) ?? 'none';
    this.#windows.set(place, told);
    return told === before ? {} : { windows: told };
  }

  #see(who: string, event: HostEvent): boolean {
    const objects = this.#objects.get(who) ?? new HostObjects();
    this.#objects.set(who, objects);
    return objects.see(event);
  }

  async #do(op: DeviceOp): Promise<Record<string, string>> {
    if (op.op === 'host') return { boots: this.#isUp ? 'yes' : 'no' };
    if (!this.#isUp) return {};
    if (op.op === 'spoil') {
      spoil(this.machine, op);
      return {};
    }
    if (op.op === 'timeout') {
      this.machine.smmuSubstitute('smmu0').timeOutNext(op.count);
      return {};
    }
    if (op.op === 'start') return this.#start(op);
    const vm = this.#vmOf(op);
    if (vm === undefined) return {};
    const { bus, process } = vm;
    switch (op.op) {
      case 'read':
        return { value: (await bus.read(op.at, op.width)).toString(16) };
      case 'write':
        await bus.write(op.at, op.width, BigInt(op.value));
        return {};
      case 'memory':
        await bus.writeMemory(BigInt(op.address), bytesOf(op.bytes));
        return {};
      case 'readSmmu':
        return { value: specified(op.at, await bus.readSmmu(op.at)).toString(16) };
      case 'writeSmmu':
        await bus.writeSmmu(op.at, op.value);
        return {};
      case 'stream':
        await bus.configureStream(op.streamId, { word0: BigInt(op.word0), word1: BigInt(op.word1) });
        return {};
      case 'submit':
        await bus.submit(bytesOf(op.command));
        return {};
      case 'plug':
        return answered(await bus.plug({ device: op.device, streamId: op.streamId }));
      case 'unplug':
        return answered(await bus.unplug(op.device));
      case 'reset':
        await bus.reset();
        return {};
      case 'shutDown':
        this.#vms.delete(op.who);
        await bus.shutDown();
        return {};
      case 'look':
        return this.#look(vm);
      case 'firmware':
        return firmwareFacts((await bus.firmware?.()) ?? new Map());
      case 'inform':
        inform(process, op);
        return {};
      case 'event':
        await report(process, op);
        return {};
      case 'refuse': {
        const request = requestNamed(op.request);
        if (request === undefined) process.substitute.refuseMmap(op.status);
        else process.substitute.refuse(request.number, op.status, op.after);
        return {};
      }
      case 'permit': {
        const request = requestNamed(op.request);
        if (request === undefined) process.substitute.permitMmap();
        else process.substitute.permit(request.number);
        return {};
      }
    }
  }

  async #start({ who, cmdqv, device, pages, properties = {}, streamId, twice }: Starting): Promise<Record<string, string>> {
    if (this.#vms.has(who)) return {};
    this.#started += 1;
    const smmus = twice === true ? { smmus: [FIRST, SECOND] } : {};
    let vm: Vm;
    try {
      vm = await this.machine.startVm({
        name: `VM ${who}${this.#started}`,
        cmdqv,
        ...properties,
        ...smmus,
        ram: ramOf(this.#started, pages, this.machine.host.pageSize),
      });
    } catch (error) {
      if (!(error instanceof StartFailure)) throw error;
      return { answer: 'does not start' };
    }
    // Nothing is plugged into a machine that does not take devices.
    if (properties.accel === 'off') {
      await vm.bus.shutDown();
      return { answer: 'starts' };
    }
    this.#vms.set(who, vm);
    if (device === '') return { answer: 'starts' };
    const seen = answered(await (twice === true ? (vm.bus.ofSmmu?.(FIRST) ?? vm.bus) : vm.bus).plug({ device, streamId }));
    if (twice !== true) return seen;
    const second = answered(await (vm.bus.ofSmmu?.(SECOND) ?? vm.bus).plug({ device: 'far0', streamId }));
    return { ...seen, [ANSWER_AT_SECOND]: second.answer ?? '' };
  }

  async #look({ bus, description }: Vm): Promise<Record<string, string>> {
    const seen: Record<string, string> = {};
    const note = (name: string, value: bigint | number) => {
      // What reads 0 in both is not worth a word.
      if (value !== 0n && value !== 0) seen[name] = value.toString(16);
    };
    for (const { name, offset } of GUEST_REGISTERS) note(name, await bus.read(offset, 4));
    // Of what the SMMU says of itself this alone follows from what programs do (LIM-03).
    note('SMMU IDR1.CMDQS', ((await bus.readSmmu(SMMU_REGISTERS.IDR1)) >>> 21) & 0x1f);
    // What a machine has that was not asked for is the VMM's own default.
    const { ats, oas, ril, ssidsize } = description;
    const isAsked = [ats, oas, ril, ssidsize].some((property) => property !== undefined);
    for (const [register, fields] of isAsked ? BACKED : []) {
      const value = BigInt(await bus.readSmmu(SMMU_REGISTERS[register]));
      for (const field of fields) note(`SMMU ${register}.${field.name}`, extract(value, field));
    }
    for (const name of LOOKED_AT) note(`SMMU ${name}`, specified(SMMU_REGISTERS[name], await bus.readSmmu(SMMU_REGISTERS[name])));
    const events = digits(await bus.readMemory(EVENT_QUEUE, EVENT_QUEUE_BYTES)).replace(/(00)+$/, '');
    if (events !== '') seen['events in memory'] = events;
    return seen;
  }
}

/**
 * A register of the emulated SMMU without what no clause speaks of: attributes in GBPA, and whether its own queue is on, which is the
 * business of whoever puts commands there in the guest's name.
 */
function specified(at: number, value: number): number {
  if (at === SMMU_REGISTERS.GBPA) return (value & GBPA_SPECIFIED) >>> 0;
  return at === SMMU_REGISTERS.CR0 || at === SMMU_REGISTERS.CR0ACK ? value & ~CMDQEN : value;
}

/** It is what an entry says, and that does not let everything through. */
function isGuarded(treatment: string | undefined): boolean {
  const entry = /^entry (.*)/.exec(treatment ?? '')?.[1];
  return entry !== undefined && !letsThrough(entry);
}

/** A guest's page 0 moves with what is on, what is mapped, and where queues are. */
function mayMoveWindows(op: DeviceOp): boolean {
  if (op.op !== 'write') return op.op === 'start' || op.op === 'plug' || op.op === 'unplug' || op.op === 'reset';
  const { place } = GUEST_MAP.at(op.at - (op.at % 4), 4) ?? {};
  return place !== undefined && (place.kind === 'global' || place.kind === 'vintf' || place.page === 1);
}

/** Why a VMM refuses is in words of its own. */
function answered({ ok }: Plugged): Record<string, string> {
  return { answer: ok ? 'done' : 'refused' };
}
