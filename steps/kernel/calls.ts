import type { DataTable } from '@cucumber/cucumber';
import { type Errno, type MemoryRequest, UserMemory } from '../../src/ports';
import {
  ARGUMENT_ADDRESS,
  decodeStructure,
  encodeStructure,
  HWPT_SMMUV3_DATA,
  IOMMU_PATH,
  IOVA_RANGE,
  vfioPath,
} from '../../src/tables/uapi';
import { parseCommand } from '../commands';
import { type Assignments, parseAssignments, parseNumber } from '../parameters';
import { sentence } from '../vocabulary';
import type { ConformanceWorld } from '../world';
import { commandsData, NESTED_HWPT, PLAIN_CALLS, UNWRITTEN } from './plain-calls';
import { UserSpace } from './user-space';

/** What a process can hold, each including the ones before. */
const HOLDINGS: readonly string[] = [
  'an iommufd',
  'a bound device',
  'an IOAS',
  'a nest-parent HWPT',
  'a vIOMMU',
  'a vDEVICE',
  'a hw_queue',
];

const RAM_RUN = { address: 0x9000_0000n, length: 0x100_0000n };

/** The process of the scenario; made on first use. */
export async function userSpace(world: ConformanceWorld): Promise<UserSpace> {
  if (world.userSpace !== undefined) return world.userSpace;
  const machine = await world.booted();
  const process = machine.startProcess('user space');
  world.userSpace = new UserSpace(process.calls);
  return world.userSpace;
}

/** Issues a plain call changed by `changes`; the new object is known as `alias`, or by its plain name. */
export async function makeCall(
  user: UserSpace,
  request: string,
  changes: Assignments = new Map(),
  options: { readonly alias?: string; readonly data?: Uint8Array; readonly fd?: number } = {},
): Promise<void> {
  const plain = request === 'HWPT_ALLOC' && changes.get('pt_id')?.startsWith('viommu') ? NESTED_HWPT : PLAIN_CALLS[request];
  if (plain === undefined) throw new RangeError(`the vocabulary has no plain ${request}`);
  const members = new Map([...plain.members, ...changes]);
  const data = options.data ?? plain.data?.();
  const outcome = await user.call(request, { fd: options.fd ?? user.file('iommufd'), members, data });
  if (outcome.status === 'OK' && plain.makes !== undefined) {
    user.names.set(options.alias ?? plain.makes.name(members), user.returned(plain.makes.member));
    if (request === 'VEVENTQ_ALLOC') user.files.set(options.alias ?? 'veventq', Number(user.returned('out_veventq_fd')));
  }
}

async function setUp(world: ConformanceWorld, request: string, changes?: Assignments): Promise<void> {
  const user = await userSpace(world);
  await makeCall(user, request, changes);
  if (user.lastStatus !== 'OK') world.fail(`${request} failed while the scenario was set up`, 'OK', user.lastStatus ?? 'no answer');
}

async function openFile(world: ConformanceWorld, path: string, name: string): Promise<number> {
  const user = await userSpace(world);
  const opened = await user.calls.open(path);
  if (opened.status !== 'OK') world.fail(`open ${path} failed`, 'OK', opened.status);
  user.files.set(name, opened.fd);
  return opened.fd;
}

/** Opens a device and gives it to an iommufd; its ID is known by the device's name. */
export async function bindDevice(world: ConformanceWorld, device: string, iommufd = 'iommufd'): Promise<void> {
  const user = await userSpace(world);
  const fd = user.files.get(device) ?? (await openFile(world, vfioPath(device), device));
  const members = new Map([['iommufd', String(user.file(iommufd))]]);
  await user.call('VFIO_DEVICE_BIND_IOMMUFD', { fd, members, data: undefined });
  if (user.lastStatus === 'OK') user.names.set(device, user.returned('out_devid'));
}

async function allocateRam(world: ConformanceWorld, request: MemoryRequest): Promise<void> {
  const user = await userSpace(world);
  user.names.set('ram', await user.calls.allocate(request));
}

async function hold(world: ConformanceWorld, holding: string): Promise<void> {
  const wanted = HOLDINGS.indexOf(holding);
  if (wanted < 0) throw new RangeError(`a process holds one of ${HOLDINGS.join(', ')}`);
  const user = await userSpace(world);
  const steps: readonly (() => Promise<unknown>)[] = [
    () => (user.files.has('iommufd') ? Promise.resolve() : openFile(world, IOMMU_PATH, 'iommufd')),
    () => bindDevice(world, 'gpu0'),
    async () => {
      await setUp(world, 'IOAS_ALLOC');
      if (!user.names.has('ram')) await allocateRam(world, { runs: [RAM_RUN], pageSize: world.machine.host.pageSize });
      await setUp(world, 'IOAS_MAP');
    },
    () => setUp(world, 'HWPT_ALLOC'),
    () => setUp(world, 'VIOMMU_ALLOC'),
    () => setUp(world, 'VDEVICE_ALLOC'),
    () => setUp(world, 'HW_QUEUE_ALLOC'),
  ];
  for (const step of steps.slice(0, wanted + 1)) await step();
  user.names.set('nothing', 0x7fffn);
}

sentence('a process that holds {string}', ['host.calls'], hold);

sentence('its memory is physically scattered', ['host.calls', 'host.memory'], (world) => {
  const runs = Array.from({ length: 4096 }, (_, page) => ({ address: 0x9000_0000n + BigInt(page) * 0x2000n, length: 0x1000n }));
  return allocateRam(world, { runs, pageSize: 4096n });
});

sentence('its memory lies at physical address {number}', ['host.calls', 'host.memory'], (world, address: bigint) =>
  allocateRam(world, { runs: [{ address, length: RAM_RUN.length }], pageSize: world.machine.host.pageSize }),
);

sentence('device {name} is bound to the iommufd', ['host.calls'], (world, device: string) => bindDevice(world, device));

sentence('device {name} is bound to {name}', ['host.calls'], (world, device: string, iommufd: string) =>
  bindDevice(world, device, iommufd),
);

sentence('another iommufd called {name}', ['host.calls'], async (world, name: string) => {
  await openFile(world, IOMMU_PATH, name);
});

sentence('user space has called {request}', ['host.calls'], (world, request: string) => setUp(world, request));

sentence('user space has called {request} with {assignments}', ['host.calls'], (world, request: string, changes: Assignments) =>
  setUp(world, request, changes),
);

sentence('user space has called {request} {int} times', ['host.calls'], async (world, request: string, times: number) => {
  for (let done = 0; done < times; done++) await setUp(world, request);
});

sentence('user space calls {request}', ['host.calls'], async (world, request: string) => makeCall(await userSpace(world), request));

sentence('user space calls {request} with {assignments}', ['host.calls'], async (world, request: string, changes: Assignments) =>
  makeCall(await userSpace(world), request, changes),
);

sentence(
  'user space calls {request} with {assignments} as {name}',
  ['host.calls'],
  async (world, request: string, changes: Assignments, alias: string) => makeCall(await userSpace(world), request, changes, { alias }),
);

sentence(
  'user space calls {request} on {name} with {assignments}',
  ['host.calls'],
  async (world, request: string, file: string, changes: Assignments) => {
    const user = await userSpace(world);
    await makeCall(user, request, changes, { fd: user.file(file) });
  },
);

sentence('user space destroys {word}', ['host.calls'], async (world, name: string) =>
  makeCall(await userSpace(world), 'DESTROY', new Map([['id', name]])),
);

/** A HWPT_ALLOC on the vIOMMU with a Stream Table Entry of the scenario's. */
async function allocateNested(world: ConformanceWorld, ste0: bigint, ste1: bigint, changes: Assignments = new Map()): Promise<void> {
  const members = new Map([['pt_id', 'viommu'], ...changes]);
  await makeCall(await userSpace(world), 'HWPT_ALLOC', members, { data: encodeStructure(HWPT_SMMUV3_DATA, { ste0, ste1 }) });
}

sentence('user space allocates a nested HWPT whose vSTE is {number} {number}', ['host.calls'], (world, ste0: bigint, ste1: bigint) =>
  allocateNested(world, ste0, ste1),
);

sentence(
  'user space allocates a nested HWPT with {assignments} whose vSTE is {number} {number}',
  ['host.calls'],
  (world, changes: Assignments, ste0: bigint, ste1: bigint) => allocateNested(world, ste0, ste1, changes),
);

sentence('user space invalidates with these commands:', ['host.calls'], async (world, table: DataTable) => {
  const commands = table.raw().map((row) => parseCommand(row.join(' ')));
  const members = new Map([['entry_num', String(commands.length)]]);
  await makeCall(await userSpace(world), 'HWPT_INVALIDATE', members, { data: commandsData(commands) });
});

sentence(
  'user space invalidates with {assignments} and these commands:',
  ['host.calls'],
  async (world, changes: Assignments, table: DataTable) => {
    const commands = table.raw().map((row) => parseCommand(row.join(' ')));
    const members = new Map([['entry_num', String(commands.length)], ...changes]);
    await makeCall(await userSpace(world), 'HWPT_INVALIDATE', members, { data: commandsData(commands) });
  },
);

sentence('user space invalidates with these commands, as many of each:', ['host.calls'], async (world, table: DataTable) => {
  const commands = table.raw().flatMap(([count = '1', ...row]) => Array.from({ length: Number(count) }, () => parseCommand(row.join(' '))));
  const members = new Map([['entry_num', String(commands.length)]]);
  await makeCall(await userSpace(world), 'HWPT_INVALIDATE', members, { data: commandsData(commands) });
});

sentence(
  'user space invalidates with entries of {int} bytes, filled up with {number}:',
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

/** An ioctl with 64 zero bytes as its argument but for their `size`; the process has only the first `reachable` of them. */
async function issueNumber(world: ConformanceWorld, number: bigint, size = 64, reachable = 64): Promise<void> {
  const user = await userSpace(world);
  const bytes = new Uint8Array(64);
  new DataView(bytes.buffer).setUint32(0, size, true);
  const segments = reachable === 0 ? [] : [{ address: ARGUMENT_ADDRESS, bytes: bytes.slice(0, reachable), writable: true }];
  user.lastStatus = await user.calls.ioctl(user.file('iommufd'), Number(number), ARGUMENT_ADDRESS, new UserMemory(segments));
}

sentence('user space issues ioctl number {number}', ['host.calls'], (world, number: bigint) => issueNumber(world, number));

sentence('user space issues ioctl number {number} with size {int}', ['host.calls'], (world, number: bigint, size: number) =>
  issueNumber(world, number, size),
);

sentence(
  'user space issues ioctl number {number} with size {int}, of which {int} bytes can be read',
  ['host.calls'],
  (world, number: bigint, size: number, reachable: number) => issueNumber(world, number, size, reachable),
);

sentence('user space opens device {name}', ['host.calls'], async (world, device: string) => {
  const user = await userSpace(world);
  const opened = await user.calls.open(vfioPath(device));
  user.lastStatus = opened.status;
  if (opened.status === 'OK') user.files.set(device, opened.fd);
});

sentence('user space reads {int} bytes from {name}', ['host.calls'], async (world, count: number, file: string) => {
  const user = await userSpace(world);
  user.lastStatus = (await user.calls.read(user.file(file), { count })).status;
});

sentence('user space closes {name}', ['host.calls'], async (world, name: string) => {
  const user = await userSpace(world);
  user.lastStatus = await user.calls.close(user.file(name));
});

sentence('user space attaches {name} to {word}', ['host.calls'], async (world, device: string, target: string) => {
  const user = await userSpace(world);
  await user.call('VFIO_DEVICE_ATTACH_IOMMUFD_PT', {
    fd: user.file(device),
    members: parseAssignments(`pt_id=${target}`),
    data: undefined,
  });
  if (user.lastStatus === 'OK') user.names.set(`hwpt_of_${device}`, user.returned('pt_id'));
});

sentence('user space detaches {name}', ['host.calls'], async (world, device: string) => {
  const user = await userSpace(world);
  await user.call('VFIO_DEVICE_DETACH_IOMMUFD_PT', { fd: user.file(device), members: new Map(), data: undefined });
});

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

function expectRanges(world: ConformanceWorld, user: UserSpace, expected: readonly (readonly string[])[]): void {
  const { data = new Uint8Array(0) } = user.last ?? {};
  const written: string[] = [];
  for (let at = 0; at < data.length; at += IOVA_RANGE.bytes) {
    const bytes = data.subarray(at, at + IOVA_RANGE.bytes);
    if (bytes.every((byte) => byte === UNWRITTEN)) continue;
    const { start, last } = decodeStructure(IOVA_RANGE, bytes);
    written.push(`0x${start.toString(16)} to 0x${last.toString(16)}, element ${at / IOVA_RANGE.bytes}`);
  }
  const wanted = expected.map(
    ([start = '', last = ''], index) => `0x${parseNumber(start).toString(16)} to 0x${parseNumber(last).toString(16)}, element ${index}`,
  );
  if (written.join() !== wanted.join()) world.fail('the call returned other ranges', wanted, written);
}

sentence('the call returns these ranges:', ['host.calls'], async (world, table: DataTable) =>
  expectRanges(world, await userSpace(world), table.raw()),
);

sentence('the call returns no range', ['host.calls'], async (world) => expectRanges(world, await userSpace(world), []));

sentence('the call returns {word} of at most {number}', ['host.calls'], async (world, member: string, most: bigint) => {
  const actual = (await userSpace(world)).returned(member);
  if (actual > most) world.fail(`the call returned ${member}=${actual}`, `${member} of at most ${most}`, `${member}=${actual}`);
});

sentence('the data of the call is {string}', ['host.calls'], async (world, expected: string) => {
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

sentence('{word} and {word} are different objects', ['host.calls'], async (world, first: string, second: string) => {
  const { names } = await userSpace(world);
  const [a, b] = [names.get(first), names.get(second)];
  if (a === undefined || b === undefined) throw new RangeError(`the scenario knows ${[...names.keys()].join(', ')}`);
  if (a === b) world.fail(`${first} and ${second} share an ID`, 'different IDs', `both are ${a}`);
});

sentence('{word} has ID {number}', ['host.calls'], async (world, name: string, id: bigint) => {
  const actual = (await userSpace(world)).names.get(name);
  if (actual !== id) world.fail(`${name} has another ID`, `${name}=${id}`, `${name}=${actual ?? 'not allocated'}`);
});

sentence('the mmap range of the vIOMMU is mapped', ['host.calls'], async (world) => {
  const user = await userSpace(world);
  await mapPage(user, {});
  if (user.lastStatus !== 'OK') world.fail('mmap failed while the scenario was set up', 'OK', user.lastStatus ?? 'no answer');
});

/** Maps the range that VIOMMU_ALLOC returned, changed as `changes` say. */
async function mapPage(user: UserSpace, changes: Readonly<Record<string, string>>, file = 'iommufd'): Promise<void> {
  const mapped = await user.calls.mmap(user.file(file), {
    offset: parseNumber(changes.offset ?? '0x1000'),
    length: parseNumber(changes.length ?? '0x10000'),
    shared: changes.flags !== 'private',
    protection: { read: true, write: changes.protection !== 'readonly', execute: changes.protection === 'execute' },
  });
  user.lastStatus = mapped.status;
  if (mapped.status === 'OK') user.names.set('page0', mapped.address);
}

sentence('user space maps the page of the vIOMMU', ['host.calls'], async (world) => mapPage(await userSpace(world), {}));

sentence('user space maps the page of the vIOMMU with {assignments}', ['host.calls'], async (world, changes: Assignments) =>
  mapPage(await userSpace(world), Object.fromEntries(changes)),
);

sentence('user space maps offset {number} of {name}', ['host.calls'], async (world, offset: bigint, file: string) =>
  mapPage(await userSpace(world), { offset: offset.toString() }, file),
);

async function unmapPage(world: ConformanceWorld, offset: bigint, length: bigint): Promise<void> {
  const user = await userSpace(world);
  const address = user.names.get('page0');
  if (address === undefined) throw new Error('the scenario has mapped no page');
  user.lastStatus = await user.calls.munmap(address + offset, length);
}

sentence('user space unmaps the page', ['host.calls'], (world) => unmapPage(world, 0n, 0x10000n));

sentence('user space unmaps {number} bytes at offset {number} of the page', ['host.calls'], (world, length: bigint, offset: bigint) =>
  unmapPage(world, offset, length),
);
