import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { hostWithTwoSmmus } from '../machine';
import type { Operation } from '../machine/log';
import { Judge, MONITORS } from '../monitors';
import { NarratedLogs } from './narrated-logs';
import { narratedIn } from './reading/narrated-line';

const judge = new Judge(MONITORS);

/** The clauses that a log breaks, once each. */
function broken(...parts: readonly (readonly string[])[]): readonly string[] {
  // What a log ends with may be cut off: one more call says that it is not.
  return brokenWithoutUsers(...parts, ['VM: open /dev/null -> 9']);
}

function brokenWithoutUsers(...parts: readonly (readonly string[])[]): readonly string[] {
  const logs = new NarratedLogs(judge);
  for (const [index, text] of parts.flat().entries()) logs.take({ number: index + 1, text, cut: false });
  return [...new Set((logs.end()?.broken ?? []).map(({ monitor: { clause } }) => clause))].sort();
}

/** As {@link broken}, where the words stand for operations. */
function brokenBy(lines: readonly string[]): readonly string[] {
  const operations: Operation[] = [];
  const outer: Operation[] = [];
  for (const text of lines) {
    const told = narratedIn(text);
    assert.ok(told?.event !== undefined, text);
    const { depth, event, given } = told;
    outer.length = Math.min(outer.length, depth);
    const by = event.port === 'host' ? 'device' : 'kernel';
    const operation: Operation = { ...event, n: operations.length, phase: 'act', within: outer.at(-1)?.n, by, given };
    outer[depth] = operation;
    operations.push(operation);
  }
  const { violations } = judge.judge({ host: hostWithTwoSmmus(), operations });
  return [...new Set(violations.map(({ monitor: { clause } }) => clause))].sort();
}

const hex = (value: number) => `0x${value.toString(16)}`;
const write = (register: string, value: number) => `smmu0: write ${register} = ${hex(value)} (x)`;
const read = (register: string, value: number) => `smmu0: read ${register} = ${hex(value)} (x)`;
const within = (lines: readonly string[]) => lines.map((line) => `  ${line}`);
const without = (lines: readonly string[], ...left: readonly RegExp[]) => lines.filter((line) => !left.some((one) => one.test(line)));
const instead = (lines: readonly string[], of: RegExp, by: string) => lines.map((line) => line.replace(of, by));

const SLOTS = 16;
const slots = (vintf: number) =>
  Array.from({ length: SLOTS }, (_, slot) => [
    write(`VINTF${vintf}_SID_MATCH_${slot}`, 0),
    write(`VINTF${vintf}_SID_REPLACE_${slot}`, 0),
  ]).flat();

const TOGGLE = [write('CMDQV_CONFIG', 0x20082), read('CMDQV_STATUS', 0), write('CMDQV_CONFIG', 0x20083), read('CMDQV_STATUS', 1)];
const MAPS = Array.from({ length: 128 }, (_, queue) => write(`CMDQ_ALLOC_MAP_${queue}`, ((queue >> 1) << 15) | ((queue & 1) << 1)));
const OFF = [write('VINTF0_CONFIG', 0), read('VINTF0_STATUS', 0)];
const ON = [...slots(0), write('VINTF0_CONFIG', 0x20000), write('VINTF0_CONFIG', 0x20001), read('VINTF0_STATUS', 1)];
const PROBE = [read('CMDQV_CONFIG', 0x20083), read('CMDQV_PARAM', 0x4671)];
const BOOT = [...PROBE, ...TOGGLE, ...MAPS, ...OFF, ...ON];

const start = (who = 'VM') => [
  `${who}: open /dev/iommu -> 3`,
  `${who}: IOAS_ALLOC -> OK out_ioas_id=2`,
  `${who}: HWPT_ALLOC flags=1 dev_id=1 pt_id=2 -> OK out_hwpt_id=3`,
];
const viommu = ({ hwpt = 3, vintf = 1, vmid = 1, who = 'VM' } = {}) => [
  `${who}: VIOMMU_ALLOC type=2 dev_id=1 hwpt_id=${hwpt} data_len=0x10 data_uptr=0x5000 -> OK out_viommu_id=4`,
  ...within([
    write(`VINTF${vintf}_CONFIG`, 0),
    read(`VINTF${vintf}_STATUS`, 0),
    ...slots(vintf),
    write(`VINTF${vintf}_CONFIG`, vmid << 1),
    write(`VINTF${vintf}_CONFIG`, (vmid << 1) | 1),
    read(`VINTF${vintf}_STATUS`, 1),
  ]),
];
const NO_VIOMMU = ['VM: DESTROY id=4 -> OK', ...within([write('VINTF1_CONFIG', 0), read('VINTF1_STATUS', 0), ...slots(1)])];

const SYNC = 'smmu0: submit CMD_SYNC; CMD_SYNC CS=2 MSH=3 MSIAttr=0xf -> none, consumed 2';
const Q0 = 'VINTF1_LVCMDQ0';
const RESET = [
  write(`${Q0}_CONFIG`, 0),
  read(`${Q0}_STATUS`, 0),
  SYNC,
  ...['PROD_INDX', 'CONS_INDX', 'BASE', 'CONS_INDX_BASE_DRAM'].map((name) => write(`${Q0}_${name}`, 0)),
  read(`${Q0}_GERRORN`, 0),
  read(`${Q0}_GERROR`, 0),
];
const MAPPED = write('CMDQ_ALLOC_MAP_2', 0x8001);
const UNMAPPED = write('CMDQ_ALLOC_MAP_2', 0x8000);
const QUEUE = [
  'VM: HW_QUEUE_ALLOC viommu_id=4 type=1 nesting_parent_iova=0x41a04000 length=0x1000 -> OK out_hw_queue_id=0xa',
  ...within([MAPPED, ...RESET, write(`${Q0}_BASE`, 0x101a04008)]),
];
const ENABLED = ['VM: store 1 to host page LVCMDQ0_CONFIG (4 bytes)', ...within([write(`${Q0}_CONFIG`, 1)])];
const NO_QUEUE = ['VM: DESTROY id=0xa -> OK', ...within([...RESET, UNMAPPED])];

const VM = [...BOOT, ...start(), ...viommu()];

const vdevice = ({ id = 8, sid = 0x10, slot = 0 } = {}) => [
  `VM: VDEVICE_ALLOC viommu_id=4 dev_id=1 virt_id=${hex(sid)} -> OK out_vdevice_id=${id}`,
  ...within([write(`VINTF1_SID_REPLACE_${slot}`, 0x2300), write(`VINTF1_SID_MATCH_${slot}`, (sid << 1) | 1)]),
];
const NO_VDEVICE = ['VM: DESTROY id=8 -> OK', ...within([write('VINTF1_SID_MATCH_0', 0), write('VINTF1_SID_REPLACE_0', 0)])];

const interrupt = (...lines: readonly string[]) => ['smmu0: raises the CMDQ-V interrupt', ...within(lines)];
const mapOf = (vintf: number) => [
  read('VI_ERR_MAP_0', 1 << vintf),
  read('VI_ERR_MAP_1', 0),
  `smmu0: read VINTF${vintf}_LVCMDQ_ERR_MAP_0 (8 bytes) = 0x1`,
  `smmu0: read VINTF${vintf}_LVCMDQ_ERR_MAP_2 (8 bytes) = 0x0`,
];

describe('a kernel in words', () => {
  it('that does all as it should breaks nothing', () => {
    assert.deepEqual(broken(VM, QUEUE, ENABLED, vdevice(), NO_VDEVICE, NO_QUEUE, NO_VIOMMU), []);
  });

  it('finds a VINTF enabled that a kernel before it has left, and waits: PHYS-13', () => {
    const left = [write('VINTF0_CONFIG', 0), read('VINTF0_STATUS', 1), read('VINTF0_STATUS', 1), read('VINTF0_STATUS', 0)];
    assert.deepEqual(broken(PROBE, TOGGLE, MAPS, left, ON, start(), viommu()), []);
    assert.deepEqual(broken(PROBE, TOGGLE, MAPS, left, [read('VINTF0_STATUS', 1)], ON, start(), viommu()), ['PHYS-13']);
  });

  it('resets a block by toggle, maps and VINTF0: HOST-04', () => {
    assert.deepEqual(broken(PROBE, MAPS, OFF, ON, start()), ['HOST-04']);
    // It need not be used by anybody; what has not cleared all of the maps need be no kernel.
    assert.deepEqual(brokenWithoutUsers(PROBE, MAPS, OFF, ON), ['HOST-04']);
    assert.deepEqual(brokenWithoutUsers(PROBE, MAPS.slice(1), OFF, ON), []);
    assert.deepEqual(brokenWithoutUsers(BOOT), []);
    assert.deepEqual(broken(PROBE, TOGGLE.slice(2), MAPS, OFF, ON, start()), ['HOST-04']);
    assert.deepEqual(broken(PROBE, TOGGLE, MAPS.slice(0, 100), OFF, ON, start()), ['HOST-04']);
    assert.deepEqual(broken(PROBE, MAPS, TOGGLE, OFF, ON, start()), ['HOST-04']);
    assert.deepEqual(broken(PROBE, TOGGLE, OFF, ON, MAPS, start()), ['HOST-04']);
    // Nobody saw what was before.
    assert.deepEqual(broken(OFF, ON, start()), []);
  });

  it('changes no VMID of a VINTF that is enabled: VHW-03', () => {
    const again = (value: number) => ['VM: IOAS_ALLOC -> OK out_ioas_id=7', ...within([write('VINTF1_CONFIG', value)])];
    assert.deepEqual(broken(VM, again(3)), []);
    assert.deepEqual(broken(VM, again(1)), ['VHW-03']);
  });

  it('gives a stage 2 one VMID as long as it lives: ISO-03', () => {
    const other = ['VM: IOAS_ALLOC -> OK out_ioas_id=5', 'VM: HWPT_ALLOC flags=1 dev_id=1 pt_id=5 -> OK out_hwpt_id=6'];
    assert.deepEqual(broken(VM, NO_VIOMMU, viommu()), []);
    assert.deepEqual(broken(VM, NO_VIOMMU, viommu({ vmid: 7 })), ['ISO-03']);
    assert.deepEqual(broken(VM, NO_VIOMMU, other, viommu({ hwpt: 6, vmid: 2 })), []);
    assert.deepEqual(broken(VM, NO_VIOMMU, other, viommu({ hwpt: 6 })), ['ISO-03']);
    // It has gone, or its process has.
    assert.deepEqual(broken(VM, NO_VIOMMU, ['VM: DESTROY id=3 -> OK'], other, viommu({ hwpt: 6 })), []);
    assert.deepEqual(broken(VM, NO_VIOMMU, start(), viommu({ vmid: 7 })), []);
    assert.deepEqual(broken(VM, NO_VIOMMU, start('VM2'), viommu({ who: 'VM2' })), []);
    // Words do not say of which iommufd it is.
    const second = ['VM: open /dev/iommu -> 4', 'VM: HWPT_ALLOC flags=1 dev_id=1 pt_id=2 -> OK out_hwpt_id=3'];
    assert.deepEqual(broken(VM, NO_VIOMMU, second, viommu({ vmid: 7 })), []);
  });

  it('acknowledges no error of a user, by whichever page: HOST-07', () => {
    const handled = (...lines: readonly string[]) => interrupt(...mapOf(1), ...lines);
    assert.deepEqual(broken(VM, QUEUE, ENABLED, handled()), []);
    assert.deepEqual(broken(VM, QUEUE, ENABLED, handled(write(`${Q0}_GERRORN`, 1))), ['HOST-07']);
    assert.deepEqual(broken(VM, QUEUE, ENABLED, handled(write('VCMDQ2_GERRORN', 1))), ['HOST-07']);
    // A slot that no user has, and of which the maps should not tell.
    assert.deepEqual(broken(VM, handled(write('VCMDQ2_GERRORN', 1))), ['PHYS-16']);
  });

  it('acknowledges errors of its own: HOST-07', () => {
    const own = [write('CMDQ_ALLOC_MAP_0', 1), write('VINTF0_LVCMDQ0_GERRORN', 0), write('VINTF0_LVCMDQ0_CONFIG', 1)];
    const handled = (...lines: readonly string[]) => interrupt(...mapOf(0), read('VINTF0_LVCMDQ0_GERROR', 1), ...lines);
    const acknowledged = [read('VINTF0_LVCMDQ0_CONS_INDX', 0x1000000), write('VINTF0_LVCMDQ0_GERRORN', 1)];
    assert.deepEqual(broken(BOOT, own, handled(...acknowledged), start()), []);
    assert.deepEqual(broken(BOOT, own, handled(write('VCMDQ0_GERRORN', 1)), start()), []);
    assert.deepEqual(broken(BOOT, own, handled(), start()), ['HOST-07']);
    assert.deepEqual(broken(BOOT, own, handled(write('VINTF0_LVCMDQ0_GERRORN', 0)), start()), ['HOST-07']);
    assert.deepEqual(broken(BOOT, own, interrupt(...mapOf(0), read('VINTF0_LVCMDQ0_GERROR', 0)), start()), []);
  });

  it('leaves a new vCMDQ disabled, and its index in DRAM alone: UAPI-HWQ-19', () => {
    assert.deepEqual(broken(VM, QUEUE, within([write('VCMDQ2_CONFIG', 1)])), ['UAPI-HWQ-19']);
    assert.deepEqual(broken(VM, QUEUE, within([write(`${Q0}_CONFIG`, 1)])), ['UAPI-HWQ-19']);
    assert.deepEqual(broken(VM, QUEUE, within([write(`${Q0}_CONS_INDX_BASE_DRAM`, 0x101b00000)])), ['UAPI-HWQ-19']);
    // One of its own meanwhile.
    assert.deepEqual(broken(VM, QUEUE, within([write('VCMDQ0_CONFIG', 1)])), []);
  });

  it('writes the BASE of a new vCMDQ, at once or in halves: UAPI-HWQ-18', () => {
    const halves = (low: number) => [...QUEUE.slice(0, -1), ...within([write(`${Q0}_BASE_L`, low), write(`${Q0}_BASE_H`, 1)])];
    assert.deepEqual(broken(VM, halves(0x1a04008)), []);
    assert.deepEqual(broken(VM, halves(0x1a04009)), ['UAPI-HWQ-18']);
    assert.deepEqual(broken(VM, halves(0x1a04108)), ['UAPI-HWQ-18']);
    assert.deepEqual(broken(VM, QUEUE.slice(0, -1)), ['UAPI-HWQ-18']);
  });

  it('clears the slot of a vDEVICE that goes: VSID-12', () => {
    assert.deepEqual(broken(VM, vdevice(), NO_VDEVICE.slice(0, 1)), ['VSID-12']);
    assert.deepEqual(broken(VM, vdevice(), NO_VDEVICE.slice(0, 2)), ['VSID-12']);
    // What has its ID now is another object, or another process's.
    const reused = ['VM: HWPT_ALLOC flags=1 dev_id=1 pt_id=2 -> OK out_hwpt_id=8', 'VM: DESTROY id=8 -> OK'];
    assert.deepEqual(broken(VM, vdevice(), start(), reused), []);
    assert.deepEqual(broken(VM, vdevice(), ['VM: open /dev/iommu -> 4', 'VM: DESTROY id=8 -> OK']), []);
  });

  it('takes the lowest free slot for a vDEVICE, SID_REPLACE first: VSID-11', () => {
    assert.deepEqual(broken(VM, vdevice(), vdevice({ id: 9, sid: 0x20, slot: 1 })), []);
    assert.deepEqual(broken(VM, vdevice({ slot: 5 })), ['VSID-11']);
    assert.deepEqual(broken(VM, without(vdevice(), /REPLACE/)), ['VSID-11']);
    const again = [...vdevice(), ...NO_VDEVICE];
    assert.deepEqual(broken(VM, again, vdevice()), []);
    assert.deepEqual(broken(VM, again, without(vdevice(), /REPLACE/)), ['VSID-11']);
  });

  it('unmaps a hw_queue that is destroyed, and acknowledges its errors first: TEAR-11', () => {
    assert.deepEqual(broken(VM, QUEUE, ENABLED, NO_QUEUE.slice(0, 1)), ['TEAR-11']);
    const failed = instead(NO_QUEUE, /(GERROR) = 0x0/, '$1 = 0x1');
    assert.deepEqual(broken(VM, QUEUE, ENABLED, failed), ['TEAR-11']);
    const acknowledged = failed.flatMap((line) => (line.includes('_GERROR ') ? [line, ...within([write(`${Q0}_GERRORN`, 1)])] : [line]));
    assert.deepEqual(broken(VM, QUEUE, ENABLED, acknowledged), []);
    // Another iommufd has an object of that ID.
    assert.deepEqual(broken(VM, QUEUE, ['VM: open /dev/iommu -> 4', 'VM: DESTROY id=0xa -> OK']), []);
  });

  it('disables a vCMDQ that it resets through its VINTF, first of all, and waits: RST-01', () => {
    for (const [before, after] of [
      [[], QUEUE],
      [[...QUEUE, ...ENABLED], NO_QUEUE],
    ] as const) {
      assert.deepEqual(broken(VM, before, after), []);
      assert.deepEqual(broken(VM, before, without(after, /LVCMDQ0_STATUS/)), ['RST-01']);
      assert.deepEqual(broken(VM, before, instead(after, /VINTF1_LVCMDQ0_CONFIG/, 'VCMDQ2_CONFIG')), ['RST-01']);
    }
    const early = [NO_QUEUE.slice(0, 1), within([write(`${Q0}_PROD_INDX`, 0)]), NO_QUEUE.slice(1)].flat();
    assert.deepEqual(broken(VM, QUEUE, ENABLED, early), ['RST-01']);
  });

  it('issues no more than 63 invalidations before a CMD_SYNC: UAPI-INV-11', () => {
    const asked = (count: number, ...batches: readonly number[]) => [
      `VM: HWPT_INVALIDATE hwpt_id=4 data_uptr=0x7fe5 data_type=1 entry_len=0x10 entry_num=${count} -> OK`,
      ...within(
        batches.map((size) => {
          const commands = [...Array.from({ length: size }, () => 'TLBI_NH_ASID VMID=1 ASID=2'), 'CMD_SYNC'];
          return `smmu0: submit ${commands.join('; ')} -> none, consumed ${commands.length}`;
        }),
      ),
    ];
    assert.deepEqual(broken(VM, asked(100, 63, 37)), []);
    assert.deepEqual(broken(VM, asked(100, 1, 50, 49)), []);
    assert.deepEqual(broken(VM, asked(64, 64)), ['UAPI-INV-11']);
    assert.deepEqual(broken(VM, asked(100, 100)), ['UAPI-INV-11']);
  });

  it('waits for a VINTF that it disables: VHW-08', () => {
    assert.deepEqual(broken(VM, without(NO_VIOMMU, /STATUS/)), ['VHW-08']);
    assert.deepEqual(broken(VM, instead(NO_VIOMMU, /(VINTF1_CONFIG) = 0x0/, '$1 = 0x2')), ['VHW-08']);
  });

  it('touches nothing of one user for another: ISO-06', () => {
    const second = [...start('VM2'), ...viommu({ vintf: 2, vmid: 2, who: 'VM2' })];
    const own = [...VM, ...vdevice(), ...QUEUE];
    const about = (...lines: readonly (readonly string[])[]) => broken(...lines).filter((clause) => clause === 'ISO-06');
    assert.deepEqual(about(own, second, NO_QUEUE), []);
    for (const write of ['VINTF1_SID_REPLACE_0 = 0x0 (x)', 'VINTF1_LVCMDQ0_GERRORN = 0x0 (x)', 'CMDQ_ALLOC_MAP_2 = 0x8000 (x)'])
      assert.deepEqual(about(own, second, within([`smmu0: write ${write}`])), ['ISO-06'], write);
    // Of a process that has closed its files nobody sees when the kernel comes to its VINTF.
    assert.deepEqual(about(own, ['VM: close fd 3 -> OK'], second, within(['smmu0: write VINTF1_SID_MATCH_0 = 0x0 (x)'])), []);
  });

  it('has all vCMDQs of a user flushed: a timeout that is told of one is its own: GERR-07', () => {
    const fails = [read(`${Q0}_GERROR`, 0), 'smmu0 executes ATC_INV SID=0x2300 from vCMDQ 2 (VINTF 1, logical 0)'];
    const told = [read(`${Q0}_GERROR`, 1), read(`${Q0}_CONS_INDX`, 0x3000001)];
    const about = (...lines: readonly (readonly string[])[]) => broken(...lines).filter((clause) => clause === 'GERR-07');
    assert.deepEqual(about(QUEUE, ENABLED, fails, told), ['GERR-07']);
    assert.deepEqual(about(QUEUE, ENABLED, instead(fails, /$/, ', which times out'), told), []);
    // Nor is a CMD_SYNC behind it executed before that was told and acknowledged.
    const sync = ['smmu0 executes CMD_SYNC CS=0 from vCMDQ 2 (VINTF 1, logical 0)'];
    const late = instead(fails, /logical 0\)/, '$&, which times out');
    const acknowledged = [write(`${Q0}_GERRORN`, 1)];
    assert.deepEqual(about(QUEUE, ENABLED, late, sync), ['GERR-07']);
    assert.deepEqual(about(QUEUE, ENABLED, late, told, acknowledged, sync), []);
    assert.deepEqual(about(QUEUE, ENABLED, late, NO_QUEUE, QUEUE, ENABLED, sync), []);
    assert.deepEqual(about(late, acknowledged, sync), []);
    // Of a queue that was there before nobody knows what it owes.
    assert.deepEqual(about(without(QUEUE, /HW_QUEUE_ALLOC/), ENABLED, fails, told), []);
  });

  it('counts the events of each VINTF, and tells those of no other: UAPI-VEQ-13, UAPI-VEQ-18', () => {
    const events = (who: string) => [`${who}: VEVENTQ_ALLOC viommu_id=4 type=2 veventq_depth=8 -> OK out_veventq_id=5 out_veventq_fd=5`];
    const event = (who: string, sequence: number, map = 1) => [
      `${who}: read fd 5 count=24 -> 00000000 0${sequence}000000 0${map}000000 00000000 00000000 00000000`,
    ];
    const failed = (vintf: number, map = 1) => instead(interrupt(...mapOf(vintf)), /(ERR_MAP_0 \(8 bytes\)) = 0x1/, `$1 = ${hex(map)}`);
    const two = [...VM, ...events('VM'), ...start('VM2'), ...viommu({ vintf: 2, vmid: 2, who: 'VM2' }), ...events('VM2')];
    const first = [...failed(1), ...event('VM', 0), ...failed(2), ...event('VM2', 0), ...failed(1)];
    const about = (...lines: readonly (readonly string[])[]) => broken(two, ...lines).filter((clause) => clause.startsWith('UAPI-VEQ'));
    assert.deepEqual(about(first, event('VM', 1)), []);
    assert.deepEqual(about(first, event('VM', 2)), ['UAPI-VEQ-13']);
    assert.deepEqual(about(failed(1), failed(2), event('VM', 0), event('VM2', 0)), []);
    // Of a queue that is made in view all events are, too.
    const later = (sequence: number) => broken(events('VM'), failed(1), event('VM', sequence)).filter((clause) => clause === 'UAPI-VEQ-13');
    assert.deepEqual([later(0), later(5)], [[], ['UAPI-VEQ-13']]);
    // Words do not say how wide maps are read, and operations do.
    const told = (...lines: readonly (readonly string[])[]) =>
      brokenBy([...two, ...lines.flat()]).filter((clause) => clause.startsWith('UAPI-VEQ'));
    assert.deepEqual(told(failed(1, 2), failed(2, 1), event('VM', 0, 2), event('VM2', 0, 1)), []);
    assert.deepEqual(told(failed(1, 2), failed(2, 1), event('VM', 0, 1), event('VM2', 0, 2)), ['UAPI-VEQ-18']);
  });
});
