import { type Fault, OWN } from '../fault';

const FILTER = 'hardware/command-filter';
const BLOCK = 'hardware/cmdqv-block';

/** Faults in what keeps one VM from another: the filter of commands, VMIDs, StreamIDs, the mapping of queues, the error maps. */
export const ISOLATION_FAULTS: readonly Fault[] = [
  {
    id: 'guest-vmid-used',
    title: 'TLB invalidations carry the VMID that the guest wrote',
    source: OWN,
    about: ['SIDR-01', 'SIDR-09', 'ISO-03'],
    edits: [{ module: FILTER, from: 'setField(words, vmid, BigInt(vintf.vmid))', to: 'setField(words, vmid, getField(words, vmid))' }],
  },
  {
    id: 'vmid-ored',
    title: 'The VMID of the VINTF is ORed into the one that the guest wrote',
    source: OWN,
    about: ['SIDR-01', 'SIDR-09', 'ISO-03'],
    edits: [{ module: FILTER, from: 'BigInt(vintf.vmid))', to: 'BigInt(vintf.vmid) | getField(words, vmid))' }],
  },
  {
    id: 'vmid-of-other-vintf',
    title: 'Queues of every VM use the VMID of VINTF 1',
    source: OWN,
    about: ['SIDR-01', 'SIDR-09', 'ISO-03'],
    edits: [
      {
        module: BLOCK,
        from: '    return { place, vintf: this.#vintf(place.vintf) };',
        to: `    const vintf = this.#vintf(place.vintf);
    const first = this.#vintf(Math.min(place.vintf, 1));
    return { place, vintf: new Proxy(vintf, { get: (target, name) => Reflect.get(name === 'vmid' ? first : target, name, name === 'vmid' ? first : target) }) };`,
      },
    ],
  },
  {
    id: 'sids-of-other-vintf',
    title: 'StreamIDs are looked up in the slots of VINTF 1',
    source: OWN,
    about: ['SIDR-02', 'SIDR-09', 'ISO-05'],
    edits: [
      {
        module: BLOCK,
        from: '    return { place, vintf: this.#vintf(place.vintf) };',
        to: `    const vintf = this.#vintf(place.vintf);
    const first = this.#vintf(Math.min(place.vintf, 1));
    return { place, vintf: new Proxy(vintf, { get: (target, name) => Reflect.get(name === 'sids' ? first : target, name, name === 'sids' ? first : target) }) };`,
      },
    ],
  },
  {
    id: 'unmatched-sid-passed',
    title: 'A StreamID that matches no slot reaches the SMMU as it is',
    source: OWN,
    about: ['SIDR-03', 'SIDR-09', 'ISO-05'],
    edits: [{ module: FILTER, from: "psid === undefined ? { error: 'ILL_ACCESS' }", to: 'psid === undefined ? { words }' }],
  },
  {
    id: 'disabled-sid-slot-matches',
    title: 'A SID_MATCH slot matches although it is not enabled',
    source: OWN,
    about: ['SIDR-02', 'SIDR-03'],
    edits: [
      {
        module: 'hardware/sid-table',
        from: 'ENABLE.isSet(match) && VIRT_SID.of(match) === vsid',
        to: 'match !== 0 && VIRT_SID.of(match) === vsid',
      },
    ],
  },
  {
    id: 'sid-slot-off-by-one',
    title: 'A match takes the pSID of the next slot',
    source: OWN,
    about: ['SIDR-02'],
    edits: [{ module: 'hardware/sid-table', from: 'this.replace[slot];', to: 'this.replace[slot < 0 ? slot : slot + 1];' }],
  },
  {
    id: 'guest-configures',
    title: 'A guest may execute CFGI_CD',
    source: OWN,
    about: ['HYP-01', 'HYP-04', 'ISO-04'],
    edits: [{ module: FILTER, from: "'ATC_INV', 'CMD_SYNC']", to: "'ATC_INV', 'CMD_SYNC', 'CFGI_CD']" }],
  },
  {
    id: 'hyp-own-ignored',
    title: 'The commands of every VINTF are taken as they are, whatever its HYP_OWN',
    source: OWN,
    about: ['HYP-01', 'HYP-04', 'HYP-09', 'ISO-04'],
    edits: [
      {
        module: FILTER,
        from: 'if (vintf.hypOwn) return { words }; // HYP-08',
        to: 'if (vintf.hypOwn || vintf.vmid >= 0) return { words };',
      },
    ],
  },
  {
    id: 'hypervisor-restricted',
    title: 'The VINTF of the hypervisor is restricted like one of a guest',
    source: OWN,
    about: ['HYP-08'],
    edits: [{ module: FILTER, from: 'if (vintf.hypOwn) return { words }; // HYP-08', to: '' }],
  },
  {
    id: 'sync-with-signal',
    title: 'A vCMDQ takes CMD_SYNC with SIG_IRQ',
    source: OWN,
    about: ['HYP-06', 'HYP-07'],
    edits: [
      {
        module: FILTER,
        from: 'signal !== SYNC_SIGNALS.SIG_NONE)',
        to: 'signal !== SYNC_SIGNALS.SIG_NONE && signal !== SYNC_SIGNALS.SIG_IRQ)',
      },
    ],
  },
  {
    id: 'asid-cleared',
    title: 'The ASID of a TLB invalidation is lost with the VMID',
    source: OWN,
    about: ['SIDR-07', 'SIDR-04'],
    edits: [
      {
        module: FILTER,
        from: "const vmid = commandField(definition, 'VMID');",
        to: `const vmid = commandField(definition, 'VMID');
  const asid = commandField(definition, 'ASID');
  if (vmid !== undefined && asid !== undefined) return { words: setField(setField(words, asid, 0n), vmid, BigInt(vintf.vmid)) };`,
      },
    ],
  },
  {
    id: 'unmapped-slot-reaches-queue',
    title: 'A logical slot reaches its queue before it is mapped',
    source: OWN,
    about: ['PHYS-11'],
    edits: [
      {
        module: 'hardware/alloc-map',
        from: '  mappedAt(vintf: number, lvcmdq: number): MappedVcmdq | undefined {',
        to: `  mappedAt(vintf: number, lvcmdq: number): MappedVcmdq | undefined {
    const index = this.#slot(vintf, lvcmdq);
    if (!this.#bySlot.has(index)) return { kind: 'vcmdq', index, vintf, lvcmdq };`,
      },
    ],
  },
  {
    id: 'error-map-of-block-in-vintf',
    title: 'LVCMDQ_ERR_MAP of a VINTF shows the errors of all VINTFs',
    source: OWN,
    about: ['PHYS-16', 'GERR-05', 'EVT-01'],
    edits: [
      {
        module: 'hardware/error-maps',
        from: 'const places = this.#failingPlaces().filter((place) => place.vintf === vintf);',
        to: 'const places = this.#failingPlaces().filter(() => vintf >= 0);',
      },
    ],
  },
  {
    id: 'physical-mask-inverted',
    title: 'VI_INT_MASK interrupts for the VINTFs whose bit is set',
    source: OWN,
    about: ['PHYS-15', 'GERR-09'],
    edits: [{ module: 'hardware/interrupt-line', from: '& 1) === 0) await', to: '& 1) === 1) await' }],
  },
  {
    id: 'stale-timeout-kept',
    title: 'A CMD_SYNC of the host does not drop the ATC_INV timeouts of disabled queues, and their next owner is blamed',
    source: OWN,
    about: ['RST-02', 'ISO-08'],
    edits: [{ module: 'hardware/smmu-queue', from: '        this.#onSync();\n', to: '' }],
  },
  {
    id: 'disabled-slot-hides',
    title: 'A SID_MATCH slot that is not enabled hides those behind it that have its vSID',
    source: OWN,
    about: ['SIDR-02'],
    edits: [
      {
        module: 'hardware/sid-table',
        from: 'ENABLE.isSet(match) && VIRT_SID.of(match) === vsid);\n    const replace = this.replace[slot];',
        to: 'VIRT_SID.of(match) === vsid);\n    const replace = ENABLE.isSet(this.match[slot] ?? 0) ? this.replace[slot] : undefined;',
      },
    ],
  },
  {
    id: 'timeout-told-to-sibling',
    title: 'An ATC_INV that times out is told by the next CMD_SYNC of any queue of the VINTF',
    source: OWN,
    about: ['CQ-07'],
    edits: [
      {
        module: 'hardware/queue-processor',
        from: '    if (queue.atcTimeout && syncSignal(words) !== undefined) {\n',
        to: '    if (this.#timedOut.has(place.vintf) && syncSignal(words) !== undefined) {\n      this.#timedOut.delete(place.vintf);\n',
      },
      {
        module: 'hardware/queue-processor',
        from: "    if (outcome === 'atcTimeout') queue.atcTimeout = true;\n",
        to: "    if (outcome === 'atcTimeout') this.#timedOut.add(place.vintf);\n",
      },
      {
        module: 'hardware/queue-processor',
        from: '  readonly #around: Surroundings;\n',
        to: '  readonly #around: Surroundings;\n  readonly #timedOut = new Set<number>();\n',
      },
    ],
  },
  {
    id: 'range-of-a-guest-lost',
    title: "Of a range that a guest's queue invalidates the first pages alone are: NUM goes where the VMID is put in",
    source: OWN,
    about: ['SIDR-01'],
    edits: [
      {
        module: 'hardware/command-filter',
        from: '  return { words: vmid === undefined ? words : setField(words, vmid, BigInt(vintf.vmid)) }; // SIDR-01\n',
        to: `  const num = commandField(definition, 'NUM');
  const first = num === undefined ? words : setField(words, num, 0n);
  return { words: vmid === undefined ? words : setField(first, vmid, BigInt(vintf.vmid)) };
`,
      },
    ],
  },
  {
    id: 'vmid-0-is-none',
    title: 'A VINTF whose VMID is 0 leaves the VMID that the guest wrote',
    source: OWN,
    about: ['SIDR-01'],
    edits: [{ module: FILTER, from: 'words: vmid === undefined ? words', to: 'words: vmid === undefined || vintf.vmid === 0 ? words' }],
  },
  {
    id: 'slots-of-vintfs-modulo-32',
    title: 'StreamIDs of VINTF 32 and those above are looked up in the slots of the VINTF 32 below',
    source: OWN,
    about: ['SIDR-02', 'PHYS-02', 'ISO-05'],
    edits: [
      {
        module: BLOCK,
        from: '    return { place, vintf: this.#vintf(place.vintf) };',
        to: `    const vintf = this.#vintf(place.vintf);
    const other = this.#vintf(place.vintf % 32);
    return { place, vintf: new Proxy(vintf, { get: (target, name) => Reflect.get(name === 'sids' ? other : target, name, name === 'sids' ? other : target) }) };`,
      },
    ],
  },
  {
    id: 'vintf-0-the-hypervisors-for-ever',
    title: 'Queues of VINTF 0 are not restricted, whatever its HYP_OWN says',
    source: OWN,
    about: ['HYP-01', 'HYP-08', 'ISO-04'],
    edits: [
      { module: FILTER, from: 'admit(words: CommandWords, vintf: Vintf)', to: 'admit(words: CommandWords, vintf: Vintf, number: number)' },
      { module: FILTER, from: 'if (vintf.hypOwn) return', to: 'if (vintf.hypOwn || number === 0) return' },
      { module: 'hardware/queue-processor', from: 'admit(fetched, vintf);', to: 'admit(fetched, vintf, place.vintf);' },
    ],
  },
];
