import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { Judge, MONITORS } from '../monitors';
import { NarratedLogs } from './narrated-logs';

const judge = new Judge(MONITORS);

/** What a log breaks: each clause, and the words that it is told with. */
function told(...parts: readonly (readonly string[])[]): readonly string[] {
  const logs = new NarratedLogs(judge);
  // What a log ends with may be cut off: one more call says that it is not.
  for (const [index, text] of [...parts.flat(), 'VM: open /dev/null -> 9'].entries()) logs.take({ number: index + 1, text, cut: false });
  return (logs.end()?.broken ?? []).map(({ monitor: { clause }, words }) => `${clause}: ${words}`).sort();
}

const hex = (value: number) => `0x${value.toString(16)}`;
const write = (register: string, value: number) => `  smmu0: write ${register} = ${hex(value)} (x)`;
const read = (register: string, value: number) => `  smmu0: read ${register} = ${hex(value)} (x)`;
const boot = (lines: readonly string[]) => lines.map((line) => line.trim());
const without = (lines: readonly string[], ...left: readonly RegExp[]) => lines.filter((line) => !left.some((one) => one.test(line)));
const instead = (lines: readonly string[], of: RegExp, by: string) => lines.map((line) => line.replace(of, by));

const slots = (vintf: number) =>
  Array.from({ length: 16 }, (_, slot) => [write(`VINTF${vintf}_SID_MATCH_${slot}`, 0), write(`VINTF${vintf}_SID_REPLACE_${slot}`, 0)]);

const BOOT = boot([
  ...[read('CMDQV_CONFIG', 0x20083), read('CMDQV_PARAM', 0x4671)],
  ...[write('CMDQV_CONFIG', 0x20082), read('CMDQV_STATUS', 0), write('CMDQV_CONFIG', 0x20083), read('CMDQV_STATUS', 1)],
  ...Array.from({ length: 128 }, (_, queue) => write(`CMDQ_ALLOC_MAP_${queue}`, ((queue >> 1) << 15) | ((queue & 1) << 1))),
  ...[write('VINTF0_CONFIG', 0), read('VINTF0_STATUS', 0), ...slots(0).flat()],
  ...[write('VINTF0_CONFIG', 0x20000), write('VINTF0_CONFIG', 0x20001), read('VINTF0_STATUS', 1)],
]);

/** A VM with the IDs 1 (device), 2 (IOAS), 3 (stage 2) and 4 (vIOMMU). */
const vm = (who = 'VM', vintf = 1) => [
  `${who}: open /dev/iommu -> 3`,
  `${who}: open /dev/vfio/devices/gpu${vintf} -> 4`,
  `${who}: VFIO_DEVICE_BIND_IOMMUFD iommufd=3 -> OK out_devid=1`,
  `${who}: IOAS_ALLOC -> OK out_ioas_id=2`,
  `${who}: HWPT_ALLOC flags=1 dev_id=1 pt_id=2 -> OK out_hwpt_id=3`,
  `${who}: VIOMMU_ALLOC type=2 dev_id=1 hwpt_id=3 data_len=0x10 data_uptr=0x5000 -> OK out_viommu_id=4`,
  ...[write(`VINTF${vintf}_CONFIG`, 0), read(`VINTF${vintf}_STATUS`, 0), ...slots(vintf).flat()],
  ...[write(`VINTF${vintf}_CONFIG`, vintf << 1), write(`VINTF${vintf}_CONFIG`, (vintf << 1) | 1), read(`VINTF${vintf}_STATUS`, 1)],
];
const VM = [...BOOT, ...vm()];

const vdevice = ({ id = 5, sid = 0x10, slot = 0, stream = 0x2300, vintf = 1, who = 'VM' } = {}) => [
  `${who}: VDEVICE_ALLOC viommu_id=4 dev_id=1 virt_id=${hex(sid)} -> OK out_vdevice_id=${id}`,
  write(`VINTF${vintf}_SID_REPLACE_${slot}`, stream),
  write(`VINTF${vintf}_SID_MATCH_${slot}`, (sid << 1) | 1),
];
const NO_VDEVICE = ['VM: DESTROY id=5 -> OK', write('VINTF1_SID_MATCH_0', 0), write('VINTF1_SID_REPLACE_0', 0)];

const Q0 = 'VINTF1_LVCMDQ0';
const SYNC = '  smmu0: submit CMD_SYNC; CMD_SYNC CS=2 MSH=3 MSIAttr=0xf -> none, consumed 2';
const ERRORS = [read(`${Q0}_GERRORN`, 0), read(`${Q0}_GERROR`, 0)];
const RESET = [
  ...[write(`${Q0}_CONFIG`, 0), read(`${Q0}_STATUS`, 0), SYNC],
  ...['PROD_INDX', 'CONS_INDX', 'BASE', 'CONS_INDX_BASE_DRAM'].map((name) => write(`${Q0}_${name}`, 0)),
  ...ERRORS,
];
const MAPPED = write('CMDQ_ALLOC_MAP_2', 0x8001);
const UNMAPPED = write('CMDQ_ALLOC_MAP_2', 0x8000);
const ASKED = 'VM: HW_QUEUE_ALLOC viommu_id=4 type=1 nesting_parent_iova=0x41a04000 length=0x1000 ->';
const QUEUE = [`${ASKED} OK out_hw_queue_id=5`, MAPPED, ...RESET, write(`${Q0}_BASE`, 0x101a04008)];
const NO_QUEUE = ['VM: DESTROY id=5 -> OK', ...RESET, UNMAPPED];

describe('a kernel, in words,', () => {
  it('that does all as it should breaks nothing', () => {
    assert.deepEqual(told(VM, QUEUE, NO_QUEUE, vdevice(), NO_VDEVICE), []);
  });

  it('enables SID_MATCH for the vSID that was asked for: VSID-11', () => {
    assert.deepEqual(told(VM, instead(vdevice(), /virt_id=0x10/, 'virt_id=0x11')), [
      'VSID-11: VINTF1_SID_MATCH_0 is written 0x21 for the vDEVICE of vSID 0x11',
    ]);
    assert.deepEqual(told(VM, instead(vdevice({ sid: 0 }), / virt_id=0x0/, '')), []);
  });

  it('lets no two VINTFs have the same stream: ISO-10', () => {
    const other = { stream: 0x2300, vintf: 2, who: 'VM2' };
    const both = [...VM, ...vm('VM2', 2)];
    assert.deepEqual(told(both, vdevice(), vdevice(other)), [
      'ISO-10: VINTF2_SID_MATCH_0 is enabled for stream 0x2300, which VINTF1_SID_MATCH_0 is enabled for',
    ]);
    assert.deepEqual(told(both, vdevice(), vdevice({ ...other, stream: 0x2400 })), []);
    // It has changed hands.
    assert.deepEqual(told(both, vdevice(), NO_VDEVICE, vdevice(other)), []);
  });

  it('gives a device one vDEVICE: ISO-10', () => {
    const second = vdevice({ id: 6, sid: 0x11, slot: 1 });
    assert.deepEqual(told(VM, vdevice(), second), ['ISO-10: device 1 gets a vDEVICE while it has one, with ID 5']);
    assert.deepEqual(told(VM, vdevice(), NO_VDEVICE, vdevice()), []);
    assert.deepEqual(told(VM, vdevice(), [`${second[0]?.split(' ->')[0]} -> EEXIST`]), []);
    // With the device's file its vDEVICE has gone.
    const again = [
      ...['VM: close fd 4 -> OK', write('VINTF1_SID_MATCH_0', 0), write('VINTF1_SID_REPLACE_0', 0)],
      ...['VM: open /dev/vfio/devices/gpu1 -> 4', 'VM: VFIO_DEVICE_BIND_IOMMUFD iommufd=3 -> OK out_devid=1'],
    ];
    assert.deepEqual(told(VM, vdevice(), again, vdevice({ id: 6 })), []);
  });

  it('unmaps no memory of a queue: UAPI-HWQ-21', () => {
    const unmap = (iova: number, how = 'OK', ioas = 2) => [`VM: IOAS_UNMAP ioas_id=${ioas} iova=${hex(iova)} length=0x1000 -> ${how}`];
    assert.deepEqual(told(VM, QUEUE, unmap(0x41a04000)), ['UAPI-HWQ-21: memory at 0x41a04000 is unmapped, which hw_queue 5 has']);
    assert.deepEqual(told(VM, QUEUE, unmap(0x41a04000, 'EBUSY'), unmap(0x41a03000), unmap(0x41a05000)), []);
    assert.deepEqual(told(VM, QUEUE, NO_QUEUE, unmap(0x41a04000)), []);
    assert.deepEqual(told(VM, QUEUE, ['VM: IOAS_ALLOC -> OK out_ioas_id=7'], unmap(0x41a04000, 'OK', 7)), []);
    // Nobody knows where the stage 2 has its addresses.
    assert.deepEqual(told(without(VM, /HWPT_ALLOC/), QUEUE, unmap(0x41a04000)), []);
  });

  it('leaves no vCMDQ mapped for a queue that it refuses: UAPI-HWQ-25', () => {
    const refused = [`${ASKED} EFAULT`, ...QUEUE.slice(1)];
    assert.deepEqual(told(VM, refused), ['UAPI-HWQ-25: HW_QUEUE_ALLOC gives EFAULT, and vCMDQ 2, which it mapped, is mapped still']);
    assert.deepEqual(told(VM, refused, RESET, [UNMAPPED]), []);
    // Mapped for the one that is there.
    assert.deepEqual(told(VM, QUEUE, [`${ASKED} EEXIST`]), []);
  });

  it('destroys nothing that is in use: UAPI-DES-01, -02', () => {
    const destroy = (id: number, how = 'OK') => [`VM: DESTROY id=${id} -> ${how}`];
    const about = (...lines: readonly (readonly string[])[]) => told(VM, ...lines).filter((words) => words.startsWith('UAPI-DES'));
    assert.deepEqual(about(destroy(3)), ['UAPI-DES-01: a HWPT is destroyed while a vIOMMU uses it, with ID 4']);
    assert.deepEqual(about(destroy(2)), ['UAPI-DES-01: a IOAS is destroyed while a HWPT uses it, with ID 3']);
    assert.deepEqual(about(QUEUE, destroy(4)), ['UAPI-DES-02: a vIOMMU is destroyed while there is a hw_queue on it, with ID 5']);
    assert.deepEqual(about(vdevice(), destroy(4)), ['UAPI-DES-02: a vIOMMU is destroyed while there is a vDEVICE on it, with ID 5']);
    const nested = ['VM: HWPT_ALLOC dev_id=1 pt_id=4 data_type=2 data_len=0x10 data_uptr=0x6000 -> OK out_hwpt_id=5'];
    assert.deepEqual(about(nested, destroy(4)), ['UAPI-DES-02: a vIOMMU is destroyed while there is a HWPT on it, with ID 5']);
    const second = ['VM: HW_QUEUE_ALLOC viommu_id=4 type=1 index=1 nesting_parent_iova=0x41a06000 length=0x1000 -> OK out_hw_queue_id=7'];
    assert.deepEqual(about(QUEUE, second, NO_QUEUE), ['UAPI-DES-01: a hw_queue is destroyed while a hw_queue uses it, with ID 7']);
    assert.deepEqual(about(destroy(3, 'EBUSY'), QUEUE, destroy(4, 'EBUSY'), NO_QUEUE, destroy(4), destroy(3), destroy(2)), []);
    // The device's file took its vDEVICE along.
    assert.deepEqual(about(vdevice(), ['VM: close fd 4 -> OK'], destroy(4)), []);
  });

  it('destroys nothing twice: UAPI-DES-01', () => {
    const about = (...lines: readonly (readonly string[])[]) => told(VM, ...lines).filter((words) => words.startsWith('UAPI-DES'));
    assert.deepEqual(about(vdevice(), NO_VDEVICE, ['VM: DESTROY id=5 -> OK']), ['UAPI-DES-01: ID 5 is destroyed, which nothing has']);
    assert.deepEqual(about(vdevice(), NO_VDEVICE, ['VM: DESTROY id=5 -> ENOENT'], vdevice(), NO_VDEVICE), []);
    // Nobody knows what an unknown number made, nor what was there before.
    const begun = vm().slice(3);
    assert.deepEqual(told(begun, ['VM: DESTROY id=9 -> OK']), []);
  });

  it('makes a vIOMMU of a VINTF that says it is enabled: UAPI-VIOMMU-11', () => {
    const last = VM.slice(0, -1);
    const waited = [read('VINTF1_STATUS', 0), read('VINTF1_STATUS', 0)];
    assert.deepEqual(told(last, waited), ['UAPI-VIOMMU-11: VIOMMU_ALLOC succeeds, and STATUS of VINTF 1 was last read as not enabled']);
    assert.deepEqual(told(last), ['UAPI-VIOMMU-11: VIOMMU_ALLOC succeeds, and STATUS of VINTF 1 was not read after its enable']);
    assert.deepEqual(told(last, waited, [read('VINTF1_STATUS', 1)]), []);
    const refused = instead(last, /-> OK out_viommu_id=4/, '-> ETIMEDOUT');
    assert.deepEqual(told(refused, waited), []);
  });

  it('acknowledges the errors of a vCMDQ that it gives out: RST-05', () => {
    const failed = instead(QUEUE, /GERROR = 0x0/, 'GERROR = 0x1');
    const answer = failed.toSpliced(-1, 0, write(`${Q0}_GERRORN`, 1));
    assert.deepEqual(told(VM, failed), ['RST-05: in the reset of vCMDQ 2 an error in GERROR is not acknowledged in GERRORN']);
    assert.deepEqual(told(VM, answer), []);
    assert.deepEqual(told(VM, without(QUEUE, /GERROR = /)), ['RST-05: in the reset of vCMDQ 2 GERROR is not read']);
    assert.deepEqual(told(VM, without(QUEUE, /GERRORN/)), ['RST-05: in the reset of vCMDQ 2 GERRORN is neither read nor written']);
    // Both were read for a log before, and the other way round.
    assert.deepEqual(told(VM, QUEUE.toSpliced(3, 0, read(`${Q0}_GERROR`, 1), read(`${Q0}_GERRORN`, 0))), []);
  });

  it('tells of a CMD_SYNC that timed out: UAPI-INV-14', () => {
    const invalidate = (how: string, end: string) => [
      `VM: HWPT_INVALIDATE hwpt_id=4 data_uptr=0x7000 data_type=1 entry_len=0x10 entry_num=1 -> ${how}`,
      `  smmu0: submit TLBI_NH_ALL VMID=1; CMD_SYNC CS=2 MSH=3 MSIAttr=0xf -> ${end}`,
    ];
    assert.deepEqual(told(VM, invalidate('OK', 'timeout, consumed 1')), [
      'UAPI-INV-14: HWPT_INVALIDATE succeeds, and its CMD_SYNC timed out',
    ]);
    assert.deepEqual(told(VM, invalidate('ETIMEDOUT', 'timeout, consumed 1'), invalidate('OK', 'none, consumed 2')), []);
  });

  it('puts what was asked for on the SMMU queue, and not only something else: UAPI-INV-11', () => {
    const invalidate = (commands: string) => [
      'VM: HWPT_INVALIDATE hwpt_id=4 data_uptr=0x7000 data_type=1 entry_len=0x10 entry_num=1 -> OK',
      `  smmu0: submit ${commands}; CMD_SYNC CS=2 MSH=3 MSIAttr=0xf -> none, consumed 2`,
    ];
    assert.deepEqual(told(VM, vdevice(), invalidate('CFGI_STE SID=0x2300 Leaf=1')), [
      'UAPI-INV-11: HWPT_INVALIDATE of 1 commands succeeds after 0 were issued, and CMD_SYNC behind them',
    ]);
    assert.deepEqual(told(VM, vdevice(), invalidate('CFGI_CD SID=0x2300 Leaf=1')), []);
    // A kernel may send more of its own accord.
    assert.deepEqual(told(VM, vdevice(), invalidate('CFGI_CD SID=0x2300 Leaf=1; CFGI_STE SID=0x2300 Leaf=1')), []);
  });
});
