/** Offsets in an IORT and in its nodes. */
export const IORT = {
  NODES: 36,
  FIRST_NODE: 40,
  /** `BASE` is an SMMUv3's, `ATS` a root complex's. */
  NODE: { LENGTH: 1, IDENTIFIER: 4, MAPPINGS: 8, FIRST_MAPPING: 12, BASE: 16, ATS: 24 },
  MAPPING: { OUTPUT_NODE: 12, BYTES: 20 },
} as const;
/** Type of the node of an SMMUv3. */
export const SMMUV3_NODE = 4;
/** Type of the node of a PCI root complex. */
export const ROOT_COMPLEX_NODE = 2;
/** Bit of a root complex's ATS attribute: it passes ATS on. */
const ATS_SUPPORTED = 1;

interface Node {
  readonly type: number;
  readonly at: number;
}

function nodesOf(view: DataView): readonly Node[] {
  const nodes: Node[] = [];
  let at = view.getUint32(IORT.FIRST_NODE, true);
  for (let left = view.getUint32(IORT.NODES, true); left > 0 && at + IORT.NODE.BASE + 8 <= view.byteLength; left--) {
    nodes.push({ type: view.getUint8(at), at });
    at += view.getUint16(at + IORT.NODE.LENGTH, true);
  }
  return nodes;
}

/** The root complexes with devices behind an SMMUv3: by the identifier of the SMMUv3's node, and whether they pass ATS on. */
export function rootComplexesOf(iort: Uint8Array): readonly { readonly smmu: number; readonly ats: boolean }[] {
  const view = new DataView(iort.buffer, iort.byteOffset, iort.byteLength);
  const nodes = nodesOf(view);
  return nodes
    .filter(({ type }) => type === ROOT_COMPLEX_NODE)
    .flatMap(({ at }) => {
      const first = at + view.getUint32(at + IORT.NODE.FIRST_MAPPING, true);
      const mappings = Array.from(
        { length: view.getUint32(at + IORT.NODE.MAPPINGS, true) },
        (_, index) => first + index * IORT.MAPPING.BYTES,
      );
      const behind = new Set(mappings.map((mapping) => view.getUint32(mapping + IORT.MAPPING.OUTPUT_NODE, true)));
      const ats = (view.getUint32(at + IORT.NODE.ATS, true) & ATS_SUPPORTED) !== 0;
      return nodes
        .filter((node) => node.type === SMMUV3_NODE && behind.has(node.at))
        .map((node) => ({ smmu: view.getUint32(node.at + IORT.NODE.IDENTIFIER, true), ats }));
    });
}

/** The SMMUv3s that an IORT has, by the identifiers of their nodes and their addresses. */
export function smmusOf(iort: Uint8Array): readonly { readonly identifier: number; readonly base: bigint }[] {
  const view = new DataView(iort.buffer, iort.byteOffset, iort.byteLength);
  return nodesOf(view)
    .filter(({ type }) => type === SMMUV3_NODE)
    .map(({ at }) => ({ identifier: view.getUint32(at + IORT.NODE.IDENTIFIER, true), base: view.getBigUint64(at + IORT.NODE.BASE, true) }));
}
