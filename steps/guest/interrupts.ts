import { Then } from '../vocabulary';
import type { ConformanceWorld } from '../world';

async function expectInterrupts(world: ConformanceWorld, vm: string, expected: number): Promise<void> {
  await world.vm(vm).bus.settle();
  const actual = world
    .acted()
    .filter((operation) => operation.port === 'guest' && operation.who === vm && operation.event.op === 'interrupt').length;
  if (actual !== expected)
    world.fail(`${vm} received ${actual} CMDQ-V interrupts, not ${expected}`, `${expected} interrupts`, `${actual} interrupts`);
}

/** Since the When, the CMDQ-V interrupt of the guest has had so many edges. */
Then('{guest} receives {times} interrupt(s)', ['observe.interrupts'], expectInterrupts);
