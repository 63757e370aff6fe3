import type { DataTable } from '@cucumber/cucumber';
import type { HostEvent, Operation } from '../../src/machine/log';
import { Narrator } from '../../src/machine/log';
import { requestNumbered } from '../../src/tables/uapi';
import { few } from '../few';
import { firstDifference } from '../first-difference';
import { matchAccesses } from '../match-accesses';
import { type Assignments, parseAssignments, parseNumber } from '../parameters';
import { Then } from '../vocabulary';
import type { ConformanceWorld } from '../world';
import { argumentMismatch } from './call-arguments';
import { objectNames } from './object-names';

/** A call of a process to the kernel that a scenario can expect: an ioctl, or one of mmap, munmap, open, close. */
interface SeenCall {
  readonly name: string;
  readonly event: HostEvent;
  readonly operation: Operation;
}

const PLAIN_CALLS: Readonly<Partial<Record<HostEvent['op'], string>>> = { mmap: 'MMAP', munmap: 'MUNMAP', open: 'OPEN', close: 'CLOSE' };

function seenCalls(operations: readonly Operation[], who: string): readonly SeenCall[] {
  const seen: SeenCall[] = [];
  for (const operation of operations) {
    if (operation.port !== 'host' || operation.who !== who) continue;
    const { event } = operation;
    const name = event.op === 'ioctl' ? (requestNumbered(event.request)?.name ?? `0x${event.request.toString(16)}`) : PLAIN_CALLS[event.op];
    if (name !== undefined) seen.push({ name, event, operation });
  }
  return seen;
}

/** A problem with a call, or `undefined` if it is as `[name, arguments, status]` expects. */
function mismatch(
  world: ConformanceWorld,
  who: string,
  call: SeenCall,
  [name = '', given = '', status = 'OK']: readonly string[],
): string | undefined {
  if (call.name !== name) return `it is ${call.name}`;
  const { event, operation } = call;
  const ended = 'status' in event ? event.status : undefined;
  if (ended !== (status || 'OK')) return `it ended with ${ended ?? 'no answer'}`;
  return argumentMismatch(name, event, parseAssignments(given), namesBefore(world, who, operation));
}

/** Object names as they stood when the call was made: an ID may come back for a later object. */
function namesBefore(world: ConformanceWorld, who: string, { n }: Operation): ReadonlyMap<string, bigint> {
  return objectNames(
    world.machine.log.operations.filter((earlier) => earlier.n < n),
    who,
  );
}

function expectCalls(world: ConformanceWorld, who: string, rows: readonly (readonly string[])[], only?: string): void {
  const calls = seenCalls(world.acted(), who).filter((call) => only === undefined || call.name === only);
  const problems = rows.flatMap((row, index) => {
    const call = calls[index];
    const problem = call === undefined ? 'it was not made' : mismatch(world, who, call, row);
    return problem === undefined ? [] : [`call ${index + 1}, ${row[0]}: ${problem}`];
  });
  if (problems.length === 0 && calls.length === rows.length) return;
  const narrator = new Narrator(world.machine.host, world.machine.log.operations);
  const surplus =
    calls.length > rows.length
      ? [`${calls.length - rows.length} more than expected: ${few(calls.slice(rows.length).map((call) => narrator.line(call.operation)))}`]
      : [];
  world.fail(
    `the host calls of ${who} differ: ${few([...problems, ...surplus])}`,
    rows.map((row) => row.join(' ').trim()).concat(rows.length === 0 ? ['no host call'] : []),
    calls.map((call) => narrator.line(call.operation)).concat(calls.length === 0 ? ['no host call'] : []),
  );
}

/** Since the When, no VM has made a system call: ioctl, mmap, munmap, open or close. */
Then('the device makes no host call', ['observe.hostCalls'], (world) => {
  for (const vm of world.vms.keys()) expectCalls(world, vm, []);
});

/**
 * Since the When, the only VM has made exactly these system calls, in this order. A row has the request, or MMAP, MUNMAP,
 * OPEN or CLOSE, then arguments that are looked at, objects by name, then the errno with which it failed, if it did.
 */
Then('the device makes these host calls:', ['observe.hostCalls'], (world, table: DataTable) =>
  expectCalls(world, world.soleVm, table.raw()),
);

/** As the sentence above, of one VM of two. */
Then('the device of {vm} makes these host calls:', ['observe.hostCalls'], (world, vm: string, table: DataTable) =>
  expectCalls(world, vm, table.raw()),
);

/** Since the When, this VM has made no system call. */
Then('the device of {vm} makes no host call', ['observe.hostCalls'], (world, vm: string) => expectCalls(world, vm, []));

/**
 * Since the When, the only VM has made exactly these calls of the request, in this order, whatever else it called. A row
 * has the arguments that are looked at, and the errno, if the call failed.
 */
Then('the device makes these {request} calls:', ['observe.hostCalls'], (world, name: string, table: DataTable) =>
  expectCalls(
    world,
    world.soleVm,
    table.raw().map((row) => [name, ...row]),
    name,
  ),
);

/** Since the When, the only VM has not called this request. */
Then('the device makes no {request} call', ['observe.hostCalls'], (world, name: string) => expectCalls(world, world.soleVm, [], name));

/** Requires that the rows occur among the calls in their order, whatever stands between them. */
function expectAmong(world: ConformanceWorld, who: string, rows: readonly (readonly string[])[]): void {
  const calls = seenCalls(world.acted(), who);
  let from = 0;
  const missing = rows.find((row) => {
    const found = calls.findIndex((call, place) => place >= from && mismatch(world, who, call, row) === undefined);
    from = found + 1;
    return found < 0;
  });
  if (missing === undefined) return;
  const narrator = new Narrator(world.machine.host, world.machine.log.operations);
  world.fail(
    `among the ${calls.length} host calls of ${who} there is no ${missing.join(' ').trim()} in its place, but ${few(calls.map(({ name }) => name))}`,
    rows.map((row) => row.join(' ').trim()),
    calls.length === 0 ? 'no host call' : calls.map((call) => narrator.line(call.operation)),
  );
}

/**
 * Since the When, the only VM has made these system calls in this order, with any others before, between and behind them.
 * Rows are as for `the device makes these host calls`.
 */
Then('among its host calls the device makes these, in this order:', ['observe.hostCalls'], (world, table: DataTable) =>
  expectAmong(world, world.soleVm, table.raw()),
);

/** Since the When, the only VM has not called this request with these arguments. */
Then('the device makes no {request} call with {assignments}', ['observe.hostCalls'], (world, name: string, given: Assignments) => {
  const who = world.soleVm;
  const made = seenCalls(world.acted(), who).filter(
    ({ name: called, event, operation }) =>
      called === name && argumentMismatch(name, event, given, namesBefore(world, who, operation)) === undefined,
  );
  if (made.length === 0) return;
  const narrator = new Narrator(world.machine.host, world.machine.log.operations);
  world.fail(
    `the device makes a call that it should not: ${few(made.map((call) => narrator.line(call.operation)))}`,
    `no ${name} call with ${[...given].map(([member, text]) => `${member}=${text}`).join(', ')}`,
    made.map((call) => narrator.line(call.operation)),
  );
});

/** Accesses of a VMM to the mapped host page: `store LVCMDQ0_PROD_INDX 0x5`. A store that is repeated at once counts once. */
function pageAccesses(world: ConformanceWorld, who: string): readonly string[] {
  const narrator = new Narrator(world.machine.host, world.machine.log.operations);
  let stored: { readonly access: string; readonly within: number | undefined } | undefined;
  return world.acted().flatMap((operation) => {
    if (operation.port !== 'host' || operation.who !== who) return [];
    const { event } = operation;
    if (event.op !== 'load' && event.op !== 'store') return [];
    const register = narrator.hostPageRegister(who, event.address);
    if (register === undefined) return [];
    const access = `${event.op} ${register} 0x${(event.value ?? 0n).toString(16)}`;
    if (event.op === 'load') return [access];
    const isRepeated = stored?.access === access && stored.within === operation.within;
    stored = { access, within: operation.within };
    return isRepeated ? [] : [access];
  });
}

function expectPageAccesses(world: ConformanceWorld, rows: readonly (readonly string[])[]): void {
  const expected = rows.map(([op = '', register = '', value = '0']) =>
    value === '' ? `${op} ${register}` : `${op} ${register} 0x${parseNumber(value).toString(16)}`,
  );
  const actual = pageAccesses(world, world.soleVm);
  const { fit, kept } = matchAccesses(expected, actual, {
    fits: (wanted, seen, from) => (seen[from] === wanted || (seen[from]?.startsWith(`${wanted} `) ?? false) ? 1 : 0),
    harmless: (access) => access.startsWith('load '),
  });
  if (!fit) {
    world.fail(
      `among the accesses of the device to the host page, ${firstDifference(expected, kept)}`,
      expected.length === 0 ? 'no access' : expected,
      actual.length === 0 ? 'no access' : actual,
    );
  }
}

/**
 * Since the When, the VMM has accessed the page that it mapped so, in this order, and has stored nothing else there;
 * further loads may stand between. A row has `load` or `store`, the register and its value, of which none stands for any.
 */
Then('the device makes these accesses to the host page:', ['observe.hostCalls'], (world, table: DataTable) =>
  expectPageAccesses(world, table.raw()),
);

/** Since the When, the VMM has stored nothing in the page that it mapped; it may have read there. */
Then('the device stores nothing in the host page', ['observe.hostCalls'], (world) => {
  const stores = pageAccesses(world, world.soleVm).filter((access) => access.startsWith('store '));
  if (stores.length > 0) world.fail(`the device stores in the host page: ${few(stores)}`, 'no store', stores);
});

/**
 * Since the When, the VMM has made these accesses to the page that it mapped in this order, with any others before,
 * between and behind them.
 */
Then('among its accesses to the host page the device makes these, in this order:', ['observe.hostCalls'], (world, table: DataTable) => {
  const expected = table.raw().map(([op = '', register = '', value = '0']) => `${op} ${register} 0x${parseNumber(value).toString(16)}`);
  const actual = pageAccesses(world, world.soleVm);
  let from = 0;
  for (const wanted of expected) {
    const found = actual.indexOf(wanted, from);
    if (found < 0)
      world.fail(
        `the device accesses the host page with ${few(actual)}, and no ${wanted} in its place`,
        expected,
        actual.length === 0 ? 'no access' : actual,
      );
    from = found + 1;
  }
});

/** Since the When, the VMM has stored nothing in this register of the page that it mapped; it may have read it. */
Then('the device stores nothing in {register} of the host page', ['observe.hostCalls'], (world, register: string) => {
  const stores = pageAccesses(world, world.soleVm).filter((access) => access.startsWith(`store ${register} `));
  if (stores.length > 0) world.fail(`the device stores in ${register} of the host page: ${few(stores)}`, 'no store', stores);
});
