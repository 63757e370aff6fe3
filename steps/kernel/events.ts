import type { DataTable } from '@cucumber/cucumber';
import type { Errno } from '../../src/ports';
import { decodeStructure, VEVENT_HEADER, VEVENT_TEGRA241 } from '../../src/tables/uapi';
import { firstDifference } from '../first-difference';
import { type Assignments, parseAssignments } from '../parameters';
import { Given, Then, When } from '../vocabulary';
import type { ConformanceWorld } from '../world';
import { expectEachTime } from './calls/outcome';
import { userSpace } from './calls/process';

async function read(
  world: ConformanceWorld,
  count: number,
  more: { readonly writable?: number; readonly position?: bigint } = {},
): Promise<void> {
  const user = await userSpace(world);
  const result = await user.make(() => user.calls.read(user.file('veventq'), { count, ...more }));
  user.lastBytes = result.status === 'OK' ? result.bytes : undefined;
}

/** The records of a read: `sequence=0, map0=0x1, map1=0`, or `sequence=3, lost`. */
function records(bytes: Uint8Array): readonly string[] {
  const told: string[] = [];
  for (let at = 0; at + VEVENT_HEADER.bytes <= bytes.length; ) {
    const { flags, sequence } = decodeStructure(VEVENT_HEADER, bytes.subarray(at));
    at += VEVENT_HEADER.bytes;
    if (flags !== 0) {
      told.push(`sequence=${sequence}, flags=${flags}`);
    } else {
      const maps = decodeStructure(VEVENT_TEGRA241, bytes.subarray(at));
      told.push(`sequence=${sequence}, map0=${maps.lvcmdq_err_map0}, map1=${maps.lvcmdq_err_map1}`);
      at += VEVENT_TEGRA241.bytes;
    }
  }
  return told;
}

/** read() of at most so many bytes from the event file of the vIOMMU. */
When('user space reads {int} byte(s) of events', ['host.calls'], (world, count: number) => read(world, count));

/** pread() of at most so many bytes from the event file at this position. */
When('user space reads {int} byte(s) of events at file position {number}', ['host.calls'], (world, count: number, position: bigint) =>
  read(world, count, { position }),
);

/** read() of at most so many bytes from the event file, where the process has less memory to take them. */
When(
  'user space reads {int} byte(s) of events into a buffer of which {int} byte(s) is/are writable',
  ['host.calls'],
  (world, count: number, writable: number) => read(world, count, { writable }),
);

/** The last read of the event file succeeded, with 0 bytes. */
Then('the read returns nothing', ['host.calls'], async (world) => {
  const { lastBytes, lastStatus } = await userSpace(world);
  if (lastStatus !== 'OK' || lastBytes?.length !== 0)
    world.fail(`the read returned ${given(lastBytes, lastStatus)}, not 0 bytes`, '0 bytes', given(lastBytes, lastStatus));
});

/** The last read failed with this errno, and fails so again when it is made once more. */
Then('the read fails with {errno} each time', ['host.calls'], (world, errno: Errno) => expectEachTime(world, 'the read', errno));

/**
 * The last read of the event file gave exactly these records. A row has `sequence=` and, for an event, the error maps
 * `map0=` and `map1=`, for lost events `flags=`.
 */
Then('the read returns these records:', ['host.calls'], async (world, table: DataTable) => {
  const { lastBytes, lastStatus } = await userSpace(world);
  const expected = table.raw().map((row) => describeExpected(parseAssignments(row.join(', '))));
  const actual = lastBytes === undefined ? [lastStatus ?? 'no read'] : records(lastBytes);
  if (expected.join('\n') !== actual.join('\n'))
    world.fail(`of the records that the read returned, ${firstDifference(expected, actual)}`, expected, actual);
});

function given(bytes: Uint8Array | undefined, status: string | undefined): string {
  return bytes === undefined ? (status ?? 'no read') : `${bytes.length} bytes`;
}

function describeExpected(record: Assignments): string {
  const number = (name: string): string => BigInt(record.get(name) ?? '0').toString();
  return record.has('flags')
    ? `sequence=${number('sequence')}, flags=${number('flags')}`
    : `sequence=${number('sequence')}, map0=${number('map0')}, map1=${number('map1')}`;
}

async function expectPoll(world: ConformanceWorld, expected: string): Promise<void> {
  const user = await userSpace(world);
  const actual = [...(await user.calls.poll(user.file('veventq')))].sort().join(' ');
  const wanted = expected
    .split(' ')
    .filter((word) => word !== '')
    .sort()
    .join(' ');
  if (actual !== wanted)
    world.fail(`poll reports ${actual || 'nothing'}, not ${wanted || 'nothing'}`, wanted || 'nothing', actual || 'nothing');
}

/** poll() reports exactly these conditions, in any order: `POLLIN POLLRDNORM` … */
Then('a poll of the event file reports {string}', ['host.calls'], expectPoll);

/** poll() reports no condition. */
Then('a poll of the event file reports nothing', ['host.calls'], (world) => expectPoll(world, ''));

/** The process is told from now on when the event file becomes readable. */
Given('user space waits for the event file to become readable', ['host.calls'], async (world) => {
  const user = await userSpace(world);
  user.calls.onReadable(user.file('veventq'), () => Promise.resolve());
});

/** Times since the When that the process was told that a file of its is readable. */
function wakeUps(world: ConformanceWorld): number {
  return world.acted().filter(({ event, port }) => port === 'host' && event.op === 'readable').length;
}

/** Since the When, the process, which waits for the event file, has been told that it is readable, once or several times. */
Then('user space is woken', ['host.calls'], (world) => {
  if (wakeUps(world) === 0) world.fail('the event file has not woken user space', 'a wake-up', 'none');
});

/** Since the When, the process has not been told that a file is readable. */
Then('user space is not woken', ['host.calls'], (world) => {
  const count = wakeUps(world);
  if (count > 0) world.fail(`user space was woken ${count} times`, 'no wake-up', `${count}`);
});
