import { type Identification, type IdField, idField } from '../smmu';

/** A field of a 16-byte command; bit positions count from bit 0 of its word. */
export interface CommandField {
  readonly name: string;
  readonly word: 0 | 1;
  readonly high: number;
  readonly low: number;
  /** The field holds address bits at their own position: `Addr [63:12]`. */
  readonly inPlace?: boolean;
}

/** What a command takes of the SMMU: a field of an ID register that has one of these values. */
export interface CommandNeed {
  readonly field: IdField;
  readonly values: readonly number[];
}

/** One row of the SMMUv3 command table. */
export interface CommandDefinition {
  readonly name: string;
  readonly opcode: number;
  readonly fields: readonly CommandField[];
  /** Without it the command is illegal. */
  readonly needs?: CommandNeed;
}

const f = (name: string, word: 0 | 1, high: number, low: number = high): CommandField => ({ name, word, high, low });
const address = (name: string, high: number, low: number): CommandField => ({ name, word: 1, high, low, inPlace: true });

const S1P: CommandNeed = { field: 'IDR0.S1P', values: [1] };
const S2P: CommandNeed = { field: 'IDR0.S2P', values: [1] };
const HYP: CommandNeed = { field: 'IDR0.Hyp', values: [1] };
const ATS: CommandNeed = { field: 'IDR0.ATS', values: [1] };
const PRI: CommandNeed = { field: 'IDR0.PRI', values: [1] };
const MPAM: CommandNeed = { field: 'IDR3.MPAM', values: [1] };
/** All values but the one that says that faults never stall. */
const STALL: CommandNeed = { field: 'IDR0.STALL_MODEL', values: [0, 2] };

const SSEC = f('SSec', 0, 10);
const SSV = f('SSV', 0, 11);
const SSID = f('SSID', 0, 31, 12);
const SID = f('SID', 0, 63, 32);
const VMID = f('VMID', 0, 47, 32);
const ASID = f('ASID', 0, 63, 48);
const LEAF = f('Leaf', 1, 0);
const RANGE_BY_ADDRESS = [f('NUM', 0, 16, 12), f('SCALE', 0, 25, 20), LEAF, f('TTL', 1, 9, 8), f('TG', 1, 11, 10)];
const ADDR = address('Addr', 63, 12);

/** SMMUv3 commands, by the Arm architecture. */
export const COMMANDS: readonly CommandDefinition[] = [
  { name: 'PREFETCH_CONFIG', opcode: 0x01, fields: [SSEC, SSV, SSID, SID] },
  { name: 'PREFETCH_ADDR', opcode: 0x02, fields: [SSEC, SSV, SSID, SID, f('Size', 1, 4, 0), ADDR] },
  { name: 'CFGI_STE', opcode: 0x03, fields: [SSEC, SID, LEAF] },
  { name: 'CFGI_STE_RANGE', opcode: 0x04, fields: [SSEC, SID, f('Range', 1, 4, 0)] },
  { name: 'CFGI_CD', opcode: 0x05, fields: [SSEC, SSID, SID, LEAF], needs: S1P },
  { name: 'CFGI_CD_ALL', opcode: 0x06, fields: [SSEC, SID], needs: S1P },
  { name: 'CFGI_VMS_PIDM', opcode: 0x07, fields: [SSEC], needs: MPAM },
  { name: 'TLBI_NH_ALL', opcode: 0x10, fields: [VMID], needs: S1P },
  { name: 'TLBI_NH_ASID', opcode: 0x11, fields: [VMID, ASID], needs: S1P },
  { name: 'TLBI_NH_VA', opcode: 0x12, fields: [VMID, ASID, ...RANGE_BY_ADDRESS, ADDR], needs: S1P },
  { name: 'TLBI_NH_VAA', opcode: 0x13, fields: [VMID, ...RANGE_BY_ADDRESS, ADDR], needs: S1P },
  { name: 'TLBI_EL2_ALL', opcode: 0x20, fields: [], needs: HYP },
  { name: 'TLBI_EL2_ASID', opcode: 0x21, fields: [ASID], needs: HYP },
  { name: 'TLBI_EL2_VA', opcode: 0x22, fields: [ASID, ...RANGE_BY_ADDRESS, ADDR], needs: HYP },
  { name: 'TLBI_EL2_VAA', opcode: 0x23, fields: [...RANGE_BY_ADDRESS, ADDR], needs: HYP },
  { name: 'TLBI_S12_VMALL', opcode: 0x28, fields: [VMID], needs: S2P },
  { name: 'TLBI_S2_IPA', opcode: 0x2a, fields: [VMID, ...RANGE_BY_ADDRESS, address('IPA', 51, 12)], needs: S2P },
  { name: 'TLBI_NSNH_ALL', opcode: 0x30, fields: [] },
  { name: 'ATC_INV', opcode: 0x40, fields: [f('G', 0, 9), SSV, SSID, SID, f('Size', 1, 5, 0), ADDR], needs: ATS },
  { name: 'PRI_RESP', opcode: 0x41, fields: [SSV, SSID, SID, f('PRGIndex', 1, 8, 0), f('Resp', 1, 13, 12)], needs: PRI },
  { name: 'RESUME', opcode: 0x44, fields: [SSEC, f('Resp', 0, 13, 12), SID, f('STAG', 1, 15, 0)], needs: STALL },
  { name: 'STALL_TERM', opcode: 0x45, fields: [SSEC, SID], needs: STALL },
  {
    name: 'CMD_SYNC',
    opcode: 0x46,
    fields: [f('CS', 0, 13, 12), f('MSH', 0, 23, 22), f('MSIAttr', 0, 27, 24), f('MSIData', 0, 63, 32), address('MSIAddress', 51, 2)],
  },
];

/** Bytes of one command. */
export const COMMAND_BYTES = 16;

/** CMD_SYNC.CS values; a vCMDQ supports SIG_NONE alone. */
export const SYNC_SIGNALS = { SIG_NONE: 0n, SIG_IRQ: 1n, SIG_SEV: 2n, RESERVED: 3n } as const;

/** An SMMU has what the command is for (CMD-21). */
export function isOffered({ needs }: CommandDefinition, smmu: Identification): boolean {
  return needs === undefined || needs.values.includes(idField(smmu, needs.field));
}
