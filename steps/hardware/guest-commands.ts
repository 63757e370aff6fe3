import type { DataTable } from '@cucumber/cucumber';
import type { CommandEvent } from '../../src/machine/log';
import { type CommandWords, commandFieldValue, covers, definitionOf, describeCommand, SYNC_SIGNALS } from '../../src/tables/commands';
import { COMMAND_ERRORS } from '../../src/tables/registers';
import { parseCommand } from '../commands';
import { few } from '../few';
import { fieldValue, withFieldValues } from '../observe/field-values';
import { executed, told } from '../observe/smmu-commands';
import { Then } from '../vocabulary';
import type { ConformanceWorld } from '../world';
import { expectStop } from './queues';

interface Wanted {
  readonly queue: string;
  readonly text: string;
  readonly words: CommandWords;
}

function wantedIn([queue = '', name = '', fields = '']: readonly string[]): Wanted {
  const text = `${name} ${fields}`.trim();
  return { queue, text, words: parseCommand(text) };
}

function satisfies(event: CommandEvent, { queue, words }: Wanted): boolean {
  return event.queue.kind === 'vcmdq' && `vCMDQ ${event.queue.index}` === queue && covers(event, words);
}

function seen(events: readonly CommandEvent[]): readonly string[] {
  return events.length === 0 ? ['no command'] : events.map(told);
}

/**
 * Since the When, so many commands have been executed as there are rows, and each does what its row says, or more within
 * the same VMID and StreamID: an invalidation of an ASID includes that of an address. A row names the queue, the command
 * and its fields.
 */
Then('these commands, or wider ones of the same VM, reach the SMMU:', ['observe.commands'], async (world, table: DataTable) => {
  const wanted = (await withFieldValues(world, table.raw())).map(wantedIn);
  const events = executed(world);
  const fits =
    wanted.length === events.length && events.every((event, index) => wanted[index] !== undefined && satisfies(event, wanted[index]));
  if (fits) return;
  world.fail(
    `${few(seen(events))} reached the SMMU, which does not do ${few(wanted.map(({ queue, text }) => `${queue}: ${text}`))}`,
    wanted.map(({ queue, text }) => `${queue}: ${text}`),
    seen(events),
  );
});

async function expectExecutedOrRefused(world: ConformanceWorld, queue: number, text: string, entry: number): Promise<void> {
  const events = executed(world);
  if (events.length === 0) return expectStop(world, queue, entry, [COMMAND_ERRORS.ILL_OPCODE, COMMAND_ERRORS.ILL_ACCESS]);
  const wanted = wantedIn([`vCMDQ ${queue}`, text]);
  const [event] = events;
  if (event === undefined || events.length > 1 || !satisfies(event, wanted)) {
    world.fail(
      `neither the command nor a refusal: ${few(seen(events))} reached the SMMU`,
      [`vCMDQ ${queue}: ${text}, or a command error`],
      seen(events),
    );
  }
}

/**
 * Since the When, this command, or a wider one of the same VM, is all that has been executed; or nothing has, and the
 * vCMDQ has stopped at the entry with ILL_OPCODE or ILL_ACCESS.
 */
Then(
  'vCMDQ {int} executes {command} or stops at entry {int} because the command is forbidden',
  ['registers', 'observe.commands'],
  expectExecutedOrRefused,
);

/** Whether a command can have an effect outside a VMID and a StreamID. */
function isWithin(words: CommandWords, vmid: bigint, streamId: bigint): boolean {
  const definition = definitionOf(words);
  if (definition?.name === 'CMD_SYNC') return commandFieldValue(words, 'CS') === SYNC_SIGNALS.SIG_NONE;
  if (definition?.name === 'ATC_INV') return commandFieldValue(words, 'SID') === streamId;
  return definition?.name.startsWith('TLBI_') === true && commandFieldValue(words, 'VMID') === vmid;
}

function expectWithin(world: ConformanceWorld, vintf: number, vmid: bigint, streamId: bigint): void {
  const strays = executed(world).filter(
    (event) => event.queue.kind === 'vcmdq' && event.queue.vintf === vintf && !isWithin(event, vmid, streamId),
  );
  if (strays.length === 0) return;
  const [first] = strays;
  world.fail(
    `VINTF ${vintf} reached beyond its VM${first === undefined ? '' : ` with ${describeCommand(first)}`}`,
    `only invalidations of VMID ${vmid} and StreamID 0x${streamId.toString(16)}, and CMD_SYNC`,
    seen(strays),
  );
}

/**
 * Since the When, what vCMDQs of the VINTF have had executed is TLB invalidations of this VMID, ATC invalidations of this
 * StreamID, and CMD_SYNCs that signal nothing.
 */
Then(
  'commands of VINTF {int} reach nothing but VMID {int} and StreamID {number}',
  ['observe.commands'],
  (world, vintf: number, vmid: number, streamId: bigint) => expectWithin(world, vintf, BigInt(vmid), streamId),
);

/** As the sentence above, with the VMID that a field of a physical register holds. */
Then(
  'commands of VINTF {int} reach nothing but the VMID in {field} and StreamID {number}',
  ['observe.commands', 'registers'],
  async (world, vintf: number, vmid: string, streamId: bigint) => expectWithin(world, vintf, await fieldValue(world, vmid), streamId),
);

/** VMIDs that TLB invalidations of the VINTF had when they were executed. */
function vmidsOf(world: ConformanceWorld, vintf: number): ReadonlySet<bigint | undefined> {
  const own = executed(world).filter(({ queue }) => queue.kind === 'vcmdq' && queue.vintf === vintf);
  return new Set(own.filter((event) => definitionOf(event)?.name.startsWith('TLBI_')).map((event) => commandFieldValue(event, 'VMID')));
}

/** Since the When, vCMDQs of both VINTFs have had TLB invalidations executed: those of each with one VMID, which is not the other's. */
Then('invalidations of VINTF {int} and of VINTF {int} have a VMID each', ['observe.commands'], (world, one: number, other: number) => {
  const [first, second] = [[...vmidsOf(world, one)], [...vmidsOf(world, other)]];
  if (first.length === 1 && second.length === 1 && first[0] !== second[0]) return;
  const seenOf = (vintf: number, vmids: readonly (bigint | undefined)[]) => `VINTF ${vintf}: ${vmids.join(', ') || 'none'}`;
  world.fail(
    `invalidations of VINTF ${one} and of VINTF ${other} do not have a VMID each`,
    [`VINTF ${one}: a VMID`, `VINTF ${other}: another`],
    [seenOf(one, first), seenOf(other, second)],
  );
});
