import type { DataTable } from '@cucumber/cucumber';
import { COMMAND_BYTES, commandBytes } from '../../src/tables/commands';
import { compose } from '../../src/tables/registers';
import { parseCommand } from '../commands';
import { firstDifference } from '../first-difference';
import type { Precondition } from '../parameters';
import { Given, Then, When } from '../vocabulary';
import type { ConformanceWorld } from '../world';
import { guestRegister } from './registers';
import { GUEST_RAM } from './vm';

/** Entries of the queues that Given steps make: 2^8. */
const LOG2SIZE = 8;

/** Guest physical address of a vCMDQ's queue, unless a scenario programs its own; the guest's second SMMU has others than its first. */
function queueBase(vm: string, slot: number): bigint {
  return GUEST_RAM + (vm.endsWith('smmu1') ? 0x100_0000n : 0n) + 0x10_0000n * BigInt(slot + 1);
}

async function writeRegister(world: ConformanceWorld, vm: string, name: string, fields: Readonly<Record<string, bigint>>): Promise<void> {
  const register = guestRegister(name);
  await world.vm(vm).bus.write(register.offset, register.size, compose(register, fields));
}

/** Gives vCMDQ `slot` a queue of 2^8 entries, its own unless told where, with one 64-bit store to BASE in the VINTF aperture. */
export async function programBase(world: ConformanceWorld, vm: string, slot: number, base = queueBase(vm, slot)): Promise<void> {
  world.queues.set(`${vm}/${slot}`, { base, log2size: LOG2SIZE, produced: 0 });
  const register = guestRegister(`VINTF0_LVCMDQ${slot}_BASE`);
  await world.vm(vm).bus.write(register.offset, 8, base | BigInt(LOG2SIZE));
}

/** Makes one of the four preconditions of vCMDQ `slot` true. */
async function fulfil(world: ConformanceWorld, vm: string, slot: number, precondition: Precondition): Promise<void> {
  switch (precondition) {
    case 'BASE':
      return programBase(world, vm, slot);
    case 'ALLOC':
      return writeRegister(world, vm, `CMDQ_ALLOC_MAP_${slot}`, { ALLOC: 1n, LVCMDQ: BigInt(slot) });
    case 'CMDQV_EN':
      return writeRegister(world, vm, 'CMDQV_CONFIG', { CMDQV_EN: 1n });
    case 'ENABLE':
      return writeRegister(world, vm, 'VINTF0_CONFIG', { ENABLE: 1n });
  }
}

async function allocate(world: ConformanceWorld, vm: string, slot: number): Promise<void> {
  const { bus } = world.vm(vm);
  const status = guestRegister('VINTF0_STATUS');
  if ((await bus.read(status.offset, 4)) % 2n === 0n) await fulfil(world, vm, slot, 'ENABLE');
  await fulfil(world, vm, slot, 'ALLOC');
  await fulfil(world, vm, slot, 'BASE');
}

async function enable(world: ConformanceWorld, vm: string, slot: number): Promise<void> {
  await writeRegister(world, vm, `VINTF0_LVCMDQ${slot}_CONFIG`, { CMDQ_EN: 1n });
}

/** Puts commands in the queue's memory behind those that are there; the producer index stays. */
async function store(world: ConformanceWorld, vm: string, slot: number, commands: readonly (readonly string[])[]): Promise<number> {
  const queue = world.queues.get(`${vm}/${slot}`);
  if (queue === undefined) throw new Error(`the scenario has given vCMDQ ${slot} of ${vm} no queue`);
  const entries = 2 ** queue.log2size;
  const stores = commands.map(([name = '', fields = '']) => {
    const at = queue.base + 16n * BigInt(queue.produced % entries);
    queue.produced = (queue.produced + 1) % (2 * entries);
    return world.vm(vm).bus.writeMemory(at, commandBytes(parseCommand(`${name} ${fields}`)));
  });
  await Promise.all(stores);
  return queue.produced;
}

/** The 32-bit word of guest RAM at the physical address, which comes second, is this number. */
Then('the RAM of {guest} holds {number} at {number}', ['guest.memory'], async (world, vm: string, expected: bigint, address: bigint) => {
  const bytes = await world.vm(vm).bus.readMemory(address, 4);
  const actual = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength).getUint32(0, true);
  if (BigInt(actual) !== expected)
    world.fail(
      `guest RAM at 0x${address.toString(16)} holds 0x${actual.toString(16)}, not 0x${expected.toString(16)}`,
      `0x${expected.toString(16)}`,
      `0x${actual.toString(16)}`,
    );
});

/** The only guest has written ENABLE=1 to VINTF0_CONFIG. */
Given('VINTF0 is enabled', ['guest.mmio'], (world) => fulfil(world, world.soleVm, 0, 'ENABLE'));

/** The only guest has written CMDQV_EN=0 to CMDQV_CONFIG. */
Given('CMDQ-V is disabled', ['guest.mmio'], (world) => writeRegister(world, world.soleVm, 'CMDQV_CONFIG', {}));

/**
 * The only guest has enabled VINTF0, mapped the vCMDQ as the logical vCMDQ of the same number and given it a queue of 2^8
 * entries, which makes the device allocate it.
 */
Given('vCMDQ {int} is allocated', ['guest.mmio'], (world, slot: number) => allocate(world, world.soleVm, slot));

/** As `vCMDQ 0 is allocated`, then the same for vCMDQ 1. */
Given('vCMDQs 0 and 1 are allocated', ['guest.mmio'], async (world) => {
  await allocate(world, world.soleVm, 0);
  await allocate(world, world.soleVm, 1);
});

/** This guest enables VINTF0 if it is not, maps the vCMDQ as the logical vCMDQ of the same number and gives it a queue of 2^8 entries. */
When('vCMDQ {int} of {guest} is allocated', ['guest.mmio'], (world, slot: number, vm: string) => allocate(world, vm, slot));

/** As `vCMDQ 0 is allocated`, then CMDQ_EN=1 has been written to its CONFIG. */
Given('vCMDQ {int} is allocated and enabled', ['guest.mmio'], async (world, slot: number) => {
  await allocate(world, world.soleVm, slot);
  await enable(world, world.soleVm, slot);
});

/** This guest enables VINTF0 if it is not, maps the vCMDQ, gives it a queue of 2^8 entries, and writes CMDQ_EN=1 to its CONFIG. */
When('vCMDQ {int} of {guest} is allocated and enabled', ['guest.mmio'], async (world, slot: number, vm: string) => {
  await allocate(world, vm, slot);
  await enable(world, vm, slot);
});

/**
 * Makes these preconditions of an allocation true, in the order in which they are named: BASE gives the vCMDQ a queue,
 * ALLOC maps it as the logical vCMDQ of the same number, CMDQV_EN sets the bit in CMDQV_CONFIG, ENABLE that in
 * VINTF0_CONFIG.
 */
When(
  '{guest} fulfils {preconditions} among the preconditions of vCMDQ {int}',
  ['guest.mmio'],
  async (world, vm: string, preconditions: Precondition[], slot: number) => {
    for (const precondition of preconditions) await fulfil(world, vm, slot, precondition);
  },
);

/** One 64-bit store to BASE in the VINTF aperture, of the guest address and LOG2SIZE. Commands that are put on the vCMDQ later go there. */
When(
  '{guest} gives vCMDQ {int} a queue of 2^{int} entries at {number}',
  ['guest.mmio'],
  async (world, vm: string, slot: number, log2size: number, base: bigint) => {
    world.queues.set(`${vm}/${slot}`, { base, log2size, produced: 0 });
    await world.vm(vm).bus.write(guestRegister(`VINTF0_LVCMDQ${slot}_BASE`).offset, 8, base | BigInt(log2size));
  },
);

/** Writes a command for each row behind those that the queue holds already. PROD_INDX stays as it is. */
When(
  '{guest} stores these commands in the memory of vCMDQ {int}:',
  ['guest.memory'],
  async (world, vm: string, slot: number, table: DataTable) => {
    await store(world, vm, slot, table.raw());
  },
);

/** Writes a command for each row behind those that the queue holds already, then the new position to PROD_INDX in the VINTF aperture. */
When(
  '{guest} puts these commands on vCMDQ {int}:',
  ['guest.memory', 'guest.mmio'],
  async (world, vm: string, slot: number, table: DataTable) => {
    const produced = await store(world, vm, slot, table.raw());
    await writeRegister(world, vm, `VINTF0_LVCMDQ${slot}_PROD_INDX`, { WR: BigInt(produced) });
  },
);

/**
 * So many times: writes a CMD_SYNC behind the commands that the queue holds already, and the new position to PROD_INDX.
 * They may be more than the queue has room for at once.
 */
When(
  '{guest} puts {int} CMD_SYNC(s) on vCMDQ {int}',
  ['guest.memory', 'guest.mmio'],
  async (world, vm: string, count: number, slot: number) => {
    // One at a time, for they may be more than the queue holds.
    for (let put = 0; put < count; put++) {
      const produced = await store(world, vm, slot, [['CMD_SYNC']]);
      await writeRegister(world, vm, `VINTF0_LVCMDQ${slot}_PROD_INDX`, { WR: BigInt(produced) });
    }
  },
);

/** The memory of the queue begins with these commands, bit for bit. */
Then(
  'these commands lie in the memory of vCMDQ {int} of {guest}:',
  ['guest.memory'],
  async (world, slot: number, vm: string, table: DataTable) => {
    const queue = world.queues.get(`${vm}/${slot}`);
    if (queue === undefined) throw new Error(`the scenario has given vCMDQ ${slot} of ${vm} no queue`);
    const expected = table.raw().map(([name = '', fields = '']) => commandBytes(parseCommand(`${name} ${fields}`)));
    const bytes = await world.vm(vm).bus.readMemory(queue.base, expected.length * COMMAND_BYTES);
    const told = (words: readonly Uint8Array[]): string[] => words.map((word) => Buffer.from(word).toString('hex'));
    const actual = expected.map((_, entry) => bytes.subarray(entry * COMMAND_BYTES, (entry + 1) * COMMAND_BYTES));
    if (told(actual).join() !== told(expected).join())
      world.fail(`of the commands in memory, ${firstDifference(told(expected), told(actual))}`, told(expected), told(actual));
  },
);

/** Writes the command to this entry in the memory of the queue. */
When(
  '{guest} replaces entry {int} of vCMDQ {int} with {command}',
  ['guest.memory'],
  async (world, vm: string, entry: number, slot: number, command: string) => {
    const queue = world.queues.get(`${vm}/${slot}`);
    if (queue === undefined) throw new Error(`the scenario has given vCMDQ ${slot} of ${vm} no queue`);
    await world.vm(vm).bus.writeMemory(queue.base + 16n * BigInt(entry), commandBytes(parseCommand(command)));
  },
);
