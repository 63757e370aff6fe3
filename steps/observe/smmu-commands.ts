import type { DataTable } from '@cucumber/cucumber';
import { type CommandEvent, tellQueue } from '../../src/machine/log';
import {
  type CommandWords,
  commandField,
  definitionOf,
  describeCommand,
  encodeCommand,
  getField,
  setField,
} from '../../src/tables/commands';
import { parseCommand } from '../commands';
import { few } from '../few';
import { matchAccesses } from '../match-accesses';
import { parseAssignments, parseNumber } from '../parameters';
import { Then } from '../vocabulary';
import type { ConformanceWorld } from '../world';
import { withFieldValues } from './field-values';
import { givenCommands, isOfHostsOwn } from './hosts-own';

/** Commands that reached the SMMU since the When, in order; of several, this one. */
export function executed(world: ConformanceWorld, origin: 'any' | 'vcmdq' | 'smmu' = 'any', smmu?: string): readonly CommandEvent[] {
  return seenCommands(world, origin, smmu).map(({ event }) => event);
}

/** As {@link executed}, without what a running kernel sent of its own accord, CMD_SYNC aside. */
function executedForVms(world: ConformanceWorld, origin: 'any' | 'vcmdq' | 'smmu'): readonly CommandEvent[] {
  const seen = seenCommands(world, origin);
  return seen.filter(({ event, isOwn }) => !isOwn || isSync(event)).map(({ event }) => event);
}

interface SeenCommand {
  readonly event: CommandEvent;
  /** A running kernel sent it of its own accord. */
  readonly isOwn: boolean;
}

function seenCommands(world: ConformanceWorld, origin: 'any' | 'vcmdq' | 'smmu', smmu?: string): readonly SeenCommand[] {
  return world.acted().flatMap((operation) => {
    if (operation.port !== 'smmu' || (smmu !== undefined && operation.who !== smmu)) return [];
    if (origin !== 'any' && operation.event.queue.kind !== origin) return [];
    return [{ event: operation.event, isOwn: isOfHostsOwn(world, operation) }];
  });
}

const isSync = (event: CommandEvent) => definitionOf(event)?.name === 'CMD_SYNC';

/** A command and its queue, in words. */
export function told(event: CommandEvent): string {
  return `${tellQueue(event.queue)}: ${describeCommand(event)}`;
}

/** A problem with a command, or `undefined` if it is as `[queue, name, fields]` expects; fields that are not named must be 0. */
function mismatch(event: CommandEvent, [queue = '', name = '', given = '']: readonly string[]): string | undefined {
  const origin = event.queue.kind === 'smmu' ? 'SMMU' : `vCMDQ ${event.queue.index}`;
  if (origin !== queue) return `it came from ${origin}`;
  const definition = definitionOf(event);
  if (definition?.name !== name) return `it is ${describeCommand(event)}`;
  const wanted = parseAssignments(given.replaceAll(' ', ','));
  for (const fieldName of wanted.keys()) {
    if (commandField(definition, fieldName) === undefined) throw new RangeError(`${name} has no field ${fieldName}`);
  }
  for (const part of definition.fields) {
    const expected = parseNumber(wanted.get(part.name) ?? '0');
    const actual = getField(event, part);
    if (actual !== expected) return `its ${part.name} is 0x${actual.toString(16)}, not 0x${expected.toString(16)}`;
  }
  const exact = definition.fields.reduce<CommandWords>((words, part) => setField(words, part, getField(event, part)), encodeCommand(name));
  return exact.word0 === event.word0 && exact.word1 === event.word1 ? undefined : 'bits are set that belong to none of its fields';
}

/** Fields of physical registers may stand for values: `VMID=VINTF1_CONFIG.VMID`. */
async function expectCommands(
  world: ConformanceWorld,
  table: readonly (readonly string[])[],
  origin: 'any' | 'vcmdq' | 'smmu' = 'any',
  isOfInterest: (event: CommandEvent) => boolean = () => true,
  smmu?: string,
): Promise<void> {
  const rows = await withFieldValues(world, table);
  const seen = seenCommands(world, origin, smmu).filter(({ event }) => isOfInterest(event));
  const { kept } = matchAccesses(rows, seen, {
    fits: (row, list, from) => list.slice(from, from + 1).filter(({ event }) => mismatch(event, row) === undefined).length,
    harmless: ({ isOwn }) => isOwn,
  });
  const events = kept.map(({ event }) => event);
  const problems = rows.flatMap((row, index) => {
    const event = events[index];
    const problem = event === undefined ? 'it did not arrive' : mismatch(event, row);
    return problem === undefined ? [] : [`command ${index + 1}, ${row[1]}: ${problem}`];
  });
  if (problems.length === 0 && events.length === rows.length) return;
  const surplus =
    events.length > rows.length ? [`${events.length - rows.length} more than expected: ${few(events.slice(rows.length).map(told))}`] : [];
  world.fail(
    `other commands reached the SMMU: ${few([...problems, ...surplus])}`,
    rows.length === 0 ? 'no command' : rows.map(([queue, name, fields = '']) => `${queue}: ${name} ${fields}`.trim()),
    events.length === 0 ? 'no command' : events.map(told),
  );
}

/**
 * Since the When, exactly these commands have been executed, in this order, besides what a running kernel sends of its own
 * accord through queues of its own. A row names the queue, `SMMU` for its own or
 * `vCMDQ 2`, the command and its fields; those that are not named have to be 0. A field of a physical register may stand
 * for what it holds: `VMID=VINTF1_CONFIG.VMID`.
 */
Then('these commands reach the SMMU:', ['observe.commands'], (world, table: DataTable) => expectCommands(world, table.raw()));

/** As the sentence above, of one SMMU of two, by its name; fields that stand for what they hold are the first SMMU's. */
Then('these commands reach {word}:', ['observe.commands'], (world, smmu: string, table: DataTable) =>
  expectCommands(world, table.raw(), 'any', undefined, smmu),
);

/** Since the When, no command has been executed, of whatever queue, but what a running kernel sends of its own accord. */
Then('no command reaches the SMMU', ['observe.commands'], (world) => expectCommands(world, []));

/** Since the When, exactly these commands of vCMDQs have been executed, in this order; those of the SMMU's own queue are not looked at. */
Then('these commands reach the SMMU from vCMDQs:', ['observe.commands'], (world, table: DataTable) =>
  expectCommands(world, table.raw(), 'vcmdq'),
);

/** As the sentence above, of one SMMU of two, by its name; fields that stand for what they hold are the first SMMU's. */
Then('these commands reach {word} from vCMDQs:', ['observe.commands'], (world, smmu: string, table: DataTable) =>
  expectCommands(world, table.raw(), 'vcmdq', undefined, smmu),
);

/** Since the When, no command of a vCMDQ has been executed by this SMMU. */
Then('no command reaches {word} from a vCMDQ', ['observe.commands'], (world, smmu: string) =>
  expectCommands(world, [], 'vcmdq', undefined, smmu),
);

/** Since the When, no command of a vCMDQ has been executed. */
Then('no command reaches the SMMU from a vCMDQ', ['observe.commands'], (world) => expectCommands(world, [], 'vcmdq'));

/** Since the When, exactly these commands have been executed, in this order, of whatever queue; any CMD_SYNC is not looked at. */
Then('these commands reach the SMMU, CMD_SYNC aside:', ['observe.commands'], (world, table: DataTable) =>
  expectCommands(world, table.raw(), 'any', (event) => !isSync(event)),
);

/**
 * Since the When, exactly these commands have been executed, in this order, of whatever queue; any CMD_SYNC is not looked
 * at. A row tells how many of a command come in a row, before the queue, the command and its fields.
 */
Then('these commands reach the SMMU, CMD_SYNC aside, each so many times in a row:', ['observe.commands'], (world, table: DataTable) =>
  expectCommands(
    world,
    table.raw().flatMap(([count = '1', ...row]) => Array.from({ length: Number(count) }, () => row)),
    'any',
    (event) => !isSync(event),
  ),
);

/**
 * Since the When, the kernel has put these commands on the first SMMU's own queue, in this order, whether the SMMU took them or found them
 * illegal, and no other that a VM can ask for. A row has the command and its fields; those that are not named have to be 0. A field of
 * a physical register may stand for what it holds.
 */
Then("the SMMU's own queue is given these commands, CMD_SYNC aside:", ['observe.registers'], async (world, table: DataTable) => {
  const rows = await withFieldValues(world, table.raw());
  const given = givenCommands(world.acted());
  const problems = rows.flatMap((row, index) => {
    const words = given[index];
    const problem =
      words === undefined ? 'it was not given' : mismatch({ op: 'execute', queue: { kind: 'smmu' }, ...words }, ['SMMU', ...row]);
    return problem === undefined ? [] : [`command ${index + 1}, ${row[0]}: ${problem}`];
  });
  const told = given.map(describeCommand);
  if (given.length > rows.length) problems.push(`${given.length - rows.length} more than expected: ${few(told.slice(rows.length))}`);
  if (problems.length === 0) return;
  world.fail(
    `the SMMU's own queue is given other commands: ${few(problems)}`,
    rows.map(([name, fields = '']) => `${name} ${fields}`.trim()),
    told.length === 0 ? 'no command' : told,
  );
});

/** How many commands the SMMU's own queue executed before each CMD_SYNC, and after the last one. */
function batches(world: ConformanceWorld): readonly number[] {
  const sizes: number[] = [];
  let size = 0;
  for (const event of executedForVms(world, 'smmu')) {
    if (isSync(event)) {
      sizes.push(size);
      size = 0;
    } else size += 1;
  }
  return size === 0 ? sizes : [...sizes, size];
}

/**
 * Since the When, so many commands of the SMMU's own queue have been executed, CMD_SYNC not counted; a CMD_SYNC came after
 * at most so many of them, and after the last.
 */
Then(
  "the SMMU's own queue executes {int} command(s) in batches of at most {int}, each followed by a CMD_SYNC",
  ['observe.commands'],
  (world, count: number, most: number) => {
    const last = executedForVms(world, 'smmu').at(-1);
    const actual = batches(world);
    const closed = last === undefined || isSync(last);
    const sum = actual.reduce((total, size) => total + size, 0);
    if (sum === count && closed && actual.every((size) => size <= most)) return;
    const told = `${sum} commands in batches of ${actual.join(', ')}${closed ? '' : ', without a CMD_SYNC at the end'}`;
    world.fail(
      `the SMMU's own queue executes ${told}`,
      `${count} commands in batches of at most ${most}, each followed by a CMD_SYNC`,
      told,
    );
  },
);

/** Since the When, no command of this name has been executed, but by the queues of the host's own VINTF 0. */
Then('no {command} reaches the SMMU', ['observe.commands'], (world, text: string) => {
  const { name } = definitionOf(parseCommand(text)) ?? { name: text };
  const seen = seenCommands(world, 'any')
    .filter(({ event, isOwn }) => definitionOf(event)?.name === name && !(isOwn && event.queue.kind === 'vcmdq'))
    .map(({ event }) => event);
  if (seen.length > 0) world.fail(`${few(seen.map(told))} reached the SMMU, where no ${name} should`, `no ${name}`, seen.map(told));
});
