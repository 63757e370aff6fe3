import type { DataTable } from '@cucumber/cucumber';
import { parseCommand } from '../../commands';
import type { Assignments } from '../../parameters';
import { When } from '../../vocabulary';
import { makeCall } from './make-call';
import { commandsData } from './plain-calls';
import { userSpace } from './process';

/** A correct call on the vIOMMU that carries a command for each row. */
When('user space calls HWPT_INVALIDATE with these commands:', ['host.calls'], async (world, table: DataTable) => {
  const commands = table.raw().map((row) => parseCommand(row.join(' ')));
  const members = new Map([['entry_num', String(commands.length)]]);
  await makeCall(await userSpace(world), 'HWPT_INVALIDATE', members, { data: commandsData(commands) });
});

/** As the sentence above, with members changed. */
When(
  'user space calls HWPT_INVALIDATE with {assignments} and these commands:',
  ['host.calls'],
  async (world, changes: Assignments, table: DataTable) => {
    const commands = table.raw().map((row) => parseCommand(row.join(' ')));
    const members = new Map([['entry_num', String(commands.length)], ...changes]);
    await makeCall(await userSpace(world), 'HWPT_INVALIDATE', members, { data: commandsData(commands) });
  },
);

/** A correct call on the vIOMMU; a row tells how many of a command it carries. */
When('user space calls HWPT_INVALIDATE with these numbers of commands:', ['host.calls'], async (world, table: DataTable) => {
  const commands = table.raw().flatMap(([count = '1', ...row]) => Array.from({ length: Number(count) }, () => parseCommand(row.join(' '))));
  const members = new Map([['entry_num', String(commands.length)]]);
  await makeCall(await userSpace(world), 'HWPT_INVALIDATE', members, { data: commandsData(commands) });
});

/**
 * A call on the vIOMMU with entries of this length, each of which has a command in front and this byte in the rest.
 * Entries that are too short have the beginning of their command.
 */
When(
  'user space calls HWPT_INVALIDATE with these commands in entries of {int} byte(s), padded with {number}:',
  ['host.calls'],
  async (world, length: number, filler: bigint, table: DataTable) => {
    const commands = table.raw().map((row) => parseCommand(row.join(' ')));
    const members = new Map([
      ['entry_num', String(commands.length)],
      ['entry_len', String(length)],
    ]);
    await makeCall(await userSpace(world), 'HWPT_INVALIDATE', members, {
      data: commandsData(commands, { length, filler: Number(filler) }),
    });
  },
);
