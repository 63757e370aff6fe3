import { performance } from 'node:perf_hooks';
import { reference } from '../../reference';
import { DEFAULT_HOST, Machine } from '../../src/machine';
import type { GuestBus, VmDescription } from '../../src/ports';
import { compose, GUEST_MAP, type Register } from '../../src/tables/registers';
import { bootBare, startBare } from './bare-machine';
import { median } from './median';

/** How often something can be done. */
export interface Rate {
  readonly what: string;
  /** With the recorders and substitutes that scenarios have at every port, or the model alone. */
  readonly through: 'recorder' | 'model';
  readonly perSecond: number;
}

/** Register accesses of a guest. */
export async function measureAccesses(samples: number): Promise<Rate[]> {
  const rates: Rate[] = [];
  for (const { name, prepare, register } of PLACES) {
    for (const through of ['recorder', 'model'] as const) {
      const access = { read: (bus: GuestBus) => bus.read(register.offset, 4), write: (bus: GuestBus) => bus.write(register.offset, 4, 0n) };
      for (const direction of ['read', 'write'] as const) {
        const perSecond = await rateOf(samples, async () => {
          const bus = await startVm(through);
          await prepare(bus);
          return timed(ACCESSES, () => access[direction](bus));
        });
        rates.push({ what: `${direction} of ${name}`, through, perSecond });
      }
    }
  }
  return rates;
}

/** Boots of a kernel, starts of a VM with a device plugged. */
export async function measureStarts(samples: number): Promise<Rate[]> {
  const rates: Rate[] = [];
  for (const { prepare, through, what } of STARTED) {
    const perSecond = await rateOf(samples, async () => timed(STARTS, await prepare()));
    rates.push({ what, through, perSecond });
  }
  return rates;
}

interface Start {
  readonly what: string;
  readonly through: Rate['through'];
  /** Makes what is to be timed. */
  prepare(): Promise<() => Promise<unknown>>;
}

const BOOT = 'boot of hardware and kernel';
const START = 'VM started, device plugged, VM shut down';

const STARTED: readonly Start[] = [
  { what: BOOT, through: 'recorder', prepare: () => Promise.resolve(bootRecorded) },
  { what: BOOT, through: 'model', prepare: () => Promise.resolve(bootBare) },
  {
    what: START,
    through: 'recorder',
    prepare: async () => {
      const machine = await bootRecorded();
      return async () => plugAndShutDown((await machine.startVm(VM)).bus);
    },
  },
  {
    what: START,
    through: 'model',
    prepare: async () => {
      const kernel = await bootBare();
      return async () => plugAndShutDown(await startBare(VM, kernel));
    },
  },
];

async function bootRecorded(): Promise<Machine> {
  const machine = new Machine(reference, DEFAULT_HOST);
  await machine.powerOn();
  await machine.boot();
  return machine;
}

async function plugAndShutDown(bus: GuestBus): Promise<void> {
  await plug(bus);
  await bus.shutDown();
}

/** Accesses on one machine: more than a scenario makes, few enough for its log. */
const ACCESSES = 2000;
const STARTS = 50;

const VM: VmDescription = {
  name: 'VM',
  cmdqv: 'on',
  ram: [{ address: 0x4000_0000n, pageSize: DEFAULT_HOST.pageSize, runs: [{ address: 0x9000_0000n, length: 0x400_0000n }] }],
};

const PRODUCER = named('VINTF0_LVCMDQ0_PROD_INDX');

const PLACES: readonly { readonly name: string; readonly register: Register; prepare(bus: GuestBus): Promise<void> }[] = [
  { name: 'a cached register', register: PRODUCER, prepare: () => Promise.resolve() },
  { name: 'the Config page', register: named('VI_INT_MASK_0'), prepare: () => Promise.resolve() },
  { name: 'a register of the host page', register: PRODUCER, prepare: allocateQueue },
];

async function startVm(through: Rate['through']): Promise<GuestBus> {
  const bus = through === 'model' ? await startBare(VM, await bootBare()) : (await (await bootRecorded()).startVm(VM)).bus;
  await plug(bus);
  return bus;
}

async function plug(bus: GuestBus): Promise<void> {
  const plugged = await bus.plug({ device: 'gpu0', streamId: 0x10 });
  if (!plugged.ok) throw new Error(plugged.message);
}

async function allocateQueue(bus: GuestBus): Promise<void> {
  const write = (register: Register, value: bigint) => bus.write(register.offset, register.size, value);
  const withFields = (name: string, fields: Readonly<Record<string, bigint>>) => write(named(name), compose(named(name), fields));
  await withFields('VINTF0_CONFIG', { ENABLE: 1n });
  await withFields('CMDQ_ALLOC_MAP_0', { ALLOC: 1n });
  await write(named('VINTF0_LVCMDQ0_BASE'), compose(named('VINTF0_LVCMDQ0_BASE'), { LOG2SIZE: 8n }) + 0x4010_0000n);
  const [window] = await bus.windows();
  if (window === undefined) throw new Error('the device maps no host page after an allocation');
}

function named(name: string): Register {
  const register = GUEST_MAP.named(name);
  if (register === undefined) throw new Error(`no register ${name}`);
  return register;
}

/** Median rate; the first samples only warm up. */
async function rateOf(samples: number, sample: () => Promise<number>): Promise<number> {
  const rates: number[] = [];
  for (let n = -Math.ceil(samples / 4); n < samples; n += 1) {
    const rate = await sample();
    if (n >= 0) rates.push(rate);
  }
  return median(rates);
}

async function timed(times: number, run: () => Promise<unknown>): Promise<number> {
  const began = performance.now();
  for (let n = 0; n < times; n += 1) await run();
  return (1000 * times) / (performance.now() - began);
}
