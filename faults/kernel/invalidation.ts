import { type Fault, OWN } from '../fault';

const REQUEST = 'kernel/hwpt-invalidate';
const CONVERT = 'kernel/invalidation';

/** Faults in HWPT_INVALIDATE. */
export const INVALIDATION_FAULTS: readonly Fault[] = [
  {
    id: 'hist-96',
    history: 'HIST-96',
    title: 'entry_len and entry_num have no limits',
    source: 'Linux before 7.2, after a comment in the code',
    about: ['UAPI-INV-02'],
    edits: [{ module: REQUEST, from: 'length === 0 || length > context.process.pageSize || count > MOST_ENTRIES', to: 'length === 0' }],
  },
  {
    id: 'nsnh-all-passed-on',
    title: 'TLBI_NSNH_ALL reaches the SMMU as it is and invalidates the TLBs of every VM',
    source: OWN,
    about: ['UAPI-INV-07', 'ISO-09'],
    edits: [
      {
        module: CONVERT,
        from: "return encodeCommand('TLBI_NH_ALL', { VMID: BigInt(viommu.vmid) });",
        to: 'return viommu.vmid === 0 ? encodeCommand("TLBI_NH_ALL") : words;',
      },
    ],
  },
  {
    id: 'vmid-of-user-kept',
    title: 'TLBI_NH_VAA keeps the VMID that the user wrote',
    source: OWN,
    about: ['UAPI-INV-08', 'ISO-09', 'SIDR-11'],
    edits: [
      {
        module: CONVERT,
        from: "    case 'TLBI_NH_VAA':\n",
        to: "      return replace(words, 'VMID', () => BigInt(viommu.vmid));\n    case 'TLBI_NH_VAA':\n      return words;\n    case 'TLBI_EL2_ALL':\n",
      },
    ],
  },
  {
    id: 'psid-not-translated',
    title: 'CFGI_CD_ALL reaches the SMMU with the vSID',
    source: OWN,
    about: ['UAPI-INV-09', 'ISO-09', 'SIDR-11'],
    edits: [
      {
        module: CONVERT,
        from: "    case 'CFGI_CD_ALL':\n",
        to: "      return replace(words, 'SID', (vsid) => physicalSid(vsid, viommu));\n    case 'CFGI_CD_ALL':\n      return words;\n    case 'CFGI_STE':\n",
      },
    ],
  },
  {
    id: 'unknown-vsid-passed-on',
    title: 'A StreamID without a vDEVICE is taken for a physical one',
    source: OWN,
    about: ['UAPI-INV-09', 'ISO-09', 'SIDR-11'],
    edits: [
      {
        module: CONVERT,
        from: "  if (psid === undefined) throw new Refusal('EIO'); // UAPI-INV-09\n  return BigInt(psid);",
        to: '  return BigInt(psid ?? vsid);',
      },
    ],
  },
  {
    id: 'cmd-sync-passed-on',
    title: 'HWPT_INVALIDATE takes CMD_SYNC',
    source: OWN,
    about: ['UAPI-INV-10'],
    edits: [{ module: CONVERT, from: '    default:\n', to: "    case 'CMD_SYNC':\n      return words;\n    default:\n" }],
  },
  {
    id: 'batch-of-64',
    title: 'A batch holds 64 commands',
    source: OWN,
    about: ['UAPI-INV-11'],
    edits: [{ module: REQUEST, from: 'const BATCH = 63;', to: 'const BATCH = 64;' }],
  },
  {
    id: 'entry-num-past-failure',
    title: 'entry_num counts the entry that failed',
    source: OWN,
    about: ['UAPI-INV-12'],
    edits: [
      {
        module: REQUEST,
        from: `    batch.push(convert(check(words, viommu.smmu.description), viommu));
    progress.done = index + 1;`,
        to: `    progress.done = index + 1;
    batch.push(convert(check(words, viommu.smmu.description), viommu));`,
      },
    ],
  },
  {
    id: 'entry-num-not-written-back',
    title: 'An error leaves entry_num as the user gave it',
    source: OWN,
    about: ['UAPI-INV-12', 'UAPI-INV-13'],
    edits: [
      {
        module: REQUEST,
        from: `  try {
    await invalidate(call, progress);
  } finally {
    call.values.entry_num = progress.done;
    call.respond(); // UAPI-INV-15: a fault here hides an earlier error
  }`,
        to: `  await invalidate(call, progress);
  call.values.entry_num = progress.done;
  call.respond();`,
      },
    ],
  },
  {
    id: 'timeout-hidden',
    title: 'A CMD_SYNC that times out is no error',
    source: OWN,
    about: ['UAPI-INV-14'],
    edits: [
      { module: 'kernel/smmu', from: "if (error !== 'illegal') return error === 'none';", to: "if (error !== 'illegal') return true;" },
    ],
  },
  {
    id: 'excess-entry-bytes-ignored',
    title: 'Bytes behind the 16 of an entry may be anything',
    source: OWN,
    about: ['UAPI-INV-06'],
    edits: [
      {
        module: REQUEST,
        from: 'BigInt(index * length), length, COMMAND_BYTES)',
        to: 'BigInt(index * length), Math.min(length, COMMAND_BYTES), COMMAND_BYTES)',
      },
    ],
  },
  {
    id: 'unsupported-bits-passed-on',
    title: 'A command with bits that the SMMU may find illegal reaches its queue',
    source: 'Linux before 26564d25cd81',
    about: ['UAPI-INV-17'],
    spec: 'linux-next',
    edits: [{ module: REQUEST, from: 'convert(checked(words, viommu.smmu.description), viommu)', to: 'convert(words, viommu)' }],
  },
  {
    id: 'secure-commands-passed-on',
    title: 'SSec is a bit like any other to the check of commands',
    source: OWN,
    about: ['UAPI-INV-17'],
    edits: [{ module: 'kernel/invalidation-check', from: 'if (name === SECURE) return false;', to: 'if (name === SECURE) return true;' }],
  },
  {
    id: 'any-level-of-16k-refused',
    title: 'With TG 2 any TTL counts as TTL 1, which an SMMU without IDR5.DS does not have',
    source: OWN,
    about: ['UAPI-INV-17'],
    edits: [
      {
        module: 'kernel/invalidation-check',
        from: 'if (granule === TG_16K && ttl === 1n && !wideAddresses) return true;',
        to: 'if (granule === TG_16K && ttl !== 0n && !wideAddresses) return true;',
      },
    ],
  },
  {
    id: 'lone-granule-taken',
    title: 'TG without NUM, SCALE and TTL counts as a range',
    source: OWN,
    about: ['UAPI-INV-17'],
    spec: 'linux-next',
    edits: [{ module: 'kernel/invalidation-check', from: '  return !range && ttl === 0n;', to: '  return false;' }],
  },
  {
    id: 'failing-batch-counted',
    title: 'The commands of a batch that timed out count',
    source: OWN,
    about: ['UAPI-INV-18'],
    spec: 'linux-next',
    edits: [
      {
        module: REQUEST,
        from: `    if (!(await viommu.smmu.issue(batch))) throw new Refusal('ETIMEDOUT');
    progress.done += batch.length;`,
        to: `    progress.done += batch.length;
    if (!(await viommu.smmu.issue(batch))) throw new Refusal('ETIMEDOUT');`,
      },
    ],
  },
  {
    id: 'invalidation-scale-of-5-bits',
    title: 'SCALE of a range invalidation is issued without its bit 5',
    source: OWN,
    about: ['UAPI-INV-17'],
    edits: [
      {
        module: 'kernel/invalidation',
        from: "return replace(words, 'VMID',",
        to: "return replace({ ...words, word0: words.word0 & ~(1n << 25n) }, 'VMID',",
      },
    ],
  },
  {
    id: 'timeout-counts-nothing',
    title: 'After a timeout entry_num is 0, although batches before it were issued',
    source: OWN,
    about: ['UAPI-INV-18'],
    spec: 'linux-next',
    edits: [
      {
        module: REQUEST,
        from: "    if (!(await viommu.smmu.issue(batch))) throw new Refusal('ETIMEDOUT');\n",
        to: `    if (!(await viommu.smmu.issue(batch))) {
      progress.done = 0;
      throw new Refusal('ETIMEDOUT');
    }
`,
      },
    ],
  },
  {
    id: 'timeout-counts-first-batch-alone',
    title: 'After a timeout entry_num counts 62 commands at most',
    source: OWN,
    about: ['UAPI-INV-16'],
    edits: [
      {
        module: REQUEST,
        from: 'progress.done -= 1; // UAPI-INV-16',
        to: 'progress.done = Math.min(progress.done, BATCH) - 1;',
      },
    ],
  },
  {
    id: 'probe-skips-data-type',
    title: 'No entries succeed whatever their data type',
    source: OWN,
    about: ['UAPI-INV-19'],
    spec: 'linux-next',
    edits: [
      {
        module: REQUEST,
        from: '  if (type !== INVALIDATE_DATA.ARM_SMMUV3) throw',
        to: '  if (type !== INVALIDATE_DATA.ARM_SMMUV3 && count > 0) throw',
      },
    ],
  },
  {
    id: 'timeout-counts-its-batch',
    title: 'After a timeout entry_num counts the batch that was not completed',
    source: OWN,
    about: ['UAPI-INV-16'],
    edits: [{ module: REQUEST, from: '      progress.done -= 1; // UAPI-INV-16\n', to: '' }],
  },
  {
    id: 'later-entries-not-checked-for-zeros',
    title: 'Bytes behind the command must be 0 in the first entry alone',
    source: OWN,
    about: ['UAPI-INV-06'],
    edits: [
      {
        module: 'kernel/hwpt-invalidate',
        from: 'address + BigInt(index * length), length, COMMAND_BYTES)',
        to: 'address + BigInt(index * length), index === 0 ? length : Math.min(length, COMMAND_BYTES), COMMAND_BYTES)',
      },
    ],
  },
  {
    id: 'far-excess-ignored',
    title: 'Of bytes behind what the kernel knows the first 8 alone must be 0',
    source: OWN,
    about: ['UAPI-INV-06', 'UAPI-COM-03'],
    edits: [{ module: 'kernel/user-copy', from: 'offset < given; offset++', to: 'offset < Math.min(given, known + 8); offset++' }],
  },
  {
    id: 'near-excess-ignored',
    title: 'Of bytes behind what the kernel knows the last one alone must be 0',
    source: OWN,
    about: ['UAPI-INV-06', 'UAPI-COM-03'],
    edits: [
      {
        module: 'kernel/user-copy',
        from: 'let offset = known; offset < given',
        to: 'let offset = Math.max(known, given - 1); offset < given',
      },
    ],
  },
  {
    id: 'nothing-issued-after-a-timeout',
    title: 'Once an invalidation of a vIOMMU has timed out its later ones succeed and are not issued',
    source: OWN,
    about: ['UAPI-INV-14', 'UAPI-INV-11'],
    edits: [
      {
        module: 'kernel/hwpt-invalidate',
        from: '    if (!(await viommu.smmu.issue(batch))) {\n',
        to: `    if (timedOut.has(viommu)) return;
    if (!(await viommu.smmu.issue(batch))) {
      timedOut.add(viommu);
`,
      },
      {
        module: 'kernel/hwpt-invalidate',
        from: 'interface Progress {',
        to: 'const timedOut = new WeakSet<Viommu>();\n\ninterface Progress {',
      },
    ],
  },
  {
    id: 'vsid-0-unknown',
    title: 'An invalidation takes virtual StreamID 0 for none',
    source: OWN,
    about: ['UAPI-INV-09'],
    edits: [{ module: 'kernel/invalidation', from: 'if (psid === undefined)', to: 'if (psid === undefined || vsid === 0n)' }],
  },
  {
    id: 'address-of-48-bits',
    title: 'The upper 16 bits of the address of a TLBI_NH_VA are lost on the way to the SMMU',
    source: OWN,
    about: ['UAPI-INV-08'],
    edits: [
      {
        module: 'kernel/invalidation',
        from: "    case 'TLBI_NH_VA':\n",
        to: `    case 'TLBI_NH_VA':
      return replace({ ...words, word1: words.word1 & 0xffff_ffff_ffffn }, 'VMID', () => BigInt(viommu.vmid));
`,
      },
    ],
  },
  {
    id: 'entries-of-4-kib-at-most',
    title: 'Entries of an invalidation may have 4 KiB, whatever the page of the host',
    source: OWN,
    about: ['UAPI-INV-02', 'UAPI-INV-08'],
    edits: [{ module: 'kernel/hwpt-invalidate', from: 'length > context.process.pageSize', to: 'length > 4096' }],
  },
  {
    id: 'plain-viommu-invalidates-vmid-0',
    title: 'TLBI_NSNH_ALL of a plain vIOMMU becomes TLBI_NH_ALL of VMID 0',
    source: OWN,
    about: ['UAPI-INV-07'],
    edits: [
      {
        module: 'kernel/invalidation',
        from: "encodeCommand('TLBI_NH_ALL', { VMID: BigInt(viommu.vmid) })",
        to: "encodeCommand('TLBI_NH_ALL', { VMID: viommu.share ? BigInt(viommu.vmid) : 0n })",
      },
    ],
  },
  {
    id: 'invalidations-to-the-first-smmu',
    title: 'An invalidation goes to the SMMU of the device that was bound first',
    source: OWN,
    about: ['UAPI-INV-09', 'UAPI-INV-11'],
    edits: [
      {
        module: 'kernel/hwpt-invalidate',
        from: '  const entry = (index: number)',
        to: "  const [first] = context.objects.all(Device);\n  const smmu = first?.smmu ?? object.smmu;\n  const target: Viommu = new Proxy(object, { get: (viommu, key) => (key === 'smmu' ? smmu : Reflect.get(viommu, key, viommu)) });\n  const entry = (index: number)",
      },
      { module: 'kernel/hwpt-invalidate', from: 'await issueBatches(object,', to: 'await issueBatches(target,' },
      { module: 'kernel/hwpt-invalidate', from: 'await issueAll(object,', to: 'await issueAll(target,' },
      {
        module: 'kernel/hwpt-invalidate',
        from: "import { Viommu } from './viommu';",
        to: "import { Device } from './device';\nimport { Viommu } from './viommu';",
      },
    ],
  },
  {
    id: 'second-illegal-command-drops-the-rest',
    title: 'What follows a second illegal command on the queue of the SMMU is not issued',
    source: OWN,
    about: ['UAPI-INV-14'],
    edits: [
      {
        module: 'kernel/smmu',
        from: '    let queue = [...commands, DRIVER_SYNC];\n',
        to: `    let queue = [...commands, DRIVER_SYNC];
    let repaired = false;
`,
      },
      {
        module: 'kernel/smmu',
        from: '      queue = [DRIVER_SYNC, ...queue.slice(consumed + 1)];',
        to: '      queue = [DRIVER_SYNC, ...(repaired ? [] : queue.slice(consumed + 1))];\n      repaired = true;',
      },
    ],
  },
  {
    id: 'vmid-of-eight-bits-in-nsnh',
    title: 'TLBI_NSNH_ALL becomes a TLBI_NH_ALL with the lower 8 bits of the VMID',
    source: OWN,
    about: ['UAPI-INV-07', 'ISO-09'],
    edits: [
      {
        module: 'kernel/invalidation',
        from: 'VMID: BigInt(viommu.vmid) }); // UAPI-INV-07',
        to: 'VMID: BigInt(viommu.vmid & 0xff) }); // UAPI-INV-07',
      },
    ],
  },
  {
    id: 'timeout-behind-illegal-command-untold',
    title: 'Once an illegal command has been overwritten a CMD_SYNC that does not complete counts as one that does',
    source: OWN,
    about: ['UAPI-INV-14'],
    edits: [
      {
        module: 'kernel/smmu',
        from: `      if (error !== 'illegal') return error === 'none';`,
        to: `      if (error !== 'illegal') return error === 'none' || (queue[0] === DRIVER_SYNC && queue.length > 1);`,
      },
    ],
  },
];
