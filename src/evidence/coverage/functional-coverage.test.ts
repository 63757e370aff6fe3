import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { DEFAULT_HOST } from '../../machine';
import { OperationLog, type PortEvent } from '../../machine/log';
import { COMMANDS, commandBytes, encodeCommand } from '../../tables/commands';
import { GUEST_MAP } from '../../tables/registers';
import { DESTROY, encodeStructure, HW_QUEUE_ALLOC, REQUEST_STATUSES, type Structure, type Values } from '../../tables/uapi';
import type { Coverage, PointCoverage } from './coverage';
import { FunctionalCoverage } from './functional-coverage';
import { UNREACHABLE } from './unreachable';

const EMPTY = new FunctionalCoverage().soFar();

function pointOf({ points }: Coverage, id: string): PointCoverage {
  const found = points.find((point) => point.id === id);
  assert.ok(found, `there is no coverpoint ${id}`);
  return found;
}

/** All bins of a point, from a coverage that hit none. */
function binsOf(id: string): readonly string[] {
  const { missed, unreachable } = pointOf(EMPTY, id);
  return [...missed, ...unreachable.flatMap(({ bins }) => bins)];
}

/** What scenarios with these events cover, a log each. */
function coverageOfLogs(...logs: readonly (readonly PortEvent[])[]): Coverage {
  const coverage = new FunctionalCoverage();
  for (const events of logs) {
    const log = new OperationLog();
    coverage.machineMade({ host: DEFAULT_HOST, log });
    for (const event of events) log.note(event, 'scenario');
  }
  return coverage.soFar();
}

function hitsOf(coverage: Coverage, id: string): readonly string[] {
  const { missed, unexpected, unreachable } = pointOf(coverage, id);
  const not = new Set([...missed, ...unreachable.flatMap(({ bins }) => bins)]);
  return [...binsOf(id).filter((bin) => !not.has(bin)), ...unexpected];
}

const guest = (event: Extract<PortEvent, { port: 'guest' }>['event']): PortEvent => ({ port: 'guest', who: 'VM', event });

function write(name: string, value: bigint): PortEvent {
  const register = GUEST_MAP.named(name);
  assert.ok(register);
  return guest({ op: 'write', offset: register.offset, width: register.size, value });
}

function ioctl<S extends Structure>(
  request: { readonly number: number; readonly structure: S },
  values: Partial<Values<S>>,
  status: 'OK' | 'ENOMEM',
): PortEvent {
  const segments = [{ address: 0x1000n, bytes: encodeStructure(request.structure, values) }];
  return {
    port: 'host',
    who: 'VM',
    event: { op: 'ioctl', fd: 3, request: request.number, argument: 0x1000n, before: segments, after: segments, status },
  };
}

describe('coverpoints', () => {
  it('have the bins that the tables have rows for', () => {
    const registers = binsOf('guest-registers');
    for (const { name, size } of GUEST_MAP.registers)
      for (const direction of ['read', 'write']) assert.ok(registers.includes(`${direction} ${name} ${size}`), name);
    assert.equal(registers.length, 2 * GUEST_MAP.registers.length);
    const statuses = binsOf('ioctl-statuses');
    for (const [{ name }, named] of REQUEST_STATUSES) for (const status of named) assert.ok(statuses.includes(`${name} ${status}`), name);
    for (const { name } of COMMANDS) assert.ok(binsOf('guest-trapped-commands').includes(name), name);
  });

  it('have gaps where the table has no register, and nowhere else', () => {
    const gaps = binsOf('guest-undecoded').filter((bin) => bin.startsWith('read 0x') && bin.endsWith(' 4'));
    for (const bin of gaps) {
      const [from = 0, to = 0] = (bin.match(/0x[0-9a-f]+/g) ?? []).map(Number);
      for (let offset = from; offset < to; offset += 4) assert.equal(GUEST_MAP.at(offset, 4), undefined, bin);
      assert.ok(from % 0x10000 === 0 || GUEST_MAP.registers.some(({ offset, size }) => offset + size === from), bin);
    }
    assert.ok(gaps.includes('read 0xc-0x13 4'));
  });

  it('have an ID each, and no unreachability that names nothing', () => {
    assert.equal(new Set(EMPTY.points.map(({ id }) => id)).size, EMPTY.points.length);
    for (const { bins, points, reason } of UNREACHABLE) {
      assert.ok(
        points.some((id) => binsOf(id).some((bin) => bins.test(bin))),
        reason,
      );
    }
  });

  it('whose port nothing crossed are not observed, and not counted', () => {
    assert.deepEqual(EMPTY.total, { bins: 0, covered: 0, unreachable: 0 });
    const guestOnly = coverageOfLogs([write('CMDQV_CONFIG', 1n)]);
    assert.ok(pointOf(guestOnly, 'guest-registers').observed);
    for (const { observed, port } of guestOnly.points) assert.equal(observed, port === 'guest');
    assert.ok(guestOnly.total.bins > 0);
  });
});

describe('a log', () => {
  it('hits registers by name and width, and odd accesses by kind', () => {
    const coverage = coverageOfLogs([
      guest({ op: 'read', offset: 0x40000, width: 8, value: 0n }),
      guest({ op: 'write', offset: 0x1000, width: 2, value: 1n }),
      guest({ op: 'read', offset: 0x10002, width: 4, value: 0n }),
      guest({ op: 'read', offset: 0x10, width: 8, value: 0n }),
      guest({ op: 'write', offset: 0x50000, width: 4, value: 0n }),
    ]);
    assert.deepEqual(hitsOf(coverage, 'guest-registers'), ['read VINTF0_LVCMDQ0_BASE 8']);
    assert.deepEqual(hitsOf(coverage, 'guest-widths'), ['write VINTF CONFIG 2', 'read direct CONS_INDX 4 misaligned']);
    assert.deepEqual(hitsOf(coverage, 'guest-undecoded'), ['read 0xc-0x13 8', 'write beyond the region 4']);
  });

  it('hits bits of fields by value, in halves too', () => {
    const hits = hitsOf(coverageOfLogs([write('VCMDQ1_BASE_H', 0x8000n)]), 'guest-fields');
    assert.ok(hits.includes('write direct BASE.ADDR[42] 1'));
    assert.ok(hits.includes('write direct BASE.ADDR[41] 0'));
    assert.ok(!hits.includes('write direct BASE.ADDR[0] 0'), 'the other half was not written');
  });

  it('follows the state of each vCMDQ of each scenario', () => {
    const ready = [
      write('VINTF0_CONFIG', 1n),
      write('CMDQ_ALLOC_MAP_1', 3n),
      write('VINTF0_LVCMDQ1_BASE', 0x4010_0008n),
      ioctl(HW_QUEUE_ALLOC, { index: 1, out_hw_queue_id: 7 }, 'OK'),
      write('VCMDQ1_PROD_INDX', 1n),
      write('CMDQV_CONFIG', 0n),
      ioctl(DESTROY, { id: 7 }, 'OK'),
      guest({ op: 'reset' }),
    ];
    const coverage = coverageOfLogs(ready, [write('VCMDQ0_PROD_INDX', 1n)]);
    const triggers = hitsOf(coverage, 'guest-triggers').filter((bin) => bin.endsWith('(vCMDQ 1)'));
    assert.deepEqual(
      new Set(triggers),
      new Set([
        'VINTF CONFIG bit 1 in E--- (vCMDQ 1)',
        'CMDQ_ALLOC_MAP bit 1 in EV-- (vCMDQ 1)',
        'BASE other in EVA- (vCMDQ 1)',
        'CMDQV_CONFIG bit 0 in EVA, H (vCMDQ 1)',
        'reset in -VAB (vCMDQ 1)',
      ]),
    );
    assert.deepEqual(hitsOf(coverage, 'guest-page0'), [
      'write direct PROD_INDX in E--- (vCMDQ 0)',
      'write direct PROD_INDX in EVA, H (vCMDQ 1)',
    ]);
    const transitions = hitsOf(coverage, 'guest-transitions');
    assert.ok(transitions.includes('A 1→0 by reset (vCMDQ 1)'));
    assert.ok(!transitions.includes('A 1→0 by reset (vCMDQ 0)'));
  });

  it('tells of what is called unreachable', () => {
    const log = [write('CMDQ_ALLOC_MAP_0', 1n), ioctl(HW_QUEUE_ALLOC, { index: 0, out_hw_queue_id: 7 }, 'OK'), write('VCMDQ0_CONFIG', 1n)];
    assert.deepEqual(pointOf(coverageOfLogs(log), 'guest-page0').unexpected, ['write direct CONFIG in E-A, H (vCMDQ 0)']);
  });

  it('hits statuses of requests by who made them', () => {
    const refused = ioctl(HW_QUEUE_ALLOC, { size: 40 }, 'ENOMEM');
    const byUser = coverageOfLogs([refused]);
    assert.deepEqual(hitsOf(byUser, 'ioctl-statuses'), ['HW_QUEUE_ALLOC ENOMEM']);
    assert.deepEqual(hitsOf(byUser, 'device-statuses'), []);
    const byDevice = coverageOfLogs([guest({ op: 'reset' }), refused]);
    assert.deepEqual(hitsOf(byDevice, 'ioctl-statuses'), []);
    assert.deepEqual(hitsOf(byDevice, 'device-statuses'), ['HW_QUEUE_ALLOC refused']);
  });

  it('lays a rejected command to its queue by what was fetched at RD', () => {
    const registers = (event: Extract<PortEvent, { port: 'registers' }>['event']): PortEvent => ({
      port: 'registers',
      who: 'smmu0',
      event,
    });
    const coverage = coverageOfLogs([
      registers({ op: 'write', offset: 0x1100, width: 4, value: 0x1_000bn }),
      registers({ op: 'write', offset: 0x208, width: 4, value: (1n << 15n) | 1n }),
      registers({ op: 'write', offset: 0x20100, width: 8, value: 0x9000_0008n }),
      {
        port: 'memory',
        who: 'smmu0',
        event: { op: 'read', address: 0x9000_0010n, length: 16, bytes: commandBytes(encodeCommand('CFGI_STE')) },
      },
      registers({ op: 'read', offset: 0x10100, width: 4, value: 0x0400_0001n }),
    ]);
    assert.deepEqual(hitsOf(coverage, 'command-errors'), ['ILL_OPCODE or ILL_ACCESS on vCMDQ without HYP_OWN']);
    const { missed } = pointOf(coverage, 'commands');
    assert.ok(!missed.includes('CFGI_STE rejected from vCMDQ without HYP_OWN'));
    assert.ok(missed.includes('CFGI_CD rejected from vCMDQ without HYP_OWN'));
  });
});
