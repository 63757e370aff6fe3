import type { Clause } from '../specification/clauses/catalogue';
import { COMMAND_BYTES, COMMANDS, type CommandDefinition, type CommandField, type CommandNeed, SYNC_SIGNALS } from '../tables/commands';
import {
  COMMAND_ERRORS,
  DIRECT_PAGE0,
  DIRECT_PAGE1,
  type Field,
  GLOBAL_REGISTERS,
  GUEST_MAP,
  PAGE_BYTES,
  type RegisterDefinition,
  SLOT_STRIDE,
  VCMDQ_PAGE0_REGISTERS,
  VCMDQ_PAGE1_REGISTERS,
  VINTF_BASE,
  VINTF_PAGE0,
  VINTF_REGISTERS,
  VINTF_STRIDE,
} from '../tables/registers';
import * as constants from '../tables/uapi/constants';
import * as requests from '../tables/uapi/requests';
import type { Structure } from '../tables/uapi/structure';
import type { Part } from './parts';

/** Bits of a register or of a word of a command, as the documents write them. */
export interface ExportedField {
  readonly name: string;
  readonly high: number;
  readonly low: number;
  /** Address bits at their own position: the field's value is the address. */
  readonly inPlace: boolean;
  /** The field's bits in its register or word, in hexadecimal. */
  readonly mask: string;
}

/** The block that a register lies in; its offset counts from there. */
export type ExportedBlock = 'global' | 'vintf' | 'vcmdqPage0' | 'vcmdqPage1';

/** A register, or an array of them. */
export interface ExportedRegister {
  /** With the name of its block: `VINTF_SID_MATCH`. */
  readonly name: string;
  readonly block: ExportedBlock;
  readonly offset: number;
  readonly width: 32 | 64;
  readonly access: 'RW' | 'RO';
  /** In the guest's view, in hexadecimal. */
  readonly reset: string;
  /** Elements of the array, bytes from one to the next; absent if it is none. */
  readonly array?: { readonly count: number; readonly stride: number };
  readonly fields: readonly ExportedField[];
}

/** Where blocks lie in the region, in bytes. */
export type ExportedLayout = Readonly<Record<keyof typeof LAYOUT, number>>;

/** The register map. */
export interface ExportedRegisters {
  readonly layout: ExportedLayout;
  /** How many of each thing the region has that a guest sees. */
  readonly guest: { readonly vintfs: number; readonly vcmdqs: number; readonly lvcmdqs: number; readonly sids: number };
  readonly registers: readonly ExportedRegister[];
  /** Values of CONS_INDX.ERR of a vCMDQ. */
  readonly commandErrors: Readonly<Record<string, number>>;
}

/** A command of the SMMU. */
export interface ExportedCommand {
  readonly name: string;
  readonly opcode: number;
  readonly fields: readonly (ExportedField & { readonly word: 0 | 1 })[];
  /** The field of an ID register, and which of its values, without which the command is illegal. */
  readonly needs?: { readonly field: string; readonly values: readonly number[] };
}

/** The command encodings. */
export interface ExportedCommands {
  readonly bytes: number;
  readonly commands: readonly ExportedCommand[];
  /** Values of CS of CMD_SYNC. */
  readonly syncSignals: Readonly<Record<string, number>>;
}

/** A structure of the user API. */
export interface ExportedStructure {
  /** As in Linux's headers, in lower case, for data; that of a request is called as the request. */
  readonly name: string;
  readonly bytes: number;
  readonly members: readonly { readonly name: string; readonly type: 'u8' | 'u16' | 'u32' | 'u64'; readonly offset: number }[];
}

/** An ioctl. */
export interface ExportedRequest {
  /** As in Linux's headers: `IOMMU_HW_QUEUE_ALLOC`. */
  readonly name: string;
  readonly number: number;
  /** Bytes that callers of an older header pass, and that are accepted. */
  readonly minimum: number;
  readonly structure: ExportedStructure;
}

/** The ioctls of iommufd and VFIO, as far as the suite knows them. */
export interface ExportedUapi {
  readonly requests: readonly ExportedRequest[];
  readonly data: readonly ExportedStructure[];
  readonly constants: readonly { readonly name: string; readonly values: Readonly<Record<string, number>> }[];
  readonly veventqMaxDepth: number;
}

/** Everything of the specification that other tools may want, as plain data. */
export interface Exported {
  /** Grows when a reader of the earlier form would misread this one. */
  readonly schemaVersion: 1;
  readonly suite: { readonly name: string; readonly version: string };
  readonly registers?: ExportedRegisters;
  readonly commands?: ExportedCommands;
  readonly uapi?: ExportedUapi;
  readonly clauses?: readonly Clause[];
}

const LAYOUT = {
  pageBytes: PAGE_BYTES,
  vintfBase: VINTF_BASE,
  vintfStride: VINTF_STRIDE,
  slotStride: SLOT_STRIDE,
  directPage0: DIRECT_PAGE0,
  directPage1: DIRECT_PAGE1,
  vintfPage0: VINTF_PAGE0,
  vintfPagesStride: 2 * PAGE_BYTES,
} as const;

const BLOCKS: readonly (readonly [ExportedBlock, prefix: string, readonly RegisterDefinition[]])[] = [
  ['global', '', GLOBAL_REGISTERS],
  ['vintf', 'VINTF_', VINTF_REGISTERS],
  ['vcmdqPage0', 'VCMDQ_', VCMDQ_PAGE0_REGISTERS],
  ['vcmdqPage1', 'VCMDQ_', VCMDQ_PAGE1_REGISTERS],
];

/** What of `asked` the tables and the catalogue say. */
export function exported(suite: Exported['suite'], clauses: readonly Clause[], asked: readonly Part[]): Exported {
  const wants = (part: Part) => asked.includes(part);
  return {
    schemaVersion: 1,
    suite,
    ...(wants('registers') ? { registers: registersOf() } : {}),
    ...(wants('commands') ? { commands: commandsOf() } : {}),
    ...(wants('uapi') ? { uapi: uapiOf() } : {}),
    ...(wants('clauses') ? { clauses } : {}),
  };
}

function registersOf(): ExportedRegisters {
  const registers = BLOCKS.flatMap(([block, prefix, definitions]) =>
    definitions.map(({ access, count, fields, name, offset, reset = 0n, width }): ExportedRegister => {
      const array = count === undefined ? {} : { array: { count, stride: width / 8 } };
      return { name: `${prefix}${name}`, block, offset, width, access, reset: hex(reset), ...array, fields: fields.map(asField) };
    }),
  );
  const { lvcmdqs, sids, vcmdqs, vintfs } = GUEST_MAP.geometry;
  return { layout: LAYOUT, guest: { vintfs, vcmdqs, lvcmdqs, sids }, registers, commandErrors: COMMAND_ERRORS };
}

function commandsOf(): ExportedCommands {
  const signals = Object.entries(SYNC_SIGNALS).map(([name, value]) => [name, Number(value)]);
  return { bytes: COMMAND_BYTES, commands: COMMANDS.map(asCommand), syncSignals: Object.fromEntries(signals) };
}

function asCommand({ fields, name, needs, opcode }: CommandDefinition): ExportedCommand {
  return {
    name,
    opcode,
    fields: fields.map((part) => ({ ...asField(part), word: part.word })),
    ...(needs === undefined ? {} : { needs: { field: needs.field, values: needs.values } satisfies CommandNeed }),
  };
}

function uapiOf(): ExportedUapi {
  const tables: readonly (readonly [string, Readonly<Record<string, number>>])[] = [
    ['HWPT_FLAGS', constants.HWPT_FLAGS],
    ['HWPT_DATA', constants.HWPT_DATA],
    ['HW_INFO_FLAGS', constants.HW_INFO_FLAGS],
    ['HW_INFO_TYPES', constants.HW_INFO_TYPES],
    ['VIOMMU_TYPES', constants.VIOMMU_TYPES],
    ['HW_QUEUE_TYPES', constants.HW_QUEUE_TYPES],
    ['VEVENTQ_TYPES', constants.VEVENTQ_TYPES],
    ['INVALIDATE_DATA', constants.INVALIDATE_DATA],
    ['VEVENT_FLAGS', constants.VEVENT_FLAGS],
    ['IOAS_MAP_FLAGS', constants.IOAS_MAP_FLAGS],
  ];
  const data: readonly Structure[] = [
    requests.VIOMMU_TEGRA241_DATA,
    requests.HW_INFO_TEGRA241,
    requests.HW_INFO_SMMUV3,
    requests.HWPT_SMMUV3_DATA,
    requests.IOVA_RANGE,
    requests.VEVENT_HEADER,
    requests.VEVENT_TEGRA241,
    requests.VEVENT_SMMUV3,
  ];
  return {
    requests: requests.REQUESTS.map(({ minimum, name, number, structure }) => {
      const whole = name.startsWith('VFIO_') ? name : `IOMMU_${name}`;
      return { name: whole, number, minimum, structure: asStructure(structure, whole.toLowerCase()) };
    }),
    data: data.map((structure) => asStructure(structure, structure.name)),
    constants: tables.map(([name, values]) => ({ name, values })),
    veventqMaxDepth: constants.VEVENTQ_MAX_DEPTH,
  };
}

function asStructure({ bytes, members }: Structure, name: string): ExportedStructure {
  return { name, bytes, members: Object.entries(members).map(([member, { offset, type }]) => ({ name: member, type, offset })) };
}

function asField({ high, inPlace, low, name }: Field | CommandField): ExportedField {
  const mask = ((1n << BigInt(high - low + 1)) - 1n) << BigInt(low);
  return { name, high, low, inPlace: inPlace === true, mask: hex(mask) };
}

function hex(value: bigint): string {
  return `0x${value.toString(16)}`;
}
