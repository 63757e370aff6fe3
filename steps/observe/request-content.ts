import type { DataTable } from '@cucumber/cucumber';
import { type HostEvent, Narrator, type Operation } from '../../src/machine/log';
import { commandWords, describeCommand } from '../../src/tables/commands';
import { DESTROY, decodeStructure, HWPT_INVALIDATE, IOAS_MAP, IOAS_MAP_FLAGS, IOMMU_PATH } from '../../src/tables/uapi';
import { parseCommand } from '../commands';
import { few } from '../few';
import { firstDifference } from '../first-difference';
import { Then } from '../vocabulary';
import type { ConformanceWorld } from '../world';
import { argumentOf, asTaken, entriesOf, type IoctlEvent } from './call-arguments';

type Ioctl = Operation & { readonly event: IoctlEvent };

type HostCall = Operation & { readonly event: HostEvent };

/** The system calls of the only VM since the When. */
function hostCalls(world: ConformanceWorld): readonly HostCall[] {
  const who = world.soleVm;
  return world.acted().filter((operation): operation is HostCall => operation.port === 'host' && operation.who === who);
}

/** The ioctls of the only VM since the When. */
function ioctls(world: ConformanceWorld): readonly Ioctl[] {
  return hostCalls(world).filter((operation): operation is Ioctl => operation.event.op === 'ioctl');
}

/** Fails the scenario if there are such calls. */
function expectNone(world: ConformanceWorld, calls: readonly Operation[], problem: string, expected: string): void {
  if (calls.length === 0) return;
  const narrator = new Narrator(world.machine.host, world.machine.log.operations);
  const lines = calls.map((call) => narrator.line(call));
  world.fail(`${problem}: ${few(lines)}`, expected, lines);
}

/**
 * Since the When, the only VM has handed exactly these commands to the kernel, in this order, in however many calls of
 * HWPT_INVALIDATE, none of which failed. A row has the command and its fields, of which the kernel replaces the VMID.
 */
Then('the device hands these commands to HWPT_INVALIDATE, in this order:', ['observe.hostCalls'], (world, table: DataTable) => {
  const calls = ioctls(world).filter(({ event }) => event.request === HWPT_INVALIDATE.number);
  const expected = table.raw().map(([name = '', fields = '']) => describeCommand(asTaken(parseCommand(`${name} ${fields}`))));
  const actual = calls.flatMap(({ event }) => entriesOf(event).map((entry) => describeCommand(asTaken(commandWords(entry)))));
  const failed = calls.filter(({ event }) => event.status !== 'OK');
  if (failed.length === 0 && expected.join('\n') === actual.join('\n')) return;
  const narrator = new Narrator(world.machine.host, world.machine.log.operations);
  const problem =
    failed.length > 0
      ? `a call failed: ${few(failed.map((call) => narrator.line(call)))}`
      : `of the commands that are handed over, ${firstDifference(expected, actual)}`;
  world.fail(problem, expected, actual.length === 0 ? 'no command' : actual);
});

/** Since the When, no ioctl of the only VM has failed. */
Then('no host call of the device fails', ['observe.hostCalls'], (world) => {
  const failed = ioctls(world).filter(({ event }) => event.status !== 'OK');
  expectNone(world, failed, 'a host call fails', 'no failure');
});

/**
 * Since the When, the only VM has not given back what it did not have: no CLOSE has failed with EBADF, no DESTROY with EBADF
 * or ENOENT, and no MUNMAP at all.
 */
Then('the device gives nothing back that is gone', ['observe.hostCalls'], (world) => {
  const gone = hostCalls(world).filter(({ event }) => wasGone(event));
  expectNone(world, gone, 'what is given back is gone', 'nothing given back that is gone');
});

/** The calls of the only VM that opened a file of /dev/iommu which is open when these operations are all that happened. */
function openIommufds(world: ConformanceWorld, operations: readonly Operation[]): readonly Operation[] {
  const open = new Map<number, Operation>();
  for (const operation of operations) {
    if (operation.port !== 'host' || operation.who !== world.soleVm) continue;
    const { event } = operation;
    if (event.op === 'open' && event.fd !== undefined && event.path === IOMMU_PATH) open.set(event.fd, operation);
    if (event.op === 'close' && event.status === 'OK') open.delete(event.fd);
  }
  return [...open.values()];
}

/**
 * Of the files of /dev/iommu that the only VM has opened no more are open than before the When: an iommufd that was kept for later is
 * used then.
 */
Then('the device has no more iommufds open than before', ['observe.hostCalls'], (world) => {
  const { operations } = world.machine.log;
  const before = openIommufds(world, operations.slice(0, world.acted()[0]?.n));
  const open = openIommufds(world, operations);
  if (open.length > before.length) expectNone(world, open, `${open.length} iommufds are open, not ${before.length}`, 'none besides');
});

function wasGone(event: HostEvent): boolean {
  if (event.op === 'close') return event.status === 'EBADF';
  if (event.op === 'munmap') return event.status !== 'OK';
  return event.op === 'ioctl' && event.request === DESTROY.number && (event.status === 'EBADF' || event.status === 'ENOENT');
}

const READ_AND_WRITE = IOAS_MAP_FLAGS.READABLE | IOAS_MAP_FLAGS.WRITEABLE;

/**
 * The only VM has wanted all of this range mapped into its IOAS, to be read and written, whenever and in however many calls of
 * IOAS_MAP, and no address of its process at which mmap has put a page of a device.
 */
Then(
  'the device maps the iovas from {number} to {number}, and no host page',
  ['observe.hostCalls'],
  (world, first: bigint, last: bigint) => {
    const mapped = world.machine.log.operations
      .flatMap(({ port, who, event }) => (port === 'host' && who === world.soleVm && event.op === 'ioctl' ? [event] : []))
      .filter(({ request }) => request === IOAS_MAP.number)
      .flatMap((event) => {
        const bytes = argumentOf(event);
        if (bytes === undefined) return [];
        const { flags, iova, length, user_va: user } = decodeStructure(IOAS_MAP.structure, bytes);
        return [{ first: iova, last: iova + length - 1n, user, length, wholly: (flags & READ_AND_WRITE) === READ_AND_WRITE }];
      })
      .sort((a, b) => (a.first < b.first ? -1 : 1));
    const told = (range: { readonly first: bigint; readonly last: bigint }) =>
      `0x${range.first.toString(16)} to 0x${range.last.toString(16)}`;
    const pages = hostPages(world);
    const exposed = mapped.filter(({ user, length }) => pages.some((page) => user < page.end && page.start < user + length));
    if (exposed.length > 0) world.fail(`the device maps a host page at ${few(exposed.map(told))}`, 'no host page', exposed.map(told));
    let next = first;
    for (const range of mapped) if (range.wholly && range.first <= next && range.last >= next) next = range.last + 1n;
    if (next > last) return;
    const wanted = told({ first, last });
    const half = mapped.filter(({ wholly }) => !wholly);
    const shortcoming = half.length > 0 ? `, ${few(half.map(told))} not both to be read and written` : '';
    world.fail(
      `the device maps ${few(mapped.map(told))}, not all of ${wanted}${shortcoming}`,
      wanted,
      mapped.length === 0 ? 'nothing' : mapped.map(told),
    );
  },
);

/** Where mmap has put pages of devices into the process of the only VM. */
function hostPages(world: ConformanceWorld): readonly { readonly start: bigint; readonly end: bigint }[] {
  const who = world.soleVm;
  return world.machine.log.operations.flatMap(({ port, who: by, event }) =>
    port === 'host' && by === who && event.op === 'mmap' && event.address !== undefined
      ? [{ start: event.address, end: event.address + event.request.length }]
      : [],
  );
}
