/** Type of a structure member; integers are little-endian. */
export type MemberType = 'u8' | 'u16' | 'u32' | 'u64';

/** One member of a structure. */
export interface Member {
  readonly type: MemberType;
  /** Bytes from the start of the structure. */
  readonly offset: number;
}

/** A structure of the user API: its size and its members. */
export interface Structure<M extends Readonly<Record<string, Member>> = Readonly<Record<string, Member>>> {
  readonly name: string;
  readonly bytes: number;
  readonly members: M;
}

/** Values of a structure's members: 64-bit ones as bigint, the others as number. */
export type Values<S extends Structure> = {
  -readonly [K in keyof S['members']]: S['members'][K]['type'] extends 'u64' ? bigint : number;
};

const MEMBER_BYTES: Readonly<Record<MemberType, number>> = { u8: 1, u16: 2, u32: 4, u64: 8 };

/** Size of a member, in bytes. */
export function memberBytes({ type }: Member): number {
  return MEMBER_BYTES[type];
}

/** Reads one member as bigint, whatever its width; bytes outside `bytes` read as 0. */
export function readMember(bytes: Uint8Array, { type, offset }: Member): bigint {
  if (type !== 'u64') return BigInt(readNumber(bytes, offset, MEMBER_BYTES[type]));
  return BigInt(readNumber(bytes, offset, 4)) | (BigInt(readNumber(bytes, offset + 4, 4)) << 32n);
}

/** Stores one member, truncated to its width; bytes outside `bytes` are dropped. */
export function writeMember(bytes: Uint8Array, { type, offset }: Member, value: bigint): void {
  const low = Number(BigInt.asUintN(32, value));
  writeNumber(bytes, offset, Math.min(MEMBER_BYTES[type], 4), low);
  if (type === 'u64') writeNumber(bytes, offset + 4, 4, Number(BigInt.asUintN(32, value >> 32n)));
}

/** Decodes a structure; what `bytes` does not hold reads as 0. */
export function decodeStructure<S extends Structure>(structure: S, bytes: Uint8Array): Values<S> {
  const values: Record<string, number | bigint> = {};
  for (const name in structure.members) {
    const member = structure.members[name];
    if (member === undefined) continue;
    values[name] = member.type === 'u64' ? readMember(bytes, member) : readNumber(bytes, member.offset, MEMBER_BYTES[member.type]);
  }
  return values as Values<S>;
}

/** Encodes a structure; members that are not given are 0. */
export function encodeStructure<S extends Structure>(structure: S, values: Partial<Values<S>>): Uint8Array {
  const bytes = new Uint8Array(structure.bytes);
  const given = values as Readonly<Record<string, bigint | number | undefined>>;
  for (const name in given) {
    const member = structure.members[name];
    const value = given[name];
    if (member === undefined || value === undefined) continue;
    if (typeof value === 'bigint') writeMember(bytes, member, value);
    else writeNumber(bytes, member.offset, MEMBER_BYTES[member.type], value);
  }
  return bytes;
}

function readNumber(bytes: Uint8Array, offset: number, size: number): number {
  let value = 0;
  for (let index = size - 1; index >= 0; index--) value = value * 256 + (bytes[offset + index] ?? 0);
  return value;
}

function writeNumber(bytes: Uint8Array, offset: number, size: number, value: number): void {
  let rest = value;
  for (let index = 0; index < size && offset + index < bytes.length; index++) {
    bytes[offset + index] = rest % 256;
    rest = Math.floor(rest / 256);
  }
}
