import type { DataTable } from '@cucumber/cucumber';
import { commandField, definitionOf, describeCommand, getField } from '../../src/commands';
import { type CommandEvent, tellQueue } from '../../src/log';
import { parseAssignments, parseNumber } from '../parameters';
import { sentence } from '../vocabulary';
import type { ConformanceWorld } from '../world';

/** Commands that reached the SMMU since the When, in order. */
export function executed(world: ConformanceWorld, origin: 'any' | 'vcmdq' | 'smmu' = 'any'): readonly CommandEvent[] {
  return world.acted().flatMap((operation) => {
    if (operation.port !== 'smmu') return [];
    return origin === 'any' || operation.event.queue.kind === origin ? [operation.event] : [];
  });
}

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
  return undefined;
}

function expectCommands(world: ConformanceWorld, rows: readonly (readonly string[])[], origin: 'any' | 'vcmdq' | 'smmu' = 'any'): void {
  const events = executed(world, origin);
  const problems = rows.flatMap((row, index) => {
    const event = events[index];
    const problem = event === undefined ? 'it did not arrive' : mismatch(event, row);
    return problem === undefined ? [] : [`command ${index + 1}, ${row[1]}: ${problem}`];
  });
  if (problems.length === 0 && events.length === rows.length) return;
  const surplus = events.length > rows.length ? [`${events.length - rows.length} more than expected`] : [];
  world.fail(
    `other commands reached the SMMU: ${[...problems, ...surplus].join('; ')}`,
    rows.length === 0 ? 'no command' : rows.map(([queue, name, fields = '']) => `${queue}: ${name} ${fields}`.trim()),
    events.length === 0 ? 'no command' : events.map(told),
  );
}

sentence('these commands reach the SMMU:', ['observe.commands'], (world, table: DataTable) => expectCommands(world, table.raw()));

sentence('no command reaches the SMMU', ['observe.commands'], (world) => expectCommands(world, []));

sentence('these commands reach the SMMU from vCMDQs:', ['observe.commands'], (world, table: DataTable) => expectCommands(world, table.raw(), 'vcmdq'));

sentence('no command reaches the SMMU from a vCMDQ', ['observe.commands'], (world) => expectCommands(world, [], 'vcmdq'));
