import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { performance } from 'node:perf_hooks';
import { createInterface } from 'node:readline';
import { reference } from '../../reference';
import { Adapter } from '../../src/adapters/adapter';
import { ChildChannel } from '../../src/adapters/protocol/child-channel';
import { DEFAULT_HOST, Machine } from '../../src/machine';
import { packageIdentity } from '../../src/package';
import { GUEST_MAP } from '../../src/tables/registers';
import { median } from './median';

const OPERATIONS = 4000;
const IN_FLIGHT = 32;

/** Operations a second through the protocol and through a bare echo of lines of the same sizes. */
export interface ProtocolCost {
  readonly inFlight: number;
  readonly echoPerSecond: number;
  readonly protocolPerSecond: number;
  readonly ratio: number;
}

/** Reads a register of a device behind the protocol, one at a time and pipelined; medians of `samples`, in turns with the floor. */
export async function measureProtocol(samples: number): Promise<ProtocolCost[]> {
  const echo = startEcho();
  const { read, close } = await startAdapter();
  const costs: ProtocolCost[] = [];
  for (const inFlight of [1, IN_FLIGHT]) {
    const [floors, rates]: [number[], number[]] = [[], []];
    for (let sample = 0; sample < samples; sample++) {
      floors.push(await perSecond(echo.ask, inFlight));
      rates.push(await perSecond(read, inFlight));
    }
    const [echoPerSecond, protocolPerSecond] = [median(floors), median(rates)];
    costs.push({ inFlight, echoPerSecond, protocolPerSecond, ratio: protocolPerSecond / echoPerSecond });
  }
  echo.close();
  await close();
  return costs;
}

/** Operations a second, so many at a time. */
export async function perSecond(operation: () => Promise<unknown>, inFlight: number): Promise<number> {
  const began = performance.now();
  if (inFlight === 1) for (let done = 0; done < OPERATIONS; done++) await operation();
  else for (let done = 0; done < OPERATIONS; done += inFlight) await Promise.all(Array.from({ length: inFlight }, operation));
  return OPERATIONS / ((performance.now() - began) / 1000);
}

/** A process that answers each line with one of the same size. */
export function startEcho(): { readonly ask: () => Promise<unknown>; readonly close: () => void } {
  const child = spawn(process.execPath, [join(__dirname, 'echo-process.js')], { stdio: ['pipe', 'pipe', 'inherit'] });
  const waiting = new Map<number, (answer: unknown) => void>();
  let id = 0;
  createInterface({ input: child.stdout }).on('line', (line) => {
    const answer = JSON.parse(line);
    waiting.get(answer.id)?.(answer);
    waiting.delete(answer.id);
  });
  const ask = (): Promise<unknown> =>
    new Promise((resolve) => {
      id += 1;
      waiting.set(id, resolve);
      const request = { jsonrpc: '2.0', id, method: 'guest.read', params: { vm: 'VM', offset: PROD_INDX.offset, width: 4 } };
      child.stdin.write(`${JSON.stringify(request)}\n`);
    });
  return { ask, close: () => child.kill() };
}

async function startAdapter(): Promise<{ readonly read: () => Promise<bigint>; readonly close: () => Promise<void> }> {
  const command = `"${process.execPath}" "${join(__dirname, 'adapter-process.js')}"`;
  const adapter = await Adapter.connect({
    open: () => new ChildChannel(command, process.cwd()),
    suite: packageIdentity(),
    timeout: 30_000,
    restarts: 0,
    createMemory: () => reference.hardware.createMemory(),
  });
  await adapter.newScenario();
  const implementation = { ...reference, ...adapter.implementation };
  const machine = new Machine(implementation, DEFAULT_HOST);
  await machine.powerOn();
  await machine.boot();
  const ram = [{ address: 0x4000_0000n, pageSize: 4096n, runs: [{ address: 0x9000_0000n, length: 0x40_0000n }] }];
  const bus = await implementation.device.start({ name: 'VM', cmdqv: 'on', ram }, machine.startProcess('VM').calls);
  await bus.plug({ device: 'gpu0', streamId: 0x10 });
  await bus.write(PROD_INDX.offset, 4, 5n);
  return { read: () => bus.read(PROD_INDX.offset, 4), close: () => adapter.close() };
}

const PROD_INDX = registerCalled('VCMDQ0_PROD_INDX');

function registerCalled(name: string): { readonly offset: number } {
  const register = GUEST_MAP.named(name);
  if (register === undefined) throw new RangeError(`there is no register ${name}`);
  return register;
}
