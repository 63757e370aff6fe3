import type { HostCalls, PluggedDevice, QueueStop, StreamTableEntry, VmDescription } from '../../src/ports';
import {
  type CommandDefinition,
  type CommandWords,
  commandField,
  commandFieldValue,
  commandWords,
  definitionOf,
  getField,
  isOffered,
} from '../../src/tables/commands';
import { QUEUE_ERRORS, SMMU_REGISTERS, supportsAts } from '../../src/tables/smmu';
import { VEVENT_SMMUV3, VEVENTQ_TYPES } from '../../src/tables/uapi';
import { Cmdqv } from './cmdqv';
import type { CmdqvBlock } from './cmdqv-block';
import type { GuestMemory } from './guest-memory';
import { HostEvents } from './host-events';
import type { HostSession } from './host-session';
import { identificationOf } from './identification';
import { PassthroughDevice } from './passthrough-device';
import { cmdqvObstacle, demandBacked, hostIdentification } from './probe';
import { Refusal } from './refusal';
import type { SharedSession } from './shared-session';
import { SmmuRegisters } from './smmu-registers';
import { treatmentBy } from './stream-table';
import { unwinding } from './unwinding';
import { Viommu } from './viommu';

/** What the emulated SMMU holds in the kernel while it has devices. */
interface Backing {
  readonly session: HostSession;
  /** The nest-parent HWPT. */
  readonly stage2: number;
  readonly viommu: Viommu;
  /** Absent where CMDQ-V is off or the host has none. */
  readonly cmdqv: Cmdqv | undefined;
  /** What the host's SMMU has to say of the VM's streams; absent before the guest wants to hear it. */
  events: HostEvents | undefined;
}

/** The emulated SMMUv3: its registers, stream table and own command queue, and the devices behind it. */
export class AcceleratedSmmu {
  readonly #calls: HostCalls;
  readonly #description: VmDescription;
  readonly #memory: GuestMemory;
  readonly #sessions: SharedSession;
  readonly #interrupt: () => void;
  readonly #registers: SmmuRegisters;
  readonly #streamTable = new Map<number, StreamTableEntry>();
  readonly #devices = new Map<string, PassthroughDevice>();
  #backing: Backing | undefined;
  /** What its user has left to the first device's host is settled, for good (LIFE-19). */
  #settled = false;

  constructor(calls: HostCalls, description: VmDescription, memory: GuestMemory, sessions: SharedSession, interrupt: () => void) {
    this.#calls = calls;
    this.#description = description;
    this.#memory = memory;
    this.#sessions = sessions;
    this.#interrupt = interrupt;
    this.#registers = new SmmuRegisters(identificationOf(description, undefined));
  }

  /** The guest's CMDQ-V block; there is none before a device was plugged and its host probed (LIFE-04). */
  get cmdqvBlock(): CmdqvBlock | undefined {
    return this.#backing?.cmdqv?.block;
  }

  /** The guest may use ATS, as far as its SMMU goes. */
  get ats(): boolean {
    return supportsAts(this.#registers.identification);
  }

  /** Resolves when every event that has begun to arrive has reached the guest. */
  async delivered(): Promise<void> {
    await this.#backing?.cmdqv?.delivered();
    await this.#backing?.events?.delivered();
  }

  read(offset: number): number {
    return this.#registers.read(offset);
  }

  async write(offset: number, value: number): Promise<void> {
    const { policy: before, tellsEvents: toldBefore } = this.#registers;
    this.#registers.write(offset, value);
    if (this.#registers.policy !== before) await this.#routeAll();
    if (!toldBefore) await this.#listen();
  }

  /** The guest stores an entry, not yet told to the SMMU. */
  storeEntry(streamId: number, entry: StreamTableEntry): void {
    this.#streamTable.set(streamId, entry);
  }

  /**
   * The guest puts a command on the trapped queue. One that stops the queue is acknowledged and stepped over, as the guest's
   * driver does.
   */
  async submit(command: Uint8Array): Promise<QueueStop | undefined> {
    if (await this.#execute(command)) return undefined;
    this.#registers.reportIllegalCommand();
    await this.write(SMMU_REGISTERS.GERRORN, this.#registers.gerror);
    return { error: QUEUE_ERRORS.CERROR_ILL };
  }

  /** Attaches a device; throws a `Refusal` and leaves nothing of it if that fails (LIFE-02 to LIFE-09). */
  async plug(wanted: PluggedDevice): Promise<void> {
    const taken = this.#all().some(({ name, streamId }) => name === wanted.device || streamId === wanted.streamId);
    if (taken) throw new Refusal(`Device already has an associated hiodi: ${wanted.device}, StreamID ${wanted.streamId}`);
    await unwinding(async (undo) => {
      let stage2 = this.#backing?.stage2;
      const session = this.#backing?.session ?? (await this.#sessions.enter());
      if (this.#backing === undefined) undo(() => this.#sessions.leave(stage2));
      const device = await PassthroughDevice.open(session, wanted);
      undo(() => device.close());
      stage2 ??= await session.allocateStage2(device.id);
      await device.demandAttach(stage2);
      const host = await hostIdentification(session, device.id);
      const identification = this.#settled ? this.#registers.identification : identificationOf(this.#description, host);
      demandBacked(host, identification);
      const backing = this.#backing ?? (await this.#found(session, stage2, device));
      if (this.#backing === undefined) undo(() => release(backing));
      await device.demandAttach(backing.viommu.untranslated(this.#fallback()));
      await this.#find(device, backing.viommu);
      this.#backing = backing;
      this.#devices.set(device.name, device);
      this.#registers.identification = identification;
      this.#settled = true;
    });
    await this.#listen();
    this.#clamp();
  }

  /** Detaches a device; throws a `Refusal` if it must stay (TEAR-08 to TEAR-10, OQ-44). */
  async unplug(name: string): Promise<void> {
    const device = this.#devices.get(name);
    if (device === undefined || this.#backing === undefined) throw new Refusal(`no device ${name} is plugged`);
    const { stage2, viommu, cmdqv } = this.#backing;
    if (cmdqv !== undefined && device.id === viommu.founder) {
      throw new Refusal(`${name} is what the vIOMMU was created with; it cannot be unplugged while CMDQ-V is active`);
    }
    await device.release(stage2);
    this.#devices.delete(name);
    if (this.#devices.size > 0) return;
    await release(this.#backing);
    await this.#sessions.leave(stage2);
    this.#backing = undefined;
  }

  /** System reset; vIOMMU, mapping, event queue and vDEVICEs survive (TEAR-05). */
  async reset(): Promise<void> {
    this.#registers.reset();
    this.#streamTable.clear();
    for (const device of this.#all()) device.configured = undefined;
    await this.#routeAll();
    await this.cmdqvBlock?.reset();
    this.#clamp();
  }

  /** The process ends: the kernel takes its mappings down, then closes its files, the iommufd elsewhere. */
  async shutDown(): Promise<void> {
    const backing = this.#backing;
    if (backing === undefined) return;
    const { cmdqv, events } = backing;
    const fds = this.#all().map(({ fd }) => fd);
    this.#backing = undefined;
    this.#devices.clear();
    if (events !== undefined) fds.push(events.fd);
    if (cmdqv !== undefined) {
      fds.push(cmdqv.eventFd);
      await cmdqv.abandon();
    }
    for (const fd of fds) await this.#calls.close(fd);
  }

  /** The first device brings the vIOMMU, on a VINTF if CMDQ-V is wanted and there (LIFE-05, QEMU-03, QEMU-04). */
  async #found(session: HostSession, stage2: number, device: PassthroughDevice): Promise<Backing> {
    const active = await this.#cmdqvUsable(session, device.id);
    return unwinding(async (undo) => {
      const { viommu, offer } = active ? await Viommu.onVintf(session, device.id, stage2) : await Viommu.plain(session, device.id, stage2);
      undo(() => viommu.release());
      const cmdqv = offer === undefined ? undefined : await Cmdqv.activate(session, viommu, offer, this.#interrupt);
      if (cmdqv !== undefined) undo(() => cmdqv.release());
      await viommu.prepare();
      return { session, stage2, viommu, cmdqv, events: undefined };
    });
  }

  /**
   * Listens to the events of the host's SMMU once the guest has a queue for them, however it changes later (SMMU-09). A kernel
   * that refuses leaves the guest without them, and everything else as it is (SMMU-16).
   */
  async #listen(): Promise<void> {
    const backing = this.#backing;
    const { eventQueue, tellsEvents } = this.#registers;
    if (!tellsEvents || backing === undefined || backing.events !== undefined) return;
    const { session, viommu } = backing;
    const wanted = {
      viommu: viommu.id,
      type: VEVENTQ_TYPES.ARM_SMMUV3,
      depth: eventQueue.entries,
      payloadBytes: VEVENT_SMMUV3.bytes,
    };
    const listening = await HostEvents.listen(session, wanted, (event) => this.#tell(event));
    if (listening.status === 'OK') backing.events = listening.events;
  }

  /** Puts an event into the guest's queue as it is: the host has put the guest's StreamID in (SMMU-10, SMMU-15). */
  async #tell(event: Uint8Array): Promise<void> {
    const { eventQueue, tellsEvents } = this.#registers;
    const address = tellsEvents ? eventQueue.claim() : undefined;
    if (address === undefined) return;
    await this.#memory.write(address, event);
    eventQueue.advance();
  }

  async #cmdqvUsable(session: HostSession, device: number): Promise<boolean> {
    const { cmdqv } = this.#description;
    if (cmdqv === 'off') return false;
    const obstacle = await cmdqvObstacle(session, device);
    if (obstacle !== undefined && cmdqv === 'on') throw new Refusal(`${obstacle}; CMDQV requested but not supported`);
    return obstacle === undefined;
  }

  /** Executes a command; `false` if it is illegal, or the host says so (TRAP-01, TRAP-02, SMMU-06, SMMU-20). */
  async #execute(command: Uint8Array): Promise<boolean> {
    const words = commandWords(command);
    const definition = definitionOf(words);
    if (definition === undefined) return false; // SMMU-08
    if (!isOffered(definition, this.#registers.identification)) return false; // SMMU-08, SMMU-19, SMMU-21
    if (commandFieldValue(words, 'SSec') === 1n) return false; // SMMU-21
    switch (definition.name) {
      case 'CFGI_STE':
        await this.#configure(0n, fieldOf(definition, words, 'SID'));
        return true;
      case 'CFGI_STE_RANGE':
        await this.#configure(fieldOf(definition, words, 'Range') + 1n, fieldOf(definition, words, 'SID'));
        return true;
      case 'CFGI_CD':
      case 'CFGI_CD_ALL':
      case 'ATC_INV':
        return !this.#isMapped(fieldOf(definition, words, 'SID')) || this.#forward(command);
      case 'TLBI_NH_ALL':
      case 'TLBI_NH_ASID':
      case 'TLBI_NH_VA':
      case 'TLBI_NH_VAA':
      case 'TLBI_NSNH_ALL':
        return this.#forward(command);
      default:
        // No part in the host
        return true;
    }
  }

  /** CFGI_STE for the 2^`rangeLog2` StreamIDs around `streamId` (CMD-03, LIFE-12). */
  async #configure(rangeLog2: bigint, streamId: bigint): Promise<void> {
    const backing = this.#backing;
    if (backing === undefined) return;
    for (const device of this.#all()) {
      if (BigInt(device.streamId) >> rangeLog2 !== streamId >> rangeLog2) continue;
      // LIFE-13: whatever the entry says
      await device.map(backing.viommu);
      device.configured = this.#streamTable.get(device.streamId);
      await this.#route(device, backing.viommu);
    }
  }

  /** An entry that the guest has made before the device comes is the stream's own, from now on or from SMMUEN on (SMMU-03, SMMU-05). */
  async #find(device: PassthroughDevice, viommu: Viommu): Promise<void> {
    device.configured = this.#streamTable.get(device.streamId);
    if (treatmentBy(device.configured) === 'abort') return;
    await device.map(viommu);
    if (this.#registers.policy === 'streamTable') await this.#route(device, viommu);
  }

  async #routeAll(): Promise<void> {
    const backing = this.#backing;
    if (backing === undefined) return;
    for (const device of this.#all()) await this.#route(device, backing.viommu);
  }

  /** Attaches the HWPT that the SMMU's state asks for; a stream whose stage 1 the host refuses aborts (TRAP-01, TRAP-03). */
  async #route(device: PassthroughDevice, viommu: Viommu): Promise<void> {
    const { policy } = this.#registers;
    const treatment = policy === 'streamTable' ? treatmentBy(device.configured) : policy;
    if (typeof treatment === 'string') await device.attach(viommu.untranslated(treatment));
    else if (!(await device.translate(viommu, treatment))) await device.attach(viommu.untranslated('abort'));
  }

  /** What happens to a stream that no CFGI_STE has spoken of. */
  #fallback(): 'abort' | 'bypass' {
    return this.#registers.policy === 'bypass' ? 'bypass' : 'abort';
  }

  async #forward(command: Uint8Array): Promise<boolean> {
    return this.#backing === undefined || (await this.#backing.viommu.invalidate(command)) === 'OK';
  }

  #isMapped(streamId: bigint): boolean {
    return this.#all().some((device) => BigInt(device.streamId) === streamId && device.mapped);
  }

  #clamp(): void {
    if (this.cmdqvBlock === undefined) return;
    for (const pageSize of this.#memory.pageSizes) this.#registers.clampCommandQueue(pageSize);
  }

  #all(): readonly PassthroughDevice[] {
    return [...this.#devices.values()];
  }
}

async function release({ viommu, cmdqv, events }: Backing): Promise<void> {
  await events?.release();
  await cmdqv?.release();
  await viommu.release();
}

function fieldOf(definition: CommandDefinition, words: CommandWords, name: string): bigint {
  const field = commandField(definition, name);
  if (field === undefined) throw new RangeError(`${definition.name} has no field ${name}`);
  return getField(words, field);
}
