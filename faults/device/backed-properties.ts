import { type Fault, OWN } from '../fault';

const SETTLING = 'this.#settled ? this.#registers.identification : identificationOf(this.#description, host);';
const CHECK = 'demandBacked(host, identification);';
const SSIDSIZE = "{ field: 'IDR1.SSIDSIZE', met: least, otherwise: sized('SSIDSIZE') }";

/** Where a command is refused that the SMMU has no use for. */
const OFFERED = 'if (!isOffered(definition, this.#registers.identification)) return false;';

/** Faults in properties that a host's SMMU has to back, and in what follows from them. */
export const BACKED_PROPERTY_FAULTS: readonly Fault[] = [
  {
    id: 'stalls-as-the-host-has-them',
    title: "The emulated SMMU has the stall model of the first device's host",
    source: OWN,
    about: ['LIFE-22'],
    edits: [
      {
        module: 'device/identification',
        from: "['IDR3.RIL', switched(ril)],",
        to: "['IDR3.RIL', switched(ril)],\n    ['IDR0.STALL_MODEL', host === undefined ? 1 : undefined],",
      },
    ],
  },
  {
    id: 'stage-2-told-of',
    title: 'IDR0 of an accelerated SMMU tells of stage 2, as that of an emulated one does',
    source: OWN,
    about: ['LIFE-22'],
    edits: [{ module: 'device/identification', from: "  ['IDR0.S1P', 1],\n", to: "  ['IDR0.S1P', 1],\n  ['IDR0.S2P', 1],\n" }],
  },
  {
    id: 'big-endian-tables-taken',
    title: 'A host SMMU whose translation tables are big-endian alone is accepted',
    source: OWN,
    about: ['LIFE-16', 'QEMU-15'],
    edits: [{ module: 'device/probe', from: "field: 'IDR0.TTENDIAN', met: most", to: "field: 'IDR0.TTENDIAN', met: () => true" }],
  },
  {
    id: 'either-byte-order-refused',
    title: 'A host SMMU that takes translation tables of either byte order is refused: it is not the same as the emulated one',
    source: OWN,
    about: ['LIFE-16'],
    edits: [{ module: 'device/probe', from: "field: 'IDR0.TTENDIAN', met: most", to: "field: 'IDR0.TTENDIAN', met: same" }],
  },
  {
    id: 'any-substreams-are-enough',
    title: 'A host SMMU with SubstreamIDs is accepted, however few',
    source: OWN,
    about: ['LIFE-18'],
    edits: [{ module: 'device/probe', from: SSIDSIZE, to: SSIDSIZE.replace('least', '([host, own]) => host > 0 || own === 0') }],
  },
  {
    id: 'one-substream-bit-too-few-taken',
    title: 'A host SMMU with one SubstreamID bit less than the emulated one is accepted',
    source: OWN,
    about: ['LIFE-18'],
    edits: [{ module: 'device/probe', from: SSIDSIZE, to: SSIDSIZE.replace('least', '([host, own]) => host + 1 >= own') }],
  },
  {
    id: 'output-address-has-to-match',
    title: 'A host SMMU with a larger output address than the emulated one is refused',
    source: OWN,
    about: ['LIFE-18'],
    edits: [
      {
        module: 'device/probe',
        from: "field: 'IDR5.OAS',\n    met: least",
        to: "field: 'IDR5.OAS',\n    met: same",
      },
    ],
  },
  {
    id: 'range-invalidation-has-to-match',
    title: 'With ril=off a host SMMU that has range invalidations is refused',
    source: OWN,
    about: ['LIFE-18'],
    edits: [{ module: 'device/probe', from: "field: 'IDR3.RIL', met: least", to: "field: 'IDR3.RIL', met: same" }],
  },
  {
    id: 'ats-of-the-host-not-asked',
    title: 'ats=on is promised to a guest on a host without ATS',
    source: 'QEMU before its properties took auto, by comparison with QEMU 11.1',
    about: ['LIFE-18', 'QEMU-15'],
    edits: [{ module: 'device/probe', from: "field: 'IDR0.ATS', met: least", to: "field: 'IDR0.ATS', met: () => true" }],
  },
  {
    id: 'later-hosts-not-asked',
    title: 'The host SMMU of a later device is not looked at: the first stands for all',
    source: OWN,
    about: ['LIFE-16', 'LIFE-18', 'LIFE-19'],
    edits: [{ module: 'device/accelerated-smmu', from: CHECK, to: `if (this.#backing === undefined) ${CHECK}` }],
  },
  {
    id: 'auto-follows-each-device',
    title: 'A property that is auto becomes what the SMMU of the latest device has',
    source: OWN,
    about: ['LIFE-19'],
    edits: [{ module: 'device/accelerated-smmu', from: SETTLING, to: 'identificationOf(this.#description, host);' }],
  },
  {
    id: 'auto-settled-anew-after-the-last-device',
    title: 'What auto came to is forgotten when the last device goes, and the next device settles it anew',
    source: OWN,
    about: ['LIFE-19'],
    edits: [{ module: 'device/accelerated-smmu', from: SETTLING, to: SETTLING.replace('this.#settled', 'this.#backing !== undefined') }],
  },
  {
    id: 'auto-lost-at-reset',
    title: 'A reset brings back the ID registers from before there was a host',
    source: OWN,
    about: ['LIFE-19'],
    edits: [
      {
        module: 'device/accelerated-smmu',
        from: 'this.#registers.reset();',
        to: 'this.#registers.reset();\n    this.#registers.identification = identificationOf(this.#description, undefined);',
      },
    ],
  },
  {
    id: 'auto-at-most-48-bits',
    title: 'oas=auto is 48 bits on a host that has more',
    source: OWN,
    about: ['LIFE-19'],
    edits: [
      {
        module: 'device/identification',
        from: 'value ?? idField(host ?? IDENTIFICATION, name)',
        to: "value ?? Math.min(idField(host ?? IDENTIFICATION, name), name === 'IDR5.OAS' ? 5 : 32)",
      },
    ],
  },
  {
    id: 'one-named-property-settles-all',
    title: 'Where a property has a value, those that are auto do not ask the host',
    source: OWN,
    about: ['LIFE-19'],
    edits: [
      {
        module: 'device/identification',
        from: 'idField(host ?? IDENTIFICATION, name)',
        to: 'idField((chosen.every((each) => each[1] === undefined) ? host : undefined) ?? IDENTIFICATION, name)',
      },
    ],
  },
  {
    id: 'ats-off-takes-range-invalidations',
    title: 'ats=off takes IDR3.RIL with it',
    source: OWN,
    about: ['LIFE-20'],
    edits: [
      { module: 'device/identification', from: "['IDR3.RIL', switched(ril)]", to: "['IDR3.RIL', switched(ats === 'off' ? ats : ril)]" },
    ],
  },
  {
    id: 'oas-read-one-too-large',
    title: 'IDR5.OAS is 6 for 48 bits',
    source: OWN,
    about: ['LIFE-20'],
    edits: [
      { module: 'device/identification', from: 'OUTPUT_BITS.indexOf(bits)]', to: 'OUTPUT_BITS.indexOf(bits) + (bits === 48 ? 1 : 0)]' },
    ],
  },
  {
    id: 'nest-parent-with-pasids',
    title: 'With an ssidsize above 0 the nest parent is asked for with the flag PASID',
    source: OWN,
    about: ['LIFE-21'],
    edits: [
      {
        module: 'device/accelerated-smmu',
        from: 'session.allocateStage2(device.id);',
        to: 'session.allocateStage2(device.id, Number(this.#description.ssidsize) > 0);',
      },
      { module: 'device/host-session', from: 'allocateStage2(device: number)', to: 'allocateStage2(device: number, pasids = false)' },
      {
        module: 'device/host-session',
        from: 'flags: HWPT_FLAGS.NEST_PARENT',
        to: 'flags: HWPT_FLAGS.NEST_PARENT | (pasids ? HWPT_FLAGS.PASID : 0)',
      },
    ],
  },
  {
    id: 'every-granule-told-as-4k',
    title: 'A host without granules of 16 or 64 KiB is told of as one without those of 4 KiB',
    source: OWN,
    about: ['QEMU-15'],
    edits: [{ module: 'device/probe', from: 'granule = (size: string) =>', to: "granule = (_size: string, size = '4K') =>" }],
  },
  {
    id: 'ats-without-acceleration',
    title: 'ats=on is taken without accel=on, and does nothing',
    source: OWN,
    about: ['QEMU-16'],
    edits: [{ module: 'device/properties', from: "accel === 'off' && ats === 'on'", to: "accel === 'off' && ats === 'on' && false" }],
  },
  {
    id: 'ril-auto-refused-without-acceleration',
    title: 'Without accel=on, ril=auto is refused as ril=off is',
    source: OWN,
    about: ['QEMU-16'],
    edits: [
      { module: 'device/properties', from: "accel === 'off' && ril === 'off'", to: "accel === 'off' && ril !== undefined && ril !== 'on'" },
    ],
  },
  {
    id: 'any-architected-oas-taken',
    title: 'oas takes each number of bits that an SMMUv3 can have',
    source: OWN,
    about: ['QEMU-17'],
    edits: [{ module: 'device/properties', from: '!OAS_CODES.has(oas)', to: '!OUTPUT_BITS.includes(oas)' }],
  },
  {
    id: 'iort-always-with-ats',
    title: 'The root complex of the IORT has the ATS attribute, whatever the SMMU has',
    source: OWN,
    about: ['QEMU-18'],
    edits: [{ module: 'device/acpi-tables', from: 'IORT.NODE.ATS, Number(ats), true', to: 'IORT.NODE.ATS, Number(ats || !ats), true' }],
  },
  {
    id: 'iort-never-with-ats',
    title: 'The root complex of the IORT has no ATS attribute, and no guest uses ATS',
    source: OWN,
    about: ['QEMU-18'],
    edits: [{ module: 'device/acpi-tables', from: 'IORT.NODE.ATS, Number(ats), true', to: 'IORT.NODE.ATS, Number(ats && !ats), true' }],
  },
  {
    id: 'atc-inv-dropped-without-a-word',
    title: 'ATC_INV without ATS is dropped, and is no illegal command',
    source: 'QEMU 11.1.3 (docs/findings-qemu.md)',
    about: ['SMMU-19'],
    edits: [
      {
        module: 'device/accelerated-smmu',
        from: OFFERED,
        to: "if (!isOffered(definition, this.#registers.identification)) return definition.name === 'ATC_INV';",
      },
    ],
  },
  {
    id: 'secure-command-legal',
    title: 'A command for a Secure stream is taken for one of the Non-secure state, which the emulated SMMU alone has',
    source: OWN,
    about: ['SMMU-21'],
    edits: [
      {
        module: 'device/accelerated-smmu',
        from: "    if (commandFieldValue(words, 'SSec') === 1n) return false; // SMMU-21\n",
        to: '',
      },
    ],
  },
  {
    id: 'atc-inv-legal-before-the-first-device',
    title: 'ATC_INV is no illegal command before the first device, which settles whether the SMMU has ATS',
    source: OWN,
    about: ['SMMU-19'],
    edits: [
      {
        module: 'device/accelerated-smmu',
        from: OFFERED,
        to: "if (!isOffered(definition, this.#registers.identification)) return definition.name === 'ATC_INV' && !this.#settled;",
      },
    ],
  },
  {
    id: 'atc-inv-handed-over-without-ats',
    title: 'ATC_INV is handed to the host though the guest has no ATS',
    source: OWN,
    about: ['TRAP-04', 'SMMU-19'],
    edits: [
      {
        module: 'device/accelerated-smmu',
        from: OFFERED,
        to: "if (definition.name !== 'ATC_INV' && !isOffered(definition, this.#registers.identification)) return false;",
      },
    ],
  },
  {
    id: 'ats-gates-context-descriptors',
    title: 'Without ATS the device keeps CFGI_CD_ALL to itself, too',
    source: OWN,
    about: ['TRAP-04', 'SMMU-19'],
    edits: [
      {
        module: 'device/accelerated-smmu',
        from: "      case 'CFGI_CD_ALL':\n      case 'ATC_INV':\n        return",
        to: "      case 'CFGI_CD_ALL':\n      case 'ATC_INV':\n        if (!this.ats) return true;\n        return",
      },
    ],
  },
];
