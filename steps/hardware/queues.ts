import type { DataTable } from '@cucumber/cucumber';
import { hostWithSmmu, identification, switchedOn, TEGRA241 } from '../../src/machine';
import type { HostDescription } from '../../src/ports';
import { commandBytes } from '../../src/tables/commands';
import { COMMAND_ERRORS, compose, extract, fieldNamed } from '../../src/tables/registers';
import { parseCommand } from '../commands';
import { registerIn } from '../guest/registers';
import { physicalMapOf } from '../observe/register-accesses';
import type { IdChanges } from '../parameters';
import { Given, Then, When } from '../vocabulary';
import type { ConformanceWorld } from '../world';

const LOG2SIZE = 8;

async function write(world: ConformanceWorld, name: string, fields: Readonly<Record<string, bigint>>): Promise<void> {
  const register = registerIn(physicalMapOf(world, 'smmu0'), name);
  await world.machine.registers('smmu0').write(register.offset, register.size, compose(register, fields));
}

async function read(world: ConformanceWorld, name: string, fieldName: string): Promise<number> {
  const register = registerIn(physicalMapOf(world, 'smmu0'), name);
  world.spokenOf.add(`smmu0/${name}`);
  return Number(extract(await world.machine.registers('smmu0').read(register.offset, register.size), fieldNamed(register, fieldName)));
}

async function enableVintf(world: ConformanceWorld, vintf: number, fields: Readonly<Record<string, bigint>>): Promise<void> {
  await write(world, `VINTF${vintf}_CONFIG`, fields);
  await write(world, `VINTF${vintf}_CONFIG`, { ...fields, ENABLE: 1n });
}

async function map(world: ConformanceWorld, queue: number, slot: number, vintf: number): Promise<void> {
  await write(world, `CMDQ_ALLOC_MAP_${queue}`, { ALLOC: 1n, LVCMDQ: BigInt(slot), VIRT_INTF_INDX: BigInt(vintf) });
}

/** Where a queue lies unless a scenario chooses. */
function usualBase(queue: number): bigint {
  return 0x9000_0000n + BigInt(queue) * 0x10_0000n;
}

async function giveQueue(world: ConformanceWorld, queue: number, log2size: number, base = usualBase(queue)): Promise<void> {
  world.queues.set(`hardware/${queue}`, { base, log2size, produced: 0 });
  const register = registerIn(physicalMapOf(world, 'smmu0'), `VCMDQ${queue}_BASE`);
  await world.machine.registers('smmu0').write(register.offset, 8, base | BigInt(log2size));
}

function queueOf(world: ConformanceWorld, queue: number) {
  const found = world.queues.get(`hardware/${queue}`);
  if (found === undefined) throw new Error(`the scenario has given vCMDQ ${queue} no queue`);
  return found;
}

async function store(world: ConformanceWorld, number: number, table: DataTable): Promise<number> {
  const queue = queueOf(world, number);
  const entries = 2 ** queue.log2size;
  for (const [name = '', fields = ''] of table.raw()) {
    await world.machine.memory.write(queue.base + 16n * BigInt(queue.produced % entries), commandBytes(parseCommand(`${name} ${fields}`)));
    queue.produced = (queue.produced + 1) % (2 * entries);
  }
  return queue.produced;
}

async function outOfReset(world: ConformanceWorld, host?: HostDescription): Promise<void> {
  await world.powerOn(host);
  await switchedOn(world.machine.registers('smmu0'), physicalMapOf(world, 'smmu0'));
}

/** A host with one SMMU whose CMDQ-V block has just been reset, and is on. No kernel has booted. */
Given('the CMDQ-V hardware out of reset', ['registers'], (world) => outOfReset(world));

/** A host with one SMMU whose ID registers read as usual but for these. It has just been reset, and is on; no kernel has booted. */
Given('the CMDQ-V hardware of an SMMU with {identification}, out of reset', ['registers'], async (world, changes: IdChanges) => {
  await outOfReset(world, hostWithSmmu(identification(changes)));
});

/**
 * A host with one SMMU whose CMDQ-V block has so many vCMDQs, VINTFs and stream ID slots in each VINTF, and has just been
 * reset. No kernel has booted.
 */
Given(
  'the CMDQ-V hardware with 2^{int} vCMDQs, 2^{int} VINTFs and 2^{int} SID slots, out of reset',
  ['registers'],
  async (world, vcmdqsLog2: number, vintfsLog2: number, sidsLog2: number) => {
    await outOfReset(world, hostWithSmmu({ cmdqv: { ...TEGRA241, vcmdqsLog2, vintfsLog2, sidsLog2 } }));
  },
);

/** The host writes the VMID to the CONFIG of the VINTF, then the same with ENABLE=1. */
When('VINTF {int} is enabled for a guest with VMID {int}', ['registers'], (world, vintf: number, vmid: number) =>
  enableVintf(world, vintf, { VMID: BigInt(vmid) }),
);

/** The host has written HYP_OWN=1 to the CONFIG of the VINTF, then the same with ENABLE=1. */
Given('VINTF {int} is enabled for the hypervisor', ['registers'], (world, vintf: number) => enableVintf(world, vintf, { HYP_OWN: 1n }));

/** The host writes the mapping to the CMDQ_ALLOC_MAP of the vCMDQ, with ALLOC=1. */
When('vCMDQ {int} is mapped as logical vCMDQ {int} of VINTF {int}', ['registers'], map);

/** The host has mapped the vCMDQs that belong to the VINTF, by number, from its logical vCMDQ 0 up. */
Given(
  'logical vCMDQs 0 to {int} of VINTF {int} are mapped in ascending order',
  ['registers'],
  async (world, last: number, vintf: number) => {
    const { lvcmdqs } = physicalMapOf(world, 'smmu0').geometry;
    for (let slot = 0; slot <= last; slot++) await map(world, vintf * lvcmdqs + slot, slot, vintf);
  },
);

/** The host has written BASE of the vCMDQ with one 64-bit store: memory of its own, and this LOG2SIZE. */
Given('vCMDQ {int} has a queue of 2^{int} entries', ['registers', 'physicalMemory'], (world, queue: number, log2size: number) =>
  giveQueue(world, queue, log2size),
);

/** The host has written BASE of the vCMDQ with one 64-bit store: this physical address, and this LOG2SIZE. */
Given(
  'vCMDQ {int} has a queue of 2^{int} entries at {number}',
  ['registers', 'physicalMemory'],
  (world, queue: number, log2size: number, base: bigint) => giveQueue(world, queue, log2size, base),
);

/** The host writes CMDQ_EN=1 to the CONFIG of the vCMDQ. */
When('vCMDQ {int} is enabled', ['registers'], (world, queue: number) => write(world, `VCMDQ${queue}_CONFIG`, { CMDQ_EN: 1n }));

/** The host has mapped the vCMDQ, given it a queue of 2^8 entries, and enabled it. */
Given(
  'vCMDQ {int} runs as logical vCMDQ {int} of VINTF {int}',
  ['registers', 'physicalMemory'],
  async (world, queue: number, slot: number, vintf: number) => {
    await map(world, queue, slot, vintf);
    await giveQueue(world, queue, LOG2SIZE);
    await write(world, `VCMDQ${queue}_CONFIG`, { CMDQ_EN: 1n });
  },
);

/** The host has written the pSID to SID_REPLACE of the slot, and the vSID with ENABLE=1 to its SID_MATCH. */
Given(
  'VINTF {int} replaces vSID {number} with pSID {number} in slot {int}',
  ['registers'],
  async (world, vintf: number, vsid: bigint, psid: bigint, slot: number) => {
    await write(world, `VINTF${vintf}_SID_REPLACE_${slot}`, { PHYS_SID: psid });
    await write(world, `VINTF${vintf}_SID_MATCH_${slot}`, { ENABLE: 1n, VIRT_SID: vsid });
  },
);

/** A command for each row is written behind those that the queue holds already. PROD_INDX stays as it is. */
When('these commands are stored in the memory of vCMDQ {int}:', ['physicalMemory'], async (world, queue: number, table: DataTable) => {
  await store(world, queue, table);
});

/** A command for each row is written behind those that the queue holds already; then the host writes the new position to PROD_INDX. */
When('these commands are put on vCMDQ {int}:', ['registers', 'physicalMemory'], async (world, queue: number, table: DataTable) => {
  const produced = await store(world, queue, table);
  await write(world, `VCMDQ${queue}_PROD_INDX`, { WR: BigInt(produced) });
});

/**
 * So many CMD_SYNCs are written behind the commands that the queue holds already; then the host writes the new position to
 * PROD_INDX, once.
 */
When('{int} CMD_SYNC(s) is/are put on vCMDQ {int}', ['registers', 'physicalMemory'], async (world, count: number, number: number) => {
  const queue = queueOf(world, number);
  const entries = 2 ** queue.log2size;
  for (let index = 0; index < count; index++) {
    await world.machine.memory.write(queue.base + 16n * BigInt((queue.produced + index) % entries), commandBytes(parseCommand('CMD_SYNC')));
  }
  queue.produced = (queue.produced + count) % (2 * entries);
  await write(world, `VCMDQ${number}_PROD_INDX`, { WR: BigInt(queue.produced) });
});

/** The command is written to this entry in the memory of the queue. */
When(
  'entry {int} of vCMDQ {int} is replaced with {command}',
  ['physicalMemory'],
  async (world, entry: number, queue: number, command: string) => {
    await world.machine.memory.write(queueOf(world, queue).base + 16n * BigInt(entry), commandBytes(parseCommand(command)));
  },
);

async function acknowledge(world: ConformanceWorld, queue: number): Promise<void> {
  const map = physicalMapOf(world, 'smmu0');
  const registers = world.machine.registers('smmu0');
  const error = await registers.read(registerIn(map, `VCMDQ${queue}_GERROR`).offset, 4);
  await registers.write(registerIn(map, `VCMDQ${queue}_GERRORN`).offset, 4, error);
}

/** The host writes what GERROR of the vCMDQ reads to its GERRORN. */
When('the error of vCMDQ {int} is acknowledged', ['registers'], acknowledge);

/**
 * So many times: a command that no SMMU knows is put on the vCMDQ, which stops; then the entry is replaced with a CMD_SYNC
 * and the error acknowledged.
 */
When('vCMDQ {int} fails and is repaired {int} time(s)', ['registers', 'physicalMemory'], async (world, index: number, times: number) => {
  for (let done = 0; done < times; done++) {
    const queue = queueOf(world, index);
    const entries = 2 ** queue.log2size;
    const address = queue.base + 16n * BigInt(queue.produced % entries);
    await world.machine.memory.write(address, commandBytes(parseCommand('0x00')));
    queue.produced = (queue.produced + 1) % (2 * entries);
    await write(world, `VCMDQ${index}_PROD_INDX`, { WR: BigInt(queue.produced) });
    await world.machine.memory.write(address, commandBytes(parseCommand('CMD_SYNC')));
    await acknowledge(world, index);
  }
});

/** Requires that an error stopped the queue at `entry`, with one of `errors` in CONS_INDX.ERR. */
export async function expectStop(world: ConformanceWorld, queue: number, entry: number, errors: readonly number[]): Promise<void> {
  const at = await read(world, `VCMDQ${queue}_CONS_INDX`, 'RD');
  const error = await read(world, `VCMDQ${queue}_CONS_INDX`, 'ERR');
  const active = (await read(world, `VCMDQ${queue}_GERROR`, 'CMDQ_ERR')) !== (await read(world, `VCMDQ${queue}_GERRORN`, 'CMDQ_ERR'));
  if (at !== entry || !errors.includes(error) || !active) {
    const wanted = `RD=${entry}, ERR in {${errors.join(', ')}}, CMDQ_ERR active`;
    const seen = `RD=${at}, ERR=${error}, CMDQ_ERR ${active ? 'active' : 'not active'}`;
    world.fail(`vCMDQ ${queue} has ${seen}; it should have stopped with ${wanted}`, wanted, seen);
  }
}

/** CONS_INDX of the vCMDQ has this RD and this error in ERR, and CMDQ_ERR differs between GERROR and GERRORN. */
Then('vCMDQ {int} stops at entry {int} with {word}', ['registers'], (world, queue: number, entry: number, name: string) => {
  const error = Object.entries(COMMAND_ERRORS).find(([known]) => known === name)?.[1];
  if (error === undefined) throw new RangeError(`CONS_INDX.ERR is one of ${Object.keys(COMMAND_ERRORS).join(', ')}`);
  return expectStop(world, queue, entry, [error]);
});

/**
 * CONS_INDX of the vCMDQ has this RD and one of the errors ILL_OPCODE and ILL_ACCESS in ERR, and CMDQ_ERR differs between
 * GERROR and GERRORN.
 */
Then('vCMDQ {int} stops at entry {int} because the command is forbidden', ['registers'], (world, queue: number, entry: number) =>
  expectStop(world, queue, entry, [COMMAND_ERRORS.ILL_OPCODE, COMMAND_ERRORS.ILL_ACCESS]),
);

/**
 * RD in CONS_INDX of the vCMDQ is this number, wrap bit included, and CMDQ_ERR is the same in GERROR and GERRORN. Of a queue
 * that the kernel gave it, the entries count that came since the scenario looked at it.
 */
Then('vCMDQ {int} has consumed {int} entry/entries without error', ['registers'], async (world, queue: number, count: number) => {
  const { begins = 0, log2size = LOG2SIZE } = world.queues.get(`hardware/${queue}`) ?? {};
  const entries = (begins + count) % 2 ** (log2size + 1);
  const at = await read(world, `VCMDQ${queue}_CONS_INDX`, 'RD');
  const gerror = await read(world, `VCMDQ${queue}_GERROR`, 'CMDQ_ERR');
  const gerrorn = await read(world, `VCMDQ${queue}_GERRORN`, 'CMDQ_ERR');
  if (at !== entries || gerror !== gerrorn) {
    const [wanted, seen] = [`RD=${entries}, CMDQ_ERR not active`, `RD=${at}, CMDQ_ERR ${gerror === gerrorn ? 'not active' : 'active'}`];
    world.fail(`vCMDQ ${queue} has ${seen}, not ${wanted}`, wanted, seen);
  }
});

/** Since the When, the CMDQ-V block has raised its interrupt so many times. */
Then('the hardware raises {times} interrupt(s)', ['observe.registers'], (world, expected: number) => {
  const actual = world.acted().filter((operation) => operation.port === 'registers' && operation.event.op === 'interrupt').length;
  if (actual !== expected)
    world.fail(`the hardware raised ${actual} interrupts, not ${expected}`, `${expected} interrupts`, `${actual} interrupts`);
});
