import type { Errno } from '../../../src/ports';
import type { Assignments } from '../../parameters';
import { sentence } from '../../vocabulary';
import { userSpace } from './process';

sentence('the call succeeds', ['host.calls'], async (world) =>
  world.expectStatus('the call', 'OK', (await userSpace(world)).lastStatus ?? 'EINVAL'),
);

sentence('the call fails with {errno}', ['host.calls'], async (world, errno: Errno) =>
  world.expectStatus('the call', errno, (await userSpace(world)).lastStatus ?? 'OK'),
);

sentence('the call fails with {errno} or {errno}', ['host.calls'], async (world, one: Errno, other: Errno) => {
  const status = (await userSpace(world)).lastStatus ?? 'OK';
  if (status !== one && status !== other) world.fail(`the call ended with ${status}`, `${one} or ${other}`, status);
});

sentence('the call returns {assignments}', ['host.calls'], async (world, expected: Assignments) => {
  const user = await userSpace(world);
  const wrong: string[] = [];
  for (const [member, text] of expected) {
    const wanted = user.resolve(user.last?.request.name ?? '', member, text);
    const actual = user.returned(member);
    if (actual !== wanted) wrong.push(`${member}=0x${actual.toString(16)}`);
  }
  if (wrong.length > 0)
    world.fail(
      'the call returned something else',
      [...expected].map(([member, text]) => `${member}=${text}`),
      wrong,
    );
});

sentence('the call returns a/an {word} of at most {number}', ['host.calls'], async (world, member: string, most: bigint) => {
  const actual = (await userSpace(world)).returned(member);
  if (actual > most) world.fail(`the call returned ${member}=${actual}`, `${member} of at most ${most}`, `${member}=${actual}`);
});

sentence('the data of the call begins with {string}', ['host.calls'], async (world, expected: string) => {
  const { last } = await userSpace(world);
  const actual = Buffer.from(last?.data ?? []).toString('hex');
  const wanted = expected.replaceAll(' ', '');
  if (actual.slice(0, wanted.length) !== wanted) world.fail('the call returned other data', wanted, actual);
});

sentence('the call returns mmap offset {number} and length {number}', ['host.calls'], async (world, offset: bigint, length: bigint) => {
  const { last } = await userSpace(world);
  const bytes = last?.data ?? new Uint8Array(16);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const actual = [view.getBigUint64(0, true), view.getBigUint64(8, true)];
  if (actual[0] !== offset || actual[1] !== length) {
    world.fail(
      'the mmap range is another',
      `offset=0x${offset.toString(16)} length=0x${length.toString(16)}`,
      `offset=0x${(actual[0] ?? 0n).toString(16)} length=0x${(actual[1] ?? 0n).toString(16)}`,
    );
  }
});
