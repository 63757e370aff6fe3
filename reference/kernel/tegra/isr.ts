import type { HostMemory, HostRegisters } from '../../../src/ports';
import { COMMAND_BYTES, commandBytes, encodeCommand } from '../../../src/tables/commands';
import { COMMAND_ERRORS, extract, fieldNamed } from '../../../src/tables/registers';
import type { Layout } from './layout';
import type { Lvcmdq } from './lvcmdq';
import type { Location } from './register-access';
import { load, store } from './register-access';
import type { Vintf } from './vintf';

/** Bits of a word of an error map as the driver reads LVCMDQ_ERR_MAP (PHYS-09). */
const WORD_BITS = 64;
/** VI_ERR_MAP is read as 32-bit words, for it is not 64-bit aligned (PHYS-10). */
const HALF_BITS = 32;

/** Errors after which the command stays as it is and is fetched or executed again (GERR-07). */
const RETRIED: ReadonlySet<number> = new Set([COMMAND_ERRORS.NONE, COMMAND_ERRORS.ABT, COMMAND_ERRORS.ATC_INV_SYNC]);

const CMD_SYNC = commandBytes(encodeCommand('CMD_SYNC', { MSH: 3n, MSIAttr: 0xfn }));

/** What the handler works on. */
export interface Interrupted {
  readonly layout: Layout;
  /** By number; VINTF 0 is the kernel's. */
  readonly vintfs: readonly (Vintf | undefined)[];
  readonly registers: HostRegisters;
  readonly memory: HostMemory;
}

/** Handles the error interrupt: repairs the kernel's own queues, and tells the owners of the others (HOST-07). */
export async function handleInterrupt(interrupted: Interrupted): Promise<void> {
  const { layout, vintfs, registers } = interrupted;
  const [low = 0n, high = 0n] = await loadAll(registers, layout.viErrMaps);
  for (const index of bitsOf(low | (high << BigInt(HALF_BITS)))) {
    const vintf = vintfs[index];
    if (vintf === undefined) continue;
    if (index === 0) await repair(vintf, interrupted);
    else await vintf.reportError(await loadAll(registers, vintf.layout.errMaps)); // EVT-01, UAPI-VEQ-18
  }
}

async function repair(vintf: Vintf, { registers, memory }: Interrupted): Promise<void> {
  for (const [word, map] of vintf.layout.errMaps.entries()) {
    for (const bit of bitsOf(await load(registers, map))) {
      // HOST-08; Linux 7.2 takes the bit alone for the number of the queue.
      const lvcmdq = vintf.lvcmdqs[WORD_BITS * word + bit];
      if (lvcmdq !== undefined) await repairQueue(lvcmdq, registers, memory);
    }
  }
}

/** Overwrites a command that cannot be executed, then acknowledges whatever the error was (GUEST-11, GERR-07). */
async function repairQueue({ layout, memory: queue }: Lvcmdq, registers: HostRegisters, memory: HostMemory): Promise<void> {
  const gerror = await load(registers, layout.gerror);
  const cons = await load(registers, layout.cons);
  if (!RETRIED.has(Number(extract(cons, fieldNamed(layout.cons, 'ERR'))))) {
    const entry = extract(cons, fieldNamed(layout.cons, 'RD')) % 2n ** BigInt(queue.log2size);
    await memory.write(queue.address + entry * BigInt(COMMAND_BYTES), CMD_SYNC);
  }
  await store(registers, layout.gerrorn, gerror);
}

async function loadAll(registers: HostRegisters, maps: readonly Location[]): Promise<readonly bigint[]> {
  const words: bigint[] = [];
  for (const map of maps) words.push(await load(registers, map));
  return words;
}

function* bitsOf(map: bigint): Generator<number> {
  for (let bit = 0, rest = map; rest > 0n; bit++, rest >>= 1n) {
    if ((rest & 1n) === 1n) yield bit;
  }
}
