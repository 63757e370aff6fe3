import type { Errno } from '../../../src/ports';
import { decodeStructure, HW_INFO_SMMUV3 } from '../../../src/tables/uapi';
import { few } from '../../few';
import { givenCommands } from '../../observe/hosts-own';
import { type Assignments, parseNumber } from '../../parameters';
import { Then } from '../../vocabulary';
import type { ConformanceWorld } from '../../world';
import { userSpace } from './process';

/** The last system call of the process succeeded. */
Then('the call succeeds', ['host.calls'], async (world) =>
  world.expectStatus('the call', 'OK', (await userSpace(world)).lastStatus ?? 'EINVAL'),
);

/** The last system call of the process failed with this errno. */
Then('the call fails with {errno}', ['host.calls'], async (world, errno: Errno) =>
  world.expectStatus('the call', errno, (await userSpace(world)).lastStatus ?? 'OK'),
);

/** As the sentence above, and it fails so again when it is made once more. */
Then('the call fails with {errno} each time', ['host.calls'], (world, errno: Errno) => expectEachTime(world, 'the call', errno));

/** The last call failed with this errno, and fails so again when it is made once more. */
export async function expectEachTime(world: ConformanceWorld, what: string, errno: Errno): Promise<void> {
  const user = await userSpace(world);
  world.expectStatus(what, errno, user.lastStatus ?? 'OK');
  world.expectStatus(`${what}, made once more,`, errno, await user.makeAgain());
}

/** After the last ioctl, these members of its structure hold these values. */
Then('the call returns {assignments}', ['host.calls'], async (world, expected: Assignments) => {
  const user = await userSpace(world);
  const wrong: string[] = [];
  for (const [member, text] of expected) {
    const wanted = user.resolve(user.last?.request.name ?? '', member, text);
    const actual = user.returned(member);
    if (actual !== wanted) wrong.push(`${member}=0x${actual.toString(16)}, not 0x${wanted.toString(16)}`);
  }
  if (wrong.length > 0)
    world.fail(
      `the call returned ${few(wrong)}`,
      [...expected].map(([member, text]) => `${member}=${text}`),
      wrong,
    );
});

/** After the last ioctl, this member of its structure holds this number in the bits of the second, whatever its others hold. */
Then(
  'the call returns {word} with {number} in the bits {number}',
  ['host.calls'],
  async (world, member: string, wanted: bigint, bits: bigint) => {
    const actual = (await userSpace(world)).returned(member);
    if ((actual & bits) !== wanted)
      world.fail(
        `the call returned ${member}=0x${actual.toString(16)}, not 0x${wanted.toString(16)} in the bits 0x${bits.toString(16)}`,
        `${member} with 0x${wanted.toString(16)} in the bits 0x${bits.toString(16)}`,
        `${member}=0x${actual.toString(16)}`,
      );
  },
);

/** After the last ioctl, this member of its structure holds this number or less. */
Then('the call returns a/an {word} of at most {number}', ['host.calls'], async (world, member: string, most: bigint) => {
  const actual = (await userSpace(world)).returned(member);
  if (actual > most)
    world.fail(`the call returned ${member}=${actual}, more than ${most}`, `${member} of at most ${most}`, `${member}=${actual}`);
});

/**
 * After the last HWPT_INVALIDATE, its entry_num is one below the number of commands that the kernel has put on the first SMMU's own
 * queue since the When, without those that no VM can ask for.
 */
Then(
  "the call returns an entry_num of one below the commands that the SMMU's own queue was given",
  ['host.calls', 'observe.registers'],
  async (world) => {
    const given = givenCommands(world.acted()).length;
    const actual = (await userSpace(world)).returned('entry_num');
    if (actual === BigInt(given) - 1n) return;
    world.fail(
      `the call returned entry_num=${actual}, and the SMMU's own queue was given ${given} commands`,
      `entry_num=${given - 1}`,
      `entry_num=${actual}`,
    );
  },
);

/** After the last ioctl, its data buffer begins with these bytes, in hexadecimal; spaces are for the eye. */
Then('the data of the call begins with {string}', ['host.calls'], async (world, expected: string) => {
  const { last } = await userSpace(world);
  const actual = Buffer.from(last?.data ?? []).toString('hex');
  const wanted = expected.replaceAll(' ', '');
  if (actual.slice(0, wanted.length) !== wanted)
    world.fail(`the data of the call begins with ${actual.slice(0, wanted.length) || 'nothing'}, not ${wanted}`, wanted, actual);
});

/** The SMMUv3 information that GET_HW_INFO wrote, as far as the buffer holds it. */
async function smmuInformation(world: ConformanceWorld): Promise<Readonly<Record<string, number>>> {
  const { last } = await userSpace(world);
  const bytes = new Uint8Array(HW_INFO_SMMUV3.bytes);
  bytes.set((last?.data ?? new Uint8Array(0)).subarray(0, bytes.length));
  return decodeStructure(HW_INFO_SMMUV3, bytes);
}

/** GET_HW_INFO wrote SMMUv3 information, these members of which have these values. */
Then('the SMMUv3 information has {assignments}', ['host.calls'], async (world, expected: Assignments) => {
  const information = await smmuInformation(world);
  const wrong: string[] = [];
  for (const [member, text] of expected) {
    const actual = information[member];
    if (actual === undefined) throw new RangeError(`there is no member ${member}; there are ${Object.keys(information).join(', ')}`);
    if (BigInt(actual) !== parseNumber(text)) wrong.push(`${member} is 0x${actual.toString(16)}, not 0x${parseNumber(text).toString(16)}`);
  }
  if (wrong.length > 0)
    world.fail(
      `of the SMMUv3 information, ${few(wrong)}`,
      [...expected].map(([member, text]) => `${member}=${text}`),
      [...expected.keys()].map((member) => `${member}=0x${(information[member] ?? 0).toString(16)}`),
    );
});

/** GET_HW_INFO wrote SMMUv3 information whose flags are these, or some or none of them. */
Then('the SMMUv3 information has no flag but {number}', ['host.calls'], async (world, allowed: bigint) => {
  const { flags = 0 } = await smmuInformation(world);
  if ((BigInt(flags) & ~allowed) !== 0n)
    world.fail(
      `flags of the SMMUv3 information is 0x${flags.toString(16)}`,
      `no bit beyond 0x${allowed.toString(16)}`,
      `0x${flags.toString(16)}`,
    );
});

/** VIOMMU_ALLOC wrote this offset and this length, for mmap, to its data buffer. */
Then('the call returns mmap offset {number} and length {number}', ['host.calls'], async (world, offset: bigint, length: bigint) => {
  const { last } = await userSpace(world);
  const bytes = last?.data ?? new Uint8Array(16);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const actual = [view.getBigUint64(0, true), view.getBigUint64(8, true)];
  if (actual[0] !== offset || actual[1] !== length) {
    world.fail(
      `the mmap range has ${range(actual[0] ?? 0n, actual[1] ?? 0n)}, not ${range(offset, length)}`,
      range(offset, length),
      range(actual[0] ?? 0n, actual[1] ?? 0n),
    );
  }
});

function range(offset: bigint, length: bigint): string {
  return `offset=0x${offset.toString(16)} length=0x${length.toString(16)}`;
}
