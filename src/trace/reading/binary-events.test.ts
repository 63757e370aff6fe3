import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { type EventValues, type Parameter, TRACE_EVENTS } from '../events';
import { binaryFile, type Event, record, SAMPLE_EVENTS, u64 } from '../samples/binary-file';
import { BinaryEvents, DROPPED_ID, HEADER_ID, HEADER_MAGIC } from './binary-events';
import { lineOf, TextEvents } from './text-events';
import type { Damaged, Traced } from './traced';

const WORDS = ['hw', 'cache', 'vi', 'direct', 'SMMU_CMD_SYNC', 'bypass'];

function anyValue({ kind, written }: Parameter): fc.Arbitrary<bigint | string> {
  if (kind === 'text') return fc.constantFrom(...WORDS);
  if (kind === 'signed') return fc.bigInt({ min: -(1n << 31n), max: (1n << 31n) - 1n });
  return fc.bigInt({ min: 0n, max: written === 'bare hex' ? 0xffff_ffffn : (1n << 64n) - 1n });
}

const anyEvent: fc.Arbitrary<Event> = fc
  .constantFrom(...TRACE_EVENTS)
  .chain((event) =>
    fc
      .record(Object.fromEntries(event.parameters.map((parameter) => [parameter.name, anyValue(parameter)])))
      .map((values): Event => ({ event, values: { ...values } as EventValues })),
  );

interface Read {
  readonly events: readonly (Traced | Damaged)[];
  readonly lost: readonly string[];
  readonly fault: string | undefined;
}

function readIn(file: Buffer, step: number): Read {
  const events: (Traced | Damaged)[] = [];
  const lost: string[] = [];
  const reader = new BinaryEvents({ event: (_, read) => events.push(read), lost: (_, words) => lost.push(words) });
  for (let at = 0; at < file.length; at += step) reader.push(file.subarray(at, at + step));
  reader.end();
  return { events, lost, fault: reader.fault };
}

const eventsIn = (line: string) => new TextEvents().take(line).map(({ read }) => read);

describe('an event', () => {
  it('is read from its line as it was written', () => {
    fc.assert(
      fc.property(anyEvent, (one) => {
        assert.deepEqual(eventsIn(lineOf(one)), [{ ...one, process: '' }]);
      }),
      { numRuns: 1_000 },
    );
  });

  it('is read from a binary trace as it was written, in pieces of any size', () => {
    fc.assert(
      fc.property(fc.array(anyEvent, { maxLength: 8 }), fc.integer({ min: 1, max: 5_000 }), (events, step) => {
        const read = readIn(binaryFile(events), step);
        assert.deepEqual(read, { events: events.map((one) => ({ ...one, process: '7' })), lost: [], fault: undefined });
      }),
      { numRuns: 100 },
    );
  });

  it('is damaged when its line lacks a value', () => {
    for (const one of SAMPLE_EVENTS) {
      const line = lineOf(one);
      const required = one.event.parameters.filter(({ optional }) => !optional);
      if (required.length === 0) continue;
      const [read] = eventsIn(line.slice(0, one.event.name.length + 1));
      assert.ok(read !== undefined && 'damage' in read, line);
    }
  });

  it('is no other whose name begins like it, and none in the middle of a line', () => {
    assert.deepEqual(eventsIn('smmuv3_cmdq_cfgi_cd_more sid=0x10'), []);
    assert.deepEqual(eventsIn(`${'x'.repeat(300)} tegra241_cmdqv_write_mmio offset: 0x0 val: 0x0 size: 0x4`), []);
    assert.deepEqual(eventsIn('smmuv3_find_ste sid=0x10'), []);
    assert.deepEqual(eventsIn('$ qemu -trace tegra241_cmdqv_write_mmio,file=log'), []);
  });

  it('is read behind other output and behind another one, and is not one if it has more than its values', () => {
    const write = 'tegra241_cmdqv_write_mmio offset: 0x200 val: 0x1 size: 0x4';
    const opcode = 'smmuv3_cmdq_opcode <--- SMMU_CMD_SYNC';
    const namesIn = (line: string) =>
      eventsIn(line).map((read) => (read === undefined ? 'torn' : 'event' in read ? read.event.name : read.damage));
    const [first, second] = ['tegra241_cmdqv_write_mmio', 'smmuv3_cmdq_opcode'];
    assert.deepEqual(namesIn(`[    0.000000] p${write}`), [first]);
    assert.deepEqual(namesIn(`vm tegra ${write}`), [first]);
    assert.deepEqual(namesIn(`${opcode}${write}`), [second, first]);
    assert.deepEqual(namesIn(`${write}${opcode}`), [first, second]);
    assert.deepEqual(namesIn(`${write} smmuv3_cmdq_tlbi_nsnh `), [first]);
    assert.deepEqual(namesIn(`tegra241_cmdqv_write_mmio offset: 0x2${write}`), [`${first} without all of its values`, first]);
    assert.deepEqual(namesIn(`${write}2026-11-26T04:30:00Z ${opcode}`), [`${first} with more than its values`, second]);
    assert.deepEqual(namesIn(`0)${write}`), ['torn', first]);
    assert.deepEqual(namesIn(`iommu${write}`), ['torn', first]);
    assert.deepEqual(namesIn(`smmuv3_cmdq_opc${write}`), ['torn', first]);
    for (const torn of [
      'smmuv3_ce: 0x8',
      'smmuv3_cmdq_cfgi',
      'smmuv3_8',
      'tegra241_cmdqv_wr0x10 size: 0x4(0)',
      'tegra241_cmdqv_:0x37 size: 0x4(0)',
      'tegra241_cmdqv_write_m size: 0x8',
      'smmuv3_cmdq_oprap=0',
      'iommu0 size: 0x8',
      'sp=0 cons.wrap=0',
    ])
      assert.deepEqual(namesIn(torn), ['torn'], torn);
    for (const other of [
      'smmuv3_find_ste_2lvl l1_off:0x0',
      'smmuv3_cmdq_consume prod=2 cons=0 prod.wrap=0 cons.wrap=0',
      'smmuv3_cmdq_tlbi_nsnh ',
    ])
      assert.deepEqual(namesIn(other), [], other);
    const joined =
      'iommufd_backend_alloc_hw_queue  iommufd=3 viommu_id=4 queue_type=1 index=0 addr=0x0 size=0x1000 queue_id=10 (free_id  iommufd=3 id=12 (0)';
    assert.deepEqual(namesIn(joined), ['iommufd_backend_alloc_hw_queue without all of its values']);
    const events = new TextEvents();
    const told = (line: string) => events.take(line).map(({ read }) => read !== undefined && 'event' in read);
    // What a tool puts behind every line is no damage, once it is known.
    assert.deepEqual([write, `${write} vm=1`, `${write} vm=1`].map(told), [[true], [false], [true]]);
    // Nor is what another QEMU tells between the values.
    const newer = write.replace(' val:', ' width: 0x4 val:');
    assert.deepEqual([newer, newer, newer.replace('0x200', '0x204'), write].map(told), [[false], [true], [true], [true]]);
    const consumed = 'smmuv3_cmdq_consume prod=2 cons=0 prod.wrap=0 cons.wrap=0';
    assert.deepEqual([consumed, consumed, 'smmuv3_cmdq_consume prod=2 co: 0x0', consumed].map(told), [[], [], [false], []]);
  });
});

describe('a binary trace', () => {
  it('tells of events that QEMU dropped, of other versions, and of what is cut off', () => {
    const dropped = Buffer.concat([binaryFile([]), record(DROPPED_ID, u64(12n), 7)]);
    assert.deepEqual(readIn(dropped, 100).lost, ['QEMU dropped 12 events here']);
    const older = Buffer.concat([u64(HEADER_ID), u64(HEADER_MAGIC), u64(3n)]);
    assert.match(readIn(older, 100).fault ?? '', /version 3/);
    const whole = binaryFile(SAMPLE_EVENTS);
    assert.match(readIn(whole.subarray(0, whole.length - 3), 64).lost[0] ?? '', /ends in the middle/);
    assert.match(readIn(Buffer.concat([whole, u64(9n), u64(9n)]), 64).lost[0] ?? '', /damaged/);
  });

  it('is read on behind a seam, where another follows with other names for its events', () => {
    const [one, other] = [SAMPLE_EVENTS.slice(0, 3), SAMPLE_EVENTS.slice(3)];
    const reordered = binaryFile(other, 8, [...TRACE_EVENTS].reverse());
    for (const step of [1, 7, 64, 10_000]) {
      const { events, fault, lost } = readIn(Buffer.concat([binaryFile(one), reordered]), step);
      assert.deepEqual(events, [
        ...one.map((event) => ({ ...event, process: '7' })),
        ...other.map((event) => ({ ...event, process: '8' })),
      ]);
      assert.deepEqual(lost, ['another trace follows: what happened between the two is not told']);
      assert.equal(fault, undefined);
    }
  });

  it('takes nothing of the trace behind for the end of an event that is cut off', () => {
    const whole = binaryFile(SAMPLE_EVENTS.slice(0, 2));
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 30 }), fc.integer({ min: 1, max: 200 }), (missing, step) => {
        const { events, lost } = readIn(Buffer.concat([whole.subarray(0, whole.length - missing), binaryFile(SAMPLE_EVENTS)]), step);
        assert.deepEqual(
          events,
          [SAMPLE_EVENTS[0], ...SAMPLE_EVENTS].map((event) => ({ ...event, process: '7' })),
        );
        assert.deepEqual(lost, [
          'an event is cut off where another trace follows',
          'another trace follows: what happened between the two is not told',
        ]);
      }),
    );
  });

  it('is read on behind damage where another begins', () => {
    const joined = Buffer.concat([binaryFile([]), u64(9n), Buffer.alloc(1_000, 0xff), binaryFile(SAMPLE_EVENTS)]);
    for (const step of [1, 64, 10_000]) assert.equal(readIn(joined, step).events.length, SAMPLE_EVENTS.length);
  });
});
