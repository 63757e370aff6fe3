import type { StreamTableEntry } from '../../src/ports';
import { commandBytes } from '../../src/tables/commands';
import { compose, decode, extract, fieldNamed, GUEST_MAP, insert } from '../../src/tables/registers';
import { SMMU_REGISTERS } from '../../src/tables/smmu';
import { parseCommand } from '../commands';
import { When } from '../vocabulary';
import type { ConformanceWorld } from '../world';
import { programBase } from './queues';
import { guestRegister } from './registers';
import { streamTableEntry } from './smmu';

/** Reads of STATUS before the driver gives up; its timeout of one second, without a clock. */
const POLLS = 100;

const SLOTS = Array.from({ length: GUEST_MAP.geometry.lvcmdqs }, (_, slot) => slot);
/** What the driver ends each batch on the SMMU's own queue with: it waits for an event, or for a message to memory that is shareable. */
const SMMU_SYNC = 'CMD_SYNC CS=2 MSH=3 MSIAttr=0xf';
/** Bits of CR0 of the emulated SMMU, in the order in which the driver sets them. */
const CMDQEN = 0x8;
const EVENTQEN = 0x4;
const SMMUEN = 0x1;

const SIDS = Array.from({ length: GUEST_MAP.geometry.sids }, (_, slot) => slot);

/** The Linux driver of CMDQ-V in a guest; it reaches vCMDQs through the VINTF aperture alone (GUEST-03). */
class Driver {
  readonly #world: ConformanceWorld;
  readonly #vm: string;
  /** Where the queues of the vCMDQs lie, by slot; each at a place of its own where absent. */
  readonly #bases: readonly bigint[];

  constructor(world: ConformanceWorld, vm: string, bases: readonly bigint[] = []) {
    this.#world = world;
    this.#vm = vm;
    this.#bases = bases;
  }

  /** From the first read of the Config page to two enabled vCMDQs (GUEST-02 to GUEST-05, HOST-04, HOST-05). */
  async bringUp(): Promise<void> {
    await this.#load('CMDQV_CONFIG');
    await this.#load('CMDQV_PARAM');
    await this.#startSmmu();
    const config = await this.#load('CMDQV_CONFIG');
    const enable = fieldNamed(guestRegister('CMDQV_CONFIG'), 'CMDQV_EN');
    await this.#store('CMDQV_CONFIG', insert(config, enable, 0n));
    await this.#poll('CMDQV_STATUS', 0n);
    await this.#store('CMDQV_CONFIG', insert(config, enable, 1n));
    await this.#demand('CMDQV_STATUS');
    for (const slot of SLOTS) await this.#assign(slot);
    await this.#enableVintf();
    for (const slot of SLOTS) await this.#start(slot);
  }

  /** The entry of a stream, then what tells the SMMU of it and lets it look ahead. */
  async configureStream(streamId: number, entry: StreamTableEntry): Promise<void> {
    await this.#world.vm(this.#vm).bus.configureStream(streamId, entry);
    await this.#command(SMMU_SYNC);
    await this.#command(`PREFETCH_CONFIG SID=${streamId}`);
  }

  /** The SMMU itself comes first: off, its own queue, nothing cached, its event queue, on. */
  async #startSmmu(): Promise<void> {
    const { bus } = this.#world.vm(this.#vm);
    await bus.readSmmu(SMMU_REGISTERS.CR0);
    await bus.writeSmmu(SMMU_REGISTERS.CR0, 0);
    await bus.writeSmmu(SMMU_REGISTERS.CR0, CMDQEN);
    await this.#command('CFGI_STE_RANGE SID=0 Range=31');
    await this.#command(SMMU_SYNC);
    await this.#command('TLBI_NSNH_ALL');
    await this.#command(SMMU_SYNC);
    await bus.writeSmmu(SMMU_REGISTERS.CR0, CMDQEN | EVENTQEN);
    await bus.writeSmmu(SMMU_REGISTERS.CR0, CMDQEN | EVENTQEN | SMMUEN);
  }

  /** A VINTF that could be anybody's: its queues and mappings go first. */
  async #enableVintf(): Promise<void> {
    for (const slot of SLOTS.toReversed()) {
      await this.#reset(slot);
      await this.#map(slot, 0n);
    }
    await this.#store('VINTF0_CONFIG', 0n);
    await this.#poll('VINTF0_STATUS', 0n);
    for (const slot of SIDS) {
      await this.#store(`VINTF0_SID_MATCH_${slot}`, 0n);
      await this.#store(`VINTF0_SID_REPLACE_${slot}`, 0n);
    }
    const config = guestRegister('VINTF0_CONFIG');
    await this.#store('VINTF0_CONFIG', compose(config, { HYP_OWN: 1n }));
    await this.#store('VINTF0_CONFIG', compose(config, { HYP_OWN: 1n, ENABLE: 1n }));
    await this.#demand('VINTF0_STATUS');
    await this.#load('VINTF0_CONFIG');
  }

  async #start(slot: number): Promise<void> {
    await this.#map(slot, 1n);
    await this.#reset(slot);
    await programBase(this.#world, this.#vm, slot, this.#bases[slot]);
    await this.#store(`VINTF0_LVCMDQ${slot}_CONFIG`, 1n);
    await this.#demand(`VINTF0_LVCMDQ${slot}_STATUS`);
  }

  /** RST-01 to RST-05, as the guest does it. */
  async #reset(slot: number): Promise<void> {
    const queue = `VINTF0_LVCMDQ${slot}`;
    await this.#store(`${queue}_CONFIG`, 0n);
    await this.#poll(`${queue}_STATUS`, 0n);
    // What flushes the queue is a CMD_SYNC itself, which signals nothing, and is waited for with another
    for (const sync of ['CMD_SYNC', SMMU_SYNC]) await this.#command(sync);
    for (const name of ['PROD_INDX', 'CONS_INDX', 'BASE', 'CONS_INDX_BASE_DRAM']) await this.#store(`${queue}_${name}`, 0n);
    const gerrorn = await this.#load(`${queue}_GERRORN`);
    const gerror = await this.#load(`${queue}_GERROR`);
    if (gerror !== gerrorn) await this.#store(`${queue}_GERRORN`, gerror);
  }

  /** Makes the vCMDQ the logical one of the same number, and not allocated. */
  async #assign(slot: number): Promise<void> {
    await this.#store(`CMDQ_ALLOC_MAP_${slot}`, compose(guestRegister(`CMDQ_ALLOC_MAP_${slot}`), { LVCMDQ: BigInt(slot) }));
  }

  /** Changes ALLOC alone, of what the register holds. */
  async #map(slot: number, alloc: bigint): Promise<void> {
    const map = guestRegister(`CMDQ_ALLOC_MAP_${slot}`);
    await this.#store(map.name, insert(await this.#load(map.name), fieldNamed(map, 'ALLOC'), alloc));
  }

  async #command(text: string): Promise<void> {
    await this.#world.vm(this.#vm).bus.submit(commandBytes(parseCommand(text)));
  }

  /** An enable that is not acknowledged makes the driver fail; a disable does not (HOST-06). */
  async #demand(status: string): Promise<void> {
    const last = await this.#poll(status, 1n);
    if (last === undefined) return;
    const seen = `${status} = ${decode(guestRegister(status), last)}`;
    this.#world.fail(`the driver of ${this.#vm} gives up: ${status} still reads 0x${last.toString(16)}`, `${status} with bit 0 = 1`, seen);
  }

  /** What the register read last, if its first field did not come to be `wanted`. */
  async #poll(status: string, wanted: bigint): Promise<bigint | undefined> {
    const [acknowledge] = guestRegister(status).definition.fields;
    if (acknowledge === undefined) throw new RangeError(`${status} has no field`);
    let last = 0n;
    for (let reads = 0; reads < POLLS; reads++) {
      last = await this.#load(status);
      if (extract(last, acknowledge) === wanted) return undefined;
    }
    return last;
  }

  #load(name: string): Promise<bigint> {
    const register = guestRegister(name);
    return this.#world.vm(this.#vm).bus.read(register.offset, register.size);
  }

  #store(name: string, value: bigint): Promise<void> {
    const register = guestRegister(name);
    return this.#world.vm(this.#vm).bus.write(register.offset, register.size, value);
  }
}

/**
 * Does what the Linux driver does in a guest, from its first read of the Config page to two enabled vCMDQs, the start of the
 * SMMU itself included. It gives up, and the step fails, if an enable is not acknowledged.
 */
When("{guest}'s driver brings CMDQ-V up", ['guest.mmio', 'guest.smmu'], (world, vm: string) => new Driver(world, vm).bringUp());

/** As the sentence above, with the queues of vCMDQ 0 and vCMDQ 1 at these guest addresses. */
When(
  "{guest}'s driver brings CMDQ-V up with queues at {number} and {number}",
  ['guest.mmio', 'guest.smmu'],
  (world, vm: string, first: bigint, second: bigint) => new Driver(world, vm, [first, second]).bringUp(),
);

/**
 * As `the guest configures StreamID … for …`, with what the Linux driver puts on the SMMU's own queue behind CFGI_STE: a
 * CMD_SYNC and PREFETCH_CONFIG.
 */
When("{guest}'s driver configures StreamID {number} for {string}", ['guest.smmu'], (world, vm: string, streamId: bigint, wanted: string) =>
  new Driver(world, vm).configureStream(Number(streamId), streamTableEntry(wanted)),
);
