import { commandBytes } from '../../src/tables/commands';
import { compose, decode, extract, fieldNamed, GUEST_MAP, insert } from '../../src/tables/registers';
import { parseCommand } from '../commands';
import { When } from '../vocabulary';
import type { ConformanceWorld } from '../world';
import { programBase } from './queues';
import { guestRegister } from './registers';

/** Reads of STATUS before the driver gives up; its timeout of one second, without a clock. */
const POLLS = 100;

const SLOTS = Array.from({ length: GUEST_MAP.geometry.lvcmdqs }, (_, slot) => slot);
const SIDS = Array.from({ length: GUEST_MAP.geometry.sids }, (_, slot) => slot);

/** The Linux driver of CMDQ-V in a guest; it reaches vCMDQs through the VINTF aperture alone (GUEST-03). */
class Driver {
  readonly #world: ConformanceWorld;
  readonly #vm: string;

  constructor(world: ConformanceWorld, vm: string) {
    this.#world = world;
    this.#vm = vm;
  }

  /** From the first read of the Config page to two enabled vCMDQs (GUEST-02 to GUEST-05, HOST-04, HOST-05). */
  async bringUp(): Promise<void> {
    const config = await this.#load('CMDQV_CONFIG');
    await this.#load('CMDQV_PARAM');
    const enable = fieldNamed(guestRegister('CMDQV_CONFIG'), 'CMDQV_EN');
    await this.#store('CMDQV_CONFIG', insert(config, enable, 0n));
    await this.#poll('CMDQV_STATUS', 0n);
    await this.#store('CMDQV_CONFIG', insert(config, enable, 1n));
    await this.#demand('CMDQV_STATUS');
    for (const slot of SLOTS) await this.#map(slot, 0n);
    await this.#enableVintf();
    for (const slot of SLOTS) await this.#start(slot);
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
    await programBase(this.#world, this.#vm, slot);
    await this.#store(`VINTF0_LVCMDQ${slot}_CONFIG`, 1n);
    await this.#demand(`VINTF0_LVCMDQ${slot}_STATUS`);
  }

  /** RST-01 to RST-05, as the guest does it. */
  async #reset(slot: number): Promise<void> {
    const queue = `VINTF0_LVCMDQ${slot}`;
    await this.#store(`${queue}_CONFIG`, 0n);
    await this.#poll(`${queue}_STATUS`, 0n);
    await this.#world.vm(this.#vm).bus.submit(commandBytes(parseCommand('CMD_SYNC')));
    for (const name of ['PROD_INDX', 'CONS_INDX', 'BASE', 'CONS_INDX_BASE_DRAM']) await this.#store(`${queue}_${name}`, 0n);
    const gerrorn = await this.#load(`${queue}_GERRORN`);
    const gerror = await this.#load(`${queue}_GERROR`);
    if (gerror !== gerrorn) await this.#store(`${queue}_GERRORN`, gerror);
  }

  async #map(slot: number, alloc: bigint): Promise<void> {
    await this.#store(`CMDQ_ALLOC_MAP_${slot}`, compose(guestRegister(`CMDQ_ALLOC_MAP_${slot}`), { ALLOC: alloc, LVCMDQ: BigInt(slot) }));
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
 * Does what the Linux driver does in a guest, from its first read of the Config page to two enabled vCMDQs. It gives up,
 * and the step fails, if an enable is not acknowledged.
 */
When("{guest}'s driver brings CMDQ-V up", ['guest.mmio', 'guest.smmu'], (world, vm: string) => new Driver(world, vm).bringUp());
