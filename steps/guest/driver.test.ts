import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { type GuestBus, type Implementation, reference, run } from '../../src';
import { PACKAGE_ROOT } from '../../src/package';
import { GUEST_MAP } from '../../src/tables/registers';

/** What the driver of each release of Linux did to CMDQ-V, from its first access to two enabled vCMDQs; of a queue's address that it is one. */
const SEQUENCES = join(PACKAGE_ROOT, 'steps', 'guest', 'driver-sequences');

/** As a line of {@link SEQUENCES}. */
function told(op: 'read' | 'write', offset: number, width: 1 | 2 | 4 | 8, value: bigint): string {
  const name = GUEST_MAP.at(offset, width)?.name ?? `0x${offset.toString(16)}`;
  return `${op} ${name} ${/_BASE$/.test(name) && value !== 0n ? 'queue' : `0x${value.toString(16)}`}`;
}

/** The reference, whose guests' accesses are noted. */
function watched(lines: string[]): Implementation {
  return {
    ...reference,
    device: {
      ...reference.device,
      start: async (vm, below) => {
        const bus = await reference.device.start(vm, below);
        const watching: Partial<GuestBus> = {
          read: async (offset, width) => {
            const value = await bus.read(offset, width);
            lines.push(told('read', offset, width, value));
            return value;
          },
          write: (offset, width, value) => {
            lines.push(told('write', offset, width, value));
            return bus.write(offset, width, value);
          },
        };
        return new Proxy(bus, {
          get: (target, name) => {
            const own: unknown = Reflect.get(watching, name) ?? Reflect.get(target, name);
            return typeof own === 'function' ? own.bind(target) : own;
          },
        });
      },
    },
  };
}

describe("the model of Linux's driver", () => {
  const releases = readdirSync(SEQUENCES);

  it('is held against a release of Linux', () => assert.ok(releases.length > 0));

  for (const file of releases) {
    it(`accesses CMDQ-V as the driver of ${file.replace('.txt', '')} does`, async () => {
      const lines: string[] = [];
      const { verdict } = await run({ clauses: ['GUEST-02/the-driver-ends-with-two-hardware-queues'], implementation: watched(lines) });
      assert.equal(verdict, 'conformant');
      const kept = readFileSync(join(SEQUENCES, file), 'utf8').trim().split('\n');
      assert.deepEqual(lines.slice(0, kept.length), kept);
    });
  }
});
