import { type HostEvent, type Operation, smmuAt, vmAt } from '../machine/log';
import type { HostDescription } from '../ports';
import type { Register, RegisterMap } from '../tables/registers';
import { VIOMMU_TYPES } from '../tables/uapi';
import type { IdleWrites } from './idle-writes';
import { CommandQueues } from './views/command-queues';
import { DeviceFiles } from './views/device-files';
import { GuestRegisters } from './views/guest-registers';
import { Iommufds } from './views/iommufds';
import { ObjectIds } from './views/object-ids';
import { isCall } from './views/outer-operations';
import { OwnedVintfs } from './views/owned-vintfs';
import { blockLayout, PhysicalBlock } from './views/physical-block';
import { type QueueReset, QueueResets } from './views/queue-resets';
import { madeBy, UserObjects } from './views/user-objects';

/** What a VMM does to the kernel, and to the page that it maps; reading a file of events is none of it. */
const CALLS: ReadonlySet<HostEvent['op']> = new Set(['open', 'close', 'ioctl', 'mmap', 'munmap', 'store']);

/** What is known of a log before its first operation. */
export interface Past {
  /** The log begins when nothing had happened yet; otherwise nothing is known of what was there. */
  readonly whole: boolean;
  /** The log does not tell of which host it is: another is taken in its place, whose numbers of devices say nothing. */
  readonly hostIsAssumed?: true;
}

/** What is known before the first operation, and where to ask. */
export interface SceneOptions {
  readonly host: HostDescription;
  /** Operations of the log by position, as long as others may happen within them. */
  readonly operationAt: (n: number) => Operation | undefined;
  readonly past: Past;
  /** Writes that nobody has to be told of, in the Config page of a block that has so many words there. */
  readonly idleIn: (map: RegisterMap, words: number) => IdleWrites;
}

/** What a log has shown so far, at each of its ports. */
export class Scene {
  readonly host: HostDescription;
  readonly #options: SceneOptions;
  readonly #operationAt: (n: number) => Operation | undefined;
  readonly #past: Past;
  /** Places in guests that have had a block of CMDQ-V. */
  readonly #bound = new Set<string>();
  /** Places where a guest read something but 0, and VMs that were reset with a block. */
  readonly #answered = new Set<string>();
  /** vIOMMUs with CMDQ-V that were made, and for which place: at an SMMU, or in a VM where the log does not say at which. */
  readonly #viommus: { readonly process: string; readonly fd: number; readonly id: number; readonly place: string }[] = [];
  readonly #guests = new Map<string, GuestRegisters>();
  readonly #processes = new Map<string, UserObjects>();
  readonly #blocks = new Map<string, PhysicalBlock>();
  readonly #queues = new Map<string, CommandQueues>();
  readonly #ownedVintfs: OwnedVintfs;
  #iommufds = new Iommufds();
  #deviceFiles = new DeviceFiles();
  #objectIds: ObjectIds;
  readonly #queueResets: QueueResets;
  /** By process. */
  readonly #lastCalls = new Map<string, Operation>();
  /** The operation of the register port that was asked of last, the block that it is of, and what it reaches there. */
  #asked: Operation | undefined;
  #block: PhysicalBlock | undefined;
  #reached: Register | undefined;

  constructor(options: SceneOptions, before?: Scene) {
    const { host, idleIn, operationAt, past } = options;
    this.host = host;
    this.#options = options;
    this.#operationAt = operationAt;
    this.#past = past;
    this.#objectIds = before === undefined ? new ObjectIds(past) : before.#objectIds.copy();
    const callAround = (operation: Operation) => this.around(operation, isCall);
    this.#queueResets = before === undefined ? new QueueResets(callAround) : before.#queueResets.copy(callAround);
    if (before !== undefined) {
      this.#goOn(before);
      this.#ownedVintfs = before.#ownedVintfs.copy(this.#blocks);
      return;
    }
    this.#ownedVintfs = new OwnedVintfs(this.#blocks);
    for (const { cmdqv, name } of host.smmus) {
      if (cmdqv === undefined) continue;
      const block = new PhysicalBlock(blockLayout(cmdqv, idleIn));
      this.#blocks.set(name, block);
      this.#queues.set(name, new CommandQueues(block, past));
    }
  }

  /** As this one is, of another log that began alike. */
  copy(): Scene {
    return new Scene(this.#options, this);
  }

  #goOn(before: Scene): void {
    this.#iommufds = before.#iommufds.copy();
    this.#deviceFiles = before.#deviceFiles.copy();
    for (const place of before.#bound) this.#bound.add(place);
    for (const place of before.#answered) this.#answered.add(place);
    this.#viommus.push(...before.#viommus);
    for (const [vm, guest] of before.#guests) this.#guests.set(vm, guest.copy());
    for (const [name, objects] of before.#processes) this.#processes.set(name, objects.copy());
    for (const [name, call] of before.#lastCalls) this.#lastCalls.set(name, call);
    for (const [name, old] of before.#blocks) {
      const block = old.copy();
      this.#blocks.set(name, block);
      const queues = before.#queues.get(name);
      if (queues !== undefined) this.#queues.set(name, queues.copy(block));
    }
  }

  /** The registers of a VM as its guest left them. */
  guest(vm: string): GuestRegisters {
    return kept(this.#guests, vm, () => new GuestRegisters(this.#past));
  }

  /** Whether a guest is known to have a block: before its first device it has none, and reads 0 everywhere. */
  answers(place: string): boolean {
    return this.#answered.has(place) || this.#answered.has(vmAt(place));
  }

  /** Whether a VM is at several SMMUs: of its queues nobody knows at which of them they are. Not each log shows all of its vIOMMUs. */
  atSeveral(place: string): boolean {
    return this.process(vmAt(place)).viommus > 1 || (!this.#past.whole && smmuAt(place) !== undefined);
  }

  /** The objects of a process. */
  process(name: string): UserObjects {
    return kept(this.#processes, name, () => new UserObjects());
  }

  /** The iommufds that processes have opened. */
  get iommufds(): Iommufds {
    return this.#iommufds;
  }

  /** The VINTFs of vIOMMUs; of one that is being made it is known when that is over. */
  get ownedVintfs(): OwnedVintfs {
    return this.#ownedVintfs;
  }

  /** The devices that processes have bound. */
  get deviceFiles(): DeviceFiles {
    return this.#deviceFiles;
  }

  /** The IDs of all iommufds. */
  get objectIds(): ObjectIds {
    return this.#objectIds;
  }

  /** What a VMM asked of the kernel last, or stored in the host's page. */
  lastCall(process: string): Operation | undefined {
    return this.#lastCalls.get(process);
  }

  /** The block of an SMMU; nothing for one without CMDQ-V. */
  block(smmu: string): PhysicalBlock | undefined {
    return this.#blocks.get(smmu);
  }

  /** The vCMDQs of an SMMU's block; nothing for one without CMDQ-V. */
  queues(smmu: string): CommandQueues | undefined {
    return this.#queues.get(smmu);
  }

  /** Whether nothing had happened before the log. */
  get whole(): boolean {
    return this.#past.whole;
  }

  /** Whether {@link host} is the one that the log is of. */
  get hostIsKnown(): boolean {
    return this.#past.hostIsAssumed !== true;
  }

  /** Whether what a register of a block holds is known: it was written, or is as nothing had happened before the log. */
  knows(block: PhysicalBlock, register: Register): boolean {
    return this.#past.whole || block.isWritten(register);
  }

  /** The registers of the guest that a call of its VMM is made for: those of the SMMU that the guest is at. */
  guestOf(call: Operation): GuestRegisters {
    return this.guest(this.#placeOf(call));
  }

  #placeOf(call: Operation): string {
    return this.around(call, ({ port }) => port === 'guest')?.who ?? call.who;
  }

  /** The nearest operation within which one happened that is of the wanted kind. */
  around(operation: Operation, wanted: (outer: Operation) => boolean): Operation | undefined {
    let outer = this.#outerOf(operation);
    while (outer !== undefined && !wanted(outer)) outer = this.#outerOf(outer);
    return outer;
  }

  /** What an access of the register port reaches. */
  registerOf(operation: Operation): Register | undefined {
    if (operation.port !== 'registers') return undefined;
    this.#ask(operation);
    return this.#reached;
  }

  /** The reset of a user's vCMDQ that a write of the kernel to BASE or CMDQ_ALLOC_MAP ends, if it ends one. */
  resetEndedBy(operation: Operation): QueueReset | undefined {
    const register = this.registerOf(operation);
    const block = this.block(operation.who);
    return register && block && this.#queueResets.endedBy(operation, block, register);
  }

  /** Takes a write that leaves off what is off and that nobody asks for; false for all others, which are told and seen. */
  takesIdle({ event, n, who }: Extract<Operation, { readonly port: 'registers' }>): boolean {
    return event.op === 'write' && this.#past.whole && this.block(who)?.takesIdle(event, n) === true;
  }

  /** An operation begins: from now on what it did is known. */
  see(operation: Operation): void {
    switch (operation.port) {
      case 'guest':
        if (operation.event.op === 'read') {
          if (operation.event.value !== undefined && operation.event.value !== 0n) this.#answered.add(operation.who);
          break;
        }
        // Before its first device a VM has no block that could keep anything.
        if (this.#hasBlock(operation.who)) this.guest(operation.who).see(operation.event);
        // A reset is one of the whole machine, at each of its SMMUs.
        if (operation.event.op === 'reset') {
          this.#seeReset(vmAt(operation.who));
          for (const [place, guest] of this.#guests)
            if (place !== operation.who && vmAt(place) === vmAt(operation.who)) guest.see(operation.event);
        }
        break;
      case 'host':
        this.#seeCall(operation);
        break;
      case 'registers':
        this.#seeAccess(operation);
        break;
      case 'smmu':
        this.queues(operation.who)?.seeCommand(operation.event);
        break;
      case 'memory':
        this.queues(operation.who)?.seeFetch(operation.event);
        break;
    }
  }

  /** Part of the log is missing: nothing is known any more of what a VM and its process had. */
  lose(vm: string): void {
    this.guest(vm).lose();
    this.#processes.delete(vm);
    this.#lastCalls.delete(vm);
    this.#iommufds = new Iommufds();
    this.#deviceFiles = new DeviceFiles();
    this.#objectIds = new ObjectIds(this.#past);
  }

  /** In a log that begins in the middle, a VM that is reset with a vIOMMU of CMDQ-V has a block; in others it has read something by then. */
  #seeReset(vm: string): void {
    const objects = this.process(vm);
    // Of a VM at two SMMUs nobody knows here which of them has a block.
    if (this.#past.whole || objects.viommus !== 1) return;
    if (objects.all('vIOMMU').some(({ type }) => type === VIOMMU_TYPES.TEGRA241_CMDQV)) this.#answered.add(vm);
  }

  #seeCall(operation: Extract<Operation, { readonly port: 'host' }>): void {
    if (operation.by === 'device' && CALLS.has(operation.event.op)) this.#lastCalls.set(operation.who, operation);
    this.#iommufds.begins(operation);
    this.#deviceFiles.begins(operation);
    this.#objectIds.begins(operation);
    // A file that had the number has gone, as where a process was killed.
    if (operation.event.op === 'open' && operation.event.fd !== undefined) this.#processes.get(operation.who)?.forget(operation.event.fd);
  }

  #seeAccess(operation: Extract<Operation, { readonly port: 'registers' }>): void {
    const block = this.#ask(operation);
    if (block === undefined) return;
    this.queues(operation.who)?.seeAccess(operation, this.#reached);
    block.see(operation.event, operation.n);
  }

  /** The block of an operation of the register port; many ask of the same one, one after the other. */
  #ask(operation: Extract<Operation, { readonly port: 'registers' }>): PhysicalBlock | undefined {
    if (operation !== this.#asked) {
      const { event } = operation;
      this.#asked = operation;
      this.#block = this.block(operation.who);
      this.#reached = event.op === 'read' || event.op === 'write' ? this.#block?.reached(event) : undefined;
    }
    return this.#block;
  }

  #outerOf({ within }: Operation): Operation | undefined {
    return within === undefined ? undefined : this.#operationAt(within);
  }

  #hasBlock(place: string): boolean {
    if (!this.#past.whole || this.#bound.has(place)) return true;
    const vm = vmAt(place);
    // One whose device failed to attach has gone again.
    const found = this.#viommus.some(
      (made) => (made.place === place || made.place === vm || (place === vm && vmAt(made.place) === vm)) && this.#lives(made),
    );
    if (found) this.#bound.add(place);
    return found;
  }

  #lives({ fd, id, process }: { readonly process: string; readonly fd: number; readonly id: number }): boolean {
    const object = this.process(process).get(fd, id);
    return object?.kind === 'vIOMMU' && object.type === VIOMMU_TYPES.TEGRA241_CMDQV;
  }

  /** It is over. Objects come and go with the end of a call: what the kernel does for it happens before. */
  seeEnd(operation: Operation): void {
    if (operation.port !== 'host') return;
    const { event, who } = operation;
    const made = madeBy(event);
    if (event.op === 'ioctl' && made?.object.kind === 'vIOMMU' && made.object.type === VIOMMU_TYPES.TEGRA241_CMDQV)
      this.#viommus.push({ process: who, fd: event.fd, id: made.id, place: this.#placeOf(operation) });
    this.#ownedVintfs.ends(operation);
    this.#deviceFiles.ends(operation);
    this.process(who).see(event);
  }
}

function kept<V>(map: Map<string, V>, key: string, make: () => V): V {
  const known = map.get(key);
  if (known !== undefined) return known;
  const made = make();
  map.set(key, made);
  return made;
}
