import { DEFAULT_HOST, Machine, TEGRA241 } from '../machine';
import { messageOf } from '../message-of';
import { plainLine } from '../plain-text';
import { type HostCalls, Inapplicable, type WholeImplementation } from '../ports';
import { GUEST_MAP, physicalMap } from '../tables/registers';
import { call, DESTROY, IOMMU_PATH } from '../tables/uapi';
import { Adapter, type AdapterOptions } from './adapter';

/** How one check of an adapter ended. */
export interface CheckResult {
  readonly name: string;
  /** What is wrong with the adapter; absent if nothing is. */
  readonly problem?: string;
}

interface Check {
  readonly name: string;
  readonly run: (adapter: Adapter, reference: WholeImplementation) => Promise<void>;
}

const EXTREMES = [
  0n,
  1n,
  0x7fff_ffffn,
  0xffff_ffffn,
  0x1_0000_0000n,
  (1n << 53n) - 1n,
  1n << 53n,
  (1n << 53n) + 1n,
  1n << 63n,
  (1n << 64n) - 1n,
];
const PIPELINED = 64;
/** Characters of the reason why a check was not tried. */
const REASON = 200;

/** Tries the adapter itself, before any clause: what fails here says nothing about the implementation behind it. */
export async function checkAdapter(
  options: AdapterOptions,
  reference: WholeImplementation,
  onResult: (result: CheckResult) => void,
): Promise<boolean> {
  let adapter: Adapter;
  try {
    adapter = await Adapter.connect(options);
    onResult({ name: 'it starts and shakes hands' });
  } catch (error) {
    onResult({ name: 'it starts and shakes hands', problem: messageOf(error) });
    return false;
  }
  let good = true;
  for (const { name, run } of checksFor(adapter)) {
    try {
      await run(adapter, reference);
      onResult({ name });
    } catch (error) {
      if (error instanceof Inapplicable) {
        onResult({ name: `${name}: not tried, ${plainLine(error.message, REASON)}` });
        continue;
      }
      good = false;
      const said = adapter.diagnostics.trim();
      onResult({ name, problem: said === '' ? messageOf(error) : `${messageOf(error)}\nIts standard error ends with:\n${said}` });
      if (adapter.broken) break;
    }
  }
  await adapter.close();
  return good;
}

function checksFor(adapter: Adapter): readonly Check[] {
  const { layers } = adapter.handshake;
  return [
    { name: 'it gives back 64-bit values and bytes exactly', run: echoExtremes },
    { name: 'it answers many requests that wait at once', run: answerMany },
    { name: 'it forgets the machine at a reset', run: forgetMachine },
    ...(layers.includes('device') ? [...DEVICE_CHECKS, ORDER_CHECK] : []),
    ...(layers.includes('kernel') ? KERNEL_CHECKS : []),
    ...(layers.includes('hardware') ? HARDWARE_CHECKS : []),
  ];
}

async function echoExtremes(adapter: Adapter): Promise<void> {
  const bytes = Uint8Array.from({ length: 256 }, (_, index) => index);
  const back = await adapter.echo(EXTREMES, bytes);
  EXTREMES.forEach((value, index) => {
    expect(
      back.values[index] === value,
      `it gave 0x${value.toString(16)} back as ${back.values[index] === undefined ? 'nothing' : `0x${back.values[index].toString(16)}`}`,
    );
  });
  expect(Buffer.from(back.bytes).equals(Buffer.from(bytes)), 'it gave the bytes 00 to ff back as others');
}

async function answerMany(adapter: Adapter): Promise<void> {
  const values = Array.from({ length: PIPELINED }, (_, index) => BigInt(index) << 40n);
  const answers = await Promise.all(values.map((value) => adapter.echo([value], new Uint8Array(0))));
  answers.forEach((answer, index) => {
    expect(answer.values[0] === values[index], `the answer to request ${index + 1} of ${PIPELINED} is another request's`);
  });
}

async function forgetMachine(adapter: Adapter, reference: WholeImplementation): Promise<void> {
  const { layers } = adapter.handshake;
  const make = layers.includes('device') ? plugged : layers.includes('kernel') ? iommufd : poweredOn;
  await make(adapter, reference);
  try {
    await make(adapter, reference);
  } catch (error) {
    throw new Error(`after a reset the same machine could not be made again: ${messageOf(error)}`);
  }
  expect(!adapter.broken, 'it broke');
}

const DEVICE_CHECKS: readonly Check[] = [
  {
    name: 'its guest reads the same register twice alike (an expectation that holds)',
    run: async (adapter, reference) => {
      const bus = await plugged(adapter, reference);
      const { offset, size } = guest('CMDQV_PARAM');
      const [first, second] = [await bus.read(offset, size), await bus.read(offset, size)];
      expect(first === second, `CMDQV_PARAM read 0x${first.toString(16)}, then 0x${second.toString(16)}`);
    },
  },
  {
    name: 'its guest does not read whatever is expected (an expectation that does not hold)',
    run: async (adapter, reference) => {
      const bus = await plugged(adapter, reference);
      const { offset, size } = guest('VINTF0_SID_MATCH_0');
      await bus.write(offset, size, 0x2an);
      const before = await bus.read(offset, size);
      await bus.write(offset, size, 0x15n);
      const after = await bus.read(offset, size);
      expect(before !== after, `VINTF0_SID_MATCH_0 read 0x${before.toString(16)} whatever was written`);
    },
  },
];

/** Writes that are sent before the first is answered, and the read behind them. */
const ORDERED_WRITES = 16;

const ORDER_CHECK: Check = {
  name: 'its guest accesses take effect in the order in which they were sent',
  run: async (adapter, reference) => {
    const bus = await plugged(adapter, reference);
    const { offset, size } = guest('VINTF0_SID_MATCH_0');
    const writes = Array.from({ length: ORDERED_WRITES }, (_, index) => bus.write(offset, size, BigInt(index + 1)));
    const last = bus.read(offset, size);
    await Promise.all(writes);
    expect(
      (await last) === BigInt(ORDERED_WRITES),
      `a read behind ${ORDERED_WRITES} writes gave 0x${(await last).toString(16)}, not the last`,
    );
  },
};

const KERNEL_CHECKS: readonly Check[] = [
  {
    name: 'its kernel refuses an object that does not exist (an expectation that holds)',
    run: async (adapter, reference) => {
      const { calls, fd } = await iommufd(adapter, reference);
      const { status } = await call(calls, fd, DESTROY, { id: 0x7fff });
      expect(status === 'ENOENT', `DESTROY of an unknown ID ended with ${status}`);
    },
  },
  {
    name: 'its kernel does not accept everything (an expectation that does not hold)',
    run: async (adapter, reference) => {
      const { calls } = await iommufd(adapter, reference);
      const { status } = await calls.open('/dev/there-is-no-such-file');
      expect(status !== 'OK', 'open of a file that does not exist succeeded');
    },
  },
  {
    name: 'its system calls take effect in the order in which they were sent',
    run: async (adapter, reference) => {
      const { calls, fd } = await iommufd(adapter, reference);
      const destroy = () => call(calls, fd, DESTROY, { id: 0x7fff });
      const [before, closed, after] = await Promise.all([destroy(), calls.close(fd), destroy()]);
      const told = `${before.status}, ${closed}, ${after.status}`;
      expect(told === 'ENOENT, OK, EBADF', `an ioctl, close and the ioctl again, sent at once, ended with ${told}`);
    },
  },
];

const HARDWARE_CHECKS: readonly Check[] = [
  {
    name: 'its hardware is the one that was described (an expectation that holds)',
    run: async (adapter, reference) => {
      const { offset, size } = physical('CMDQV_PARAM');
      const param = await (await poweredOn(adapter, reference)).registers('smmu0').read(offset, size);
      const expected = BigInt(TEGRA241.version | (TEGRA241.vcmdqsLog2 << 4) | (TEGRA241.vintfsLog2 << 8) | (TEGRA241.sidsLog2 << 12));
      expect(param === expected, `CMDQV_PARAM reads 0x${param.toString(16)}, not 0x${expected.toString(16)}`);
    },
  },
  {
    name: 'its registers do not read whatever is expected (an expectation that does not hold)',
    run: async (adapter, reference) => {
      const registers = (await poweredOn(adapter, reference)).registers('smmu0');
      const { offset, size } = physical('VINTF1_SID_REPLACE_0');
      await registers.write(offset, size, 0x2an);
      const before = await registers.read(offset, size);
      await registers.write(offset, size, 0x15n);
      expect(before !== (await registers.read(offset, size)), `VINTF1_SID_REPLACE_0 read 0x${before.toString(16)} whatever was written`);
    },
  },
  {
    name: 'its register accesses take effect in the order in which they were sent',
    run: async (adapter, reference) => {
      const registers = (await poweredOn(adapter, reference)).registers('smmu0');
      const { offset, size } = physical('VINTF1_SID_REPLACE_0');
      const writes = Array.from({ length: ORDERED_WRITES }, (_, index) => registers.write(offset, size, BigInt(index + 1)));
      const last = registers.read(offset, size);
      await Promise.all(writes);
      expect(
        (await last) === BigInt(ORDERED_WRITES),
        `a read behind ${ORDERED_WRITES} writes gave 0x${(await last).toString(16)}, not the last`,
      );
    },
  },
];

async function poweredOn(adapter: Adapter, reference: WholeImplementation): Promise<Machine> {
  await adapter.newScenario();
  const machine = new Machine({ ...reference, ...adapter.implementation }, DEFAULT_HOST);
  await machine.powerOn();
  return machine;
}

async function iommufd(adapter: Adapter, reference: WholeImplementation): Promise<{ readonly calls: HostCalls; readonly fd: number }> {
  const machine = await poweredOn(adapter, reference);
  await machine.boot();
  const { calls } = machine.startProcess('check');
  const opened = await calls.open(IOMMU_PATH);
  if (opened.status !== 'OK') throw new Error(`open ${IOMMU_PATH} ended with ${opened.status}`);
  return { calls, fd: opened.fd };
}

async function plugged(adapter: Adapter, reference: WholeImplementation) {
  const machine = await poweredOn(adapter, reference);
  await machine.boot();
  const ram = [{ address: 0x4000_0000n, pageSize: 4096n, runs: [{ address: 0x9000_0000n, length: 0x40_0000n }] }];
  const { bus } = await machine.startVm({ name: 'check', cmdqv: 'on', ram });
  const result = await bus.plug({ device: 'gpu0', streamId: 0x10 });
  if (!result.ok) throw new Error(`a device could not be plugged in: ${result.message}`);
  return bus;
}

function guest(name: string) {
  const register = GUEST_MAP.named(name);
  if (register === undefined) throw new RangeError(name);
  return register;
}

function physical(name: string) {
  const register = physicalMap(TEGRA241).named(name);
  if (register === undefined || register.size !== 4) throw new RangeError(name);
  return { offset: register.offset, size: 4 as const };
}

function expect(holds: boolean, problem: string): void {
  if (!holds) throw new Error(problem);
}
