import { AML, CMDQV_HID, INTERRUPT, IORT, RESOURCE, ROOT_COMPLEX_NODE, SMMUV3_NODE, TABLE_HEADER_BYTES } from '../../src/tables/acpi';
import { PAGE_BYTES } from '../../src/tables/registers';

/** An SMMU as the guest's firmware is to know it. */
export interface DescribedSmmu {
  readonly identifier: number;
  readonly cmdqv: boolean;
  readonly ats: boolean;
}

/** Where in the guest's address space the first SMMU is, its CMDQ-V block, and how far the next is. */
const PLACE = { SMMU: 0x0c00_0000n, CMDQV: 0x0c08_0000n, STRIDE: 0x10_0000n } as const;
/** Interrupt of the first CMDQ-V; each SMMU has four of its own in front of it. */
const INTERRUPTS = { FIRST: 148, STRIDE: 5 } as const;
const REGION_BYTES = BigInt(5 * PAGE_BYTES);
const SMMU_NODE_BYTES = 68;
const ROOT_COMPLEX_BYTES = 36;
const FIRST_NODE = IORT.FIRST_NODE + 8;

/** The tables that tell a guest of its SMMUs, one file each (QEMU-09, QEMU-10, QEMU-18). */
export function acpiTablesOf(smmus: readonly DescribedSmmu[]): ReadonlyMap<string, Uint8Array> {
  const devices = smmus.flatMap(({ cmdqv, identifier }, index) => (cmdqv ? [cmdqvDevice(identifier, index)] : []));
  const nodes = [
    ...smmus.map(({ identifier }, index) => smmuNode(identifier, index)),
    ...smmus.map(({ ats }, index) => rootComplexNode(ats, index)),
  ];
  return new Map([
    ['DSDT', table('DSDT', devices.flat())],
    ['IORT', table('IORT', [...u32(nodes.length), ...u32(FIRST_NODE), ...u32(0), ...nodes.flat()])],
  ]);
}

function cmdqvDevice(identifier: number, index: number): number[] {
  const name = `CV${String(identifier).padStart(2, '0')}`;
  const values = [
    ...[...named('_HID'), AML.STRING, ...ascii(CMDQV_HID), 0],
    ...[...named('_UID'), AML.DWORD, ...u32(identifier)],
    ...[...named('_CCA'), AML.ONE],
    ...[...named('_CRS'), ...buffer(resources(index))],
  ];
  return [AML.EXTENDED, AML.DEVICE, ...lengthy([...ascii(name), ...values])];
}

function resources(index: number): number[] {
  const start = PLACE.CMDQV + PLACE.STRIDE * BigInt(index);
  // Producer and decoding as usual, neither end movable; memory that is read and written.
  const memory = [0, 0xc, 3, ...u64(0n), ...u64(start), ...u64(start + REGION_BYTES - 1n), ...u64(0n), ...u64(REGION_BYTES)];
  const interrupt = [INTERRUPT.CONSUMER | INTERRUPT.EDGE, 1, ...u32(INTERRUPTS.FIRST + INTERRUPTS.STRIDE * index)];
  return [...large(RESOURCE.MEMORY_64, memory), ...large(RESOURCE.INTERRUPT, interrupt), RESOURCE.END, 0];
}

/** What is 0 here is interrupts and mappings, in which CMDQ-V has no part. */
function smmuNode(identifier: number, index: number): number[] {
  const node = new DataView(new ArrayBuffer(SMMU_NODE_BYTES));
  node.setUint8(0, SMMUV3_NODE);
  node.setUint16(IORT.NODE.LENGTH, SMMU_NODE_BYTES, true);
  node.setUint32(IORT.NODE.IDENTIFIER, identifier, true);
  node.setBigUint64(IORT.NODE.BASE, PLACE.SMMU + PLACE.STRIDE * BigInt(index), true);
  return [...new Uint8Array(node.buffer)];
}

/** The root complex whose devices are all behind the SMMU with this index. */
function rootComplexNode(ats: boolean, index: number): number[] {
  const node = new DataView(new ArrayBuffer(ROOT_COMPLEX_BYTES + IORT.MAPPING.BYTES));
  node.setUint8(0, ROOT_COMPLEX_NODE);
  node.setUint16(IORT.NODE.LENGTH, node.byteLength, true);
  node.setUint32(IORT.NODE.MAPPINGS, 1, true);
  node.setUint32(IORT.NODE.FIRST_MAPPING, ROOT_COMPLEX_BYTES, true);
  node.setUint32(IORT.NODE.ATS, Number(ats), true);
  node.setUint32(ROOT_COMPLEX_BYTES + IORT.MAPPING.OUTPUT_NODE, FIRST_NODE + index * SMMU_NODE_BYTES, true);
  return [...new Uint8Array(node.buffer)];
}

function table(signature: string, body: readonly number[]): Uint8Array {
  const bytes = new Uint8Array([
    ...ascii(signature),
    ...u32(TABLE_HEADER_BYTES + body.length),
    ...Array(TABLE_HEADER_BYTES - 8).fill(0),
    ...body,
  ]);
  const checksum = 9;
  bytes[checksum] = -bytes.reduce((sum, byte) => sum + byte, 0) & 0xff;
  return bytes;
}

function named(name: string): number[] {
  return [AML.NAME, ...ascii(name)];
}

function buffer(bytes: readonly number[]): number[] {
  return [AML.BUFFER, ...lengthy([AML.BYTE, bytes.length, ...bytes])];
}

/** Behind its length, which counts itself: two bytes, as for anything up to 4095. */
function lengthy(bytes: readonly number[]): number[] {
  const length = bytes.length + 2;
  return [0x40 | (length & 0xf), length >> 4, ...bytes];
}

function large(tag: number, bytes: readonly number[]): number[] {
  return [tag, bytes.length & 0xff, bytes.length >> 8, ...bytes];
}

function ascii(text: string): number[] {
  return [...text].map((character) => character.charCodeAt(0));
}

function u32(value: number): number[] {
  return [0, 8, 16, 24].map((shift) => (value >>> shift) & 0xff);
}

function u64(value: bigint): number[] {
  return [...u32(Number(value & 0xffff_ffffn)), ...u32(Number(value >> 32n))];
}
