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

/** Reads one member as bigint, whatever its width; members outside `bytes` read as 0. */
export function readMember(bytes: Uint8Array, { type, offset }: Member): bigint {
  let value = 0n;
  for (let index = MEMBER_BYTES[type] - 1; index >= 0; index--) value = (value << 8n) | BigInt(bytes[offset + index] ?? 0);
  return value;
}

/** Stores one member, truncated to its width; bytes outside `bytes` are dropped. */
export function writeMember(bytes: Uint8Array, { type, offset }: Member, value: bigint): void {
  let rest = value;
  for (let index = 0; index < MEMBER_BYTES[type] && offset + index < bytes.length; index++) {
    bytes[offset + index] = Number(rest & 0xffn);
    rest >>= 8n;
  }
}

/** Decodes a structure; what `bytes` does not hold reads as 0. */
export function decodeStructure<S extends Structure>(structure: S, bytes: Uint8Array): Values<S> {
  const entries = Object.entries(structure.members).map(([name, member]) => {
    const value = readMember(bytes, member);
    return [name, member.type === 'u64' ? value : Number(value)];
  });
  return Object.fromEntries(entries) as Values<S>;
}

/** Encodes a structure; members that are not given are 0. */
export function encodeStructure<S extends Structure>(structure: S, values: Partial<Values<S>>): Uint8Array {
  const bytes = new Uint8Array(structure.bytes);
  for (const [name, member] of Object.entries(structure.members)) {
    const value = (values as Readonly<Record<string, bigint | number | undefined>>)[name];
    if (value !== undefined) writeMember(bytes, member, BigInt(value));
  }
  return bytes;
}
