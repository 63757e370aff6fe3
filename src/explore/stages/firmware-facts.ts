import { type AmlDevice, acpiTables, amlDevices, CMDQV_HID, resourcesOf, rootComplexesOf, smmusOf } from '../../tables/acpi';

/** How the fact of what CMDQ-V a guest is told of is called. */
export const CMDQVS_DESCRIBED = 'CMDQ-V devices in the DSDT';

/** What the tables of a firmware say of CMDQ-V and of ATS, where there are any. */
export function firmwareFacts(files: ReadonlyMap<string, Uint8Array>): Record<string, string> {
  const tables = [...files.values()].flatMap(acpiTables);
  const facts: Record<string, string> = {};
  const dsdt = tables.find(({ signature }) => signature === 'DSDT');
  const iort = tables.find(({ signature }) => signature === 'IORT');
  if (dsdt === undefined || iort === undefined) return facts;
  const devices = amlDevices(dsdt.bytes).filter(({ values }) => values.get('_HID') === CMDQV_HID);
  const identifiers = new Set(smmusOf(iort.bytes).map(({ identifier }) => BigInt(identifier)));
  facts[CMDQVS_DESCRIBED] = devices.map((device) => toldDevice(device, identifiers)).join('; ');
  const shared = devices.length - new Set(devices.map(({ values }) => String(values.get('_UID')))).size;
  if (shared > 0) facts['CMDQ-V devices with the _UID of another'] = String(shared);
  facts['ATS in the IORT'] = rootComplexesOf(iort.bytes)
    .map(({ ats }) => (ats ? 'on' : 'off'))
    .join(' ');
  return facts;
}

function toldDevice({ name, values }: AmlDevice, identifiers: ReadonlySet<bigint>): string {
  const given = values.get('_UID');
  const uid = typeof given === 'string' && /^\d+$/.test(given) ? BigInt(given) : given;
  const resources = values.get('_CRS');
  const told = (resources instanceof Uint8Array ? resourcesOf(resources) : []).map((resource) => {
    if (resource.kind === 'memory') return `memory of 0x${resource.length.toString(16)}`;
    if (resource.kind === 'other') return `resource ${resource.tag}`;
    return `interrupt ${resource.edge ? 'edge' : 'level'} ${resource.activeLow ? 'low' : 'high'} ${resource.shared ? 'shared' : 'exclusive'}`;
  });
  const isNamed = name === `CV${String(uid).padStart(2, '0')}`;
  const isKnown = typeof uid === 'bigint' && identifiers.has(uid);
  // No clause says in which order a device has its resources.
  told.sort();
  return [isNamed ? 'named by _UID' : name, isKnown ? 'of an SMMU' : 'of no SMMU', `_CCA ${String(values.get('_CCA'))}`, ...told].join(
    ', ',
  );
}
