/** Content of a named object of AML: a number, a string, or the bytes of a buffer. */
export type AmlValue = bigint | string | Uint8Array;

/** A device of a definition block, and what its own names hold. */
export interface AmlDevice {
  readonly name: string;
  readonly values: ReadonlyMap<string, AmlValue>;
}

/** First bytes of AML's terms, as far as devices of a machine that never change need them. */
export const AML = {
  ZERO: 0x00,
  ONE: 0x01,
  NAME: 0x08,
  BYTE: 0x0a,
  WORD: 0x0b,
  DWORD: 0x0c,
  STRING: 0x0d,
  QWORD: 0x0e,
  SCOPE: 0x10,
  BUFFER: 0x11,
  PACKAGE: 0x12,
  METHOD: 0x14,
  EXTENDED: 0x5b,
  DEVICE: 0x82,
} as const;

const NAME_BYTES = 4;
const INTEGER_BYTES: ReadonlyMap<number, number> = new Map([
  [AML.BYTE, 1],
  [AML.WORD, 2],
  [AML.DWORD, 4],
  [AML.QWORD, 8],
]);

/** The devices of a definition block, with the values up to the first term that tells no length of its own. */
export function amlDevices(block: Uint8Array): readonly AmlDevice[] {
  const devices: AmlDevice[] = [];
  for (let at = 0; at + 2 < block.length; at++) {
    if (block[at] !== AML.EXTENDED || block[at + 1] !== AML.DEVICE) continue;
    const body = packageAt(block, at + 2);
    if (body === undefined || !/^[A-Z_][A-Z0-9_]{3}$/.test(nameAt(body, 0))) continue;
    devices.push({ name: nameAt(body, 0), values: valuesAt(body, NAME_BYTES) });
  }
  return devices;
}

function valuesAt(body: Uint8Array, from: number): ReadonlyMap<string, AmlValue> {
  const values = new Map<string, AmlValue>();
  let at = from;
  for (;;) {
    const named = body[at] === AML.NAME;
    const found = named ? valueAt(body, at + 1 + NAME_BYTES) : undefined;
    if (found !== undefined) values.set(nameAt(body, at + 1), found.value);
    const end = found?.end ?? endOfPackage(body, named ? at + 1 + NAME_BYTES : at);
    if (end === undefined) return values;
    at = end;
  }
}

/** Where a term ends that holds more than a value: methods, packages, what is below the device. */
function endOfPackage(bytes: Uint8Array, at: number): number | undefined {
  const kind = bytes[at];
  const from = kind === AML.EXTENDED && bytes[at + 1] === AML.DEVICE ? at + 2 : at + 1;
  if (from === at + 1 && kind !== AML.SCOPE && kind !== AML.PACKAGE && kind !== AML.METHOD) return undefined;
  const body = packageAt(bytes, from);
  return body === undefined ? undefined : body.byteOffset - bytes.byteOffset + body.length;
}

function valueAt(bytes: Uint8Array, at: number): { readonly value: AmlValue; readonly end: number } | undefined {
  const kind = bytes[at];
  if (kind === AML.ZERO || kind === AML.ONE) return { value: BigInt(kind), end: at + 1 };
  const width = kind === undefined ? undefined : INTEGER_BYTES.get(kind);
  if (width !== undefined) return { value: littleEndian(bytes.subarray(at + 1, at + 1 + width)), end: at + 1 + width };
  if (kind === AML.STRING) {
    const end = bytes.indexOf(0, at + 1);
    return end < 0 ? undefined : { value: String.fromCharCode(...bytes.subarray(at + 1, end)), end: end + 1 };
  }
  if (kind !== AML.BUFFER) return undefined;
  const body = packageAt(bytes, at + 1);
  const size = body === undefined ? undefined : valueAt(body, 0);
  if (body === undefined || size === undefined) return undefined;
  return { value: body.subarray(size.end), end: body.byteOffset - bytes.byteOffset + body.length };
}

/** What a length at `at` spans, without the length itself. */
function packageAt(bytes: Uint8Array, at: number): Uint8Array | undefined {
  const lead = bytes[at];
  if (lead === undefined) return undefined;
  const more = lead >> 6;
  const high = littleEndian(bytes.subarray(at + 1, at + 1 + more));
  const length = more === 0 ? lead & 0x3f : Number(high) * 16 + (lead & 0xf);
  return length > more && at + length <= bytes.length ? bytes.subarray(at + 1 + more, at + length) : undefined;
}

function nameAt(bytes: Uint8Array, at: number): string {
  return String.fromCharCode(...bytes.subarray(at, at + NAME_BYTES));
}

function littleEndian(bytes: Uint8Array): bigint {
  return bytes.reduceRight((value, byte) => (value << 8n) | BigInt(byte), 0n);
}
