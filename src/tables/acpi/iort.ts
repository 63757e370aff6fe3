/** Offsets in an IORT and in its nodes. */
export const IORT = { NODES: 36, FIRST_NODE: 40, NODE: { LENGTH: 1, IDENTIFIER: 4, BASE: 16 } } as const;
/** Type of the node of an SMMUv3. */
export const SMMUV3_NODE = 4;

/** The SMMUv3s that an IORT has, by the identifiers of their nodes and their addresses. */
export function smmusOf(iort: Uint8Array): readonly { readonly identifier: number; readonly base: bigint }[] {
  const view = new DataView(iort.buffer, iort.byteOffset, iort.byteLength);
  const smmus: { readonly identifier: number; readonly base: bigint }[] = [];
  let at = view.getUint32(IORT.FIRST_NODE, true);
  for (let left = view.getUint32(IORT.NODES, true); left > 0 && at + IORT.NODE.BASE + 8 <= iort.length; left--) {
    if (view.getUint8(at) === SMMUV3_NODE) {
      smmus.push({ identifier: view.getUint32(at + IORT.NODE.IDENTIFIER, true), base: view.getBigUint64(at + IORT.NODE.BASE, true) });
    }
    at += view.getUint16(at + IORT.NODE.LENGTH, true);
  }
  return smmus;
}
