import type { Operation } from '../../machine/log';
import type { DeviceDescription, SmmuDescription } from '../../ports';
import { extract, fieldNamed } from '../../tables/registers';
import { supportsAts, tracksDirtyPages } from '../../tables/smmu';
import {
  encodeStructure,
  GET_HW_INFO,
  HW_CAPABILITIES,
  HW_INFO_SMMUV3,
  HW_INFO_TEGRA241,
  HW_INFO_TYPES,
  memberBytes,
  readMember,
} from '../../tables/uapi';
import type { Bench, Monitor, Sight, Watch } from '../monitor';
import type { Scene } from '../scene';
import { answerOf, askedOf, memoryAt } from '../views/call-structures';

/** What a GET_HW_INFO told of a device's SMMU. */
interface Told {
  readonly operation: Operation;
  readonly device: DeviceDescription;
  readonly smmu: SmmuDescription;
  readonly type: number;
  /** Nothing for a caller whose structure ends before it. */
  readonly capabilities: bigint | undefined;
  /** As far as there was room. */
  readonly bytes: Uint8Array;
}

const NEEDS: readonly Sight[] = [
  'host numbers',
  'host open',
  'host close',
  'host ioctl VFIO_DEVICE_BIND_IOMMUFD',
  'host ioctl GET_HW_INFO',
];

const { out_capabilities: CAPABILITIES } = GET_HW_INFO.structure.members;
const CAPABILITIES_END = CAPABILITIES.offset + memberBytes(CAPABILITIES);

/** Takes what the kernel answers. */
function onInfo(scene: Scene, see: (told: Told) => void): Pick<Required<Watch>, 'ends'> {
  return {
    ends(operation) {
      if (operation.port !== 'host' || operation.given || operation.event.op !== 'ioctl') return;
      const { event, who } = operation;
      const [asked, answer] = [askedOf(event, GET_HW_INFO), answerOf(event, GET_HW_INFO)];
      if (asked === undefined || answer === undefined || event.after === undefined) return;
      const bound = scene.deviceFiles.named(who, event.fd, asked.dev_id)?.device;
      const device = scene.host.devices.find(({ name }) => name === bound);
      const smmu = scene.host.smmus.find(({ name }) => name === device?.smmu);
      const bytes = memoryAt(event.after, asked.data_uptr, Math.min(asked.data_len, answer.data_len));
      const capabilities = asked.size < CAPABILITIES_END ? undefined : answer.out_capabilities;
      if (device !== undefined && smmu !== undefined && bytes !== undefined)
        see({ operation, device, smmu, type: answer.data_type, bytes, capabilities });
    },
  };
}

function onInfoOf(type: number, judged: Pick<Monitor, 'clause' | 'looksAt'>, judge: (told: Told) => string | undefined): Monitor {
  return {
    ...judged,
    layer: 'kernel',
    sees: ['host ioctl GET_HW_INFO'],
    needs: NEEDS,
    watch: (scene, bench) => onInfo(scene, (told) => type === told.type && tell(bench, told, judge(told))),
  };
}

function tell(bench: Bench, { operation }: Told, wrong: string | undefined): void {
  if (wrong === undefined) bench.held();
  else bench.violated(operation, wrong);
}

/** The first member of a structure that some bytes hold whole and that differs, of those that are wanted. */
function differing(
  { bytes }: Told,
  structure: typeof HW_INFO_SMMUV3 | typeof HW_INFO_TEGRA241,
  wanted: Uint8Array,
  but: readonly string[] = [],
): string | undefined {
  for (const [name, member] of Object.entries(structure.members)) {
    if (but.includes(name) || member.offset + memberBytes(member) > bytes.length) continue;
    const [is, was] = [readMember(bytes, member), readMember(wanted, member)];
    if (is !== was) return `${name} is 0x${is.toString(16)}, not 0x${was.toString(16)}`;
  }
  return undefined;
}

/** UAPI-INFO-05: the SMMUv3 information is what the ID registers of the device's SMMU read. */
export const idRegistersTold = onInfoOf(
  HW_INFO_TYPES.ARM_SMMUV3,
  {
    clause: 'UAPI-INFO-05',
    looksAt: "each SMMUv3 information that a user gets: IDR0 to IDR5, IIDR and AIDR are those of the device's SMMU",
  },
  (told) => {
    const { aidr, idr, iidr } = told.smmu;
    const [idr0, idr1, idr2, idr3, idr4, idr5] = idr;
    return differing(told, HW_INFO_SMMUV3, encodeStructure(HW_INFO_SMMUV3, { idr0, idr1, idr2, idr3, idr4, idr5, iidr, aidr }), ['flags']);
  },
);

/** Flag of the SMMUv3 information: TLBI and CFGI commands are needed twice. */
const ERRATA_REPEAT_TLBI_CFGI = 1n;

/** UAPI-INFO-14: the SMMUv3 information has no flag but one. */
export const oneFlagTold = onInfoOf(
  HW_INFO_TYPES.ARM_SMMUV3,
  { clause: 'UAPI-INFO-14', looksAt: 'each SMMUv3 information that a user gets: flags has no bit but ERRATA_REPEAT_TLBI_CFGI' },
  ({ bytes }) => {
    const flags = readMember(bytes, HW_INFO_SMMUV3.members.flags);
    return (flags & ~ERRATA_REPEAT_TLBI_CFGI) === 0n ? undefined : `flags of the SMMUv3 information is 0x${flags.toString(16)}`;
  },
);

/** UAPI-INFO-10: what a device can do is told as it is. Of other bits the clause does not speak. */
export const capabilitiesTold: Monitor = {
  clause: 'UAPI-INFO-10',
  layer: 'kernel',
  sees: ['host ioctl GET_HW_INFO'],
  needs: NEEDS,
  looksAt:
    'each GET_HW_INFO that succeeds: out_capabilities has bit 0 if the SMMU can track written pages, and bit 3 if the device, its way to the SMMU or the SMMU has no ATS',
  watch: (scene, bench) =>
    onInfo(scene, (told) => {
      const { capabilities, device, smmu } = told;
      if (capabilities === undefined) return;
      const { DIRTY_TRACKING, NO_ATS } = HW_CAPABILITIES;
      const wanted = (tracksDirtyPages(smmu) ? DIRTY_TRACKING : 0n) | (device.ats && supportsAts(smmu) ? 0n : NO_ATS);
      const is = capabilities & (DIRTY_TRACKING | NO_ATS);
      tell(
        bench,
        told,
        is === wanted ? undefined : `out_capabilities has 0x${is.toString(16)} of bits 0 and 3, not 0x${wanted.toString(16)}`,
      );
    }),
};

/** UAPI-INFO-07: the CMDQ-V information is what PARAM reads: the version now, the numbers of a VINTF as they were when the kernel probed. */
export const parametersTold: Monitor = {
  clause: 'UAPI-INFO-07',
  layer: 'kernel',
  sees: ['host ioctl GET_HW_INFO', 'registers read CMDQV_PARAM'],
  needs: [...NEEDS, 'registers read CMDQV_PARAM'],
  looksAt:
    'each CMDQ-V information that a user gets: the version that PARAM read last, and the vCMDQs and slots of a VINTF by what it read first',
  watch: (scene, bench) => {
    const read = bench.keep(new Map<string, { readonly first: bigint; readonly last: bigint }>());
    const told = onInfo(scene, (info) => {
      const param = read.get(info.smmu.name);
      const register = scene.block(info.smmu.name)?.register('CMDQV_PARAM');
      if (info.type !== HW_INFO_TYPES.TEGRA241_CMDQV || register === undefined || param === undefined || !scene.whole) return;
      const of = (value: bigint, name: string) => Number(extract(value, fieldNamed(register, name)));
      const wanted = {
        version: of(param.last, 'CMDQV_VER'),
        log2vcmdqs: of(param.first, 'CMDQV_NUM_CMDQ_LOG2') - of(param.first, 'CMDQV_NUM_VI_LOG2'),
        log2vsids: of(param.first, 'CMDQV_NUM_SID_PER_VI_LOG2'),
      };
      tell(bench, info, differing(info, HW_INFO_TEGRA241, encodeStructure(HW_INFO_TEGRA241, wanted)));
    });
    return {
      begins(operation) {
        if (operation.port !== 'registers' || operation.by !== 'kernel' || operation.event.op !== 'read') return;
        const { value } = operation.event;
        const known = read.get(operation.who);
        if (value === undefined) return;
        read.set(operation.who, { first: known?.first ?? value, last: value });
      },
      ends: told.ends,
    };
  },
};
