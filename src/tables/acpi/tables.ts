/** A table of ACPI: its signature, and all of it, the header included. */
export interface AcpiTable {
  readonly signature: string;
  readonly bytes: Uint8Array;
}

/** Bytes of the header that every table begins with; its length is at 4. */
export const TABLE_HEADER_BYTES = 36;

/** The tables in a file that holds them one after the other, with zeros between and behind. */
export function acpiTables(file: Uint8Array): readonly AcpiTable[] {
  const tables: AcpiTable[] = [];
  const view = new DataView(file.buffer, file.byteOffset, file.byteLength);
  for (let at = 0; at + TABLE_HEADER_BYTES <= file.length; ) {
    const signature = String.fromCharCode(...file.subarray(at, at + 4));
    const length = view.getUint32(at + 4, true);
    if (/^[A-Z]{4}$/.test(signature) && length >= TABLE_HEADER_BYTES && at + length <= file.length) {
      tables.push({ signature, bytes: file.subarray(at, at + length) });
      at += length;
    } else at += 1;
  }
  return tables;
}
