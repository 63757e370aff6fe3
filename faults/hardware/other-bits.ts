import { type Fault, OWN } from '../fault';

/** Faults of a block in which bits and registers have a say that is not theirs, or lose theirs. */
export const HARDWARE_OTHER_BIT_FAULTS: readonly Fault[] = [
  {
    id: 'acknowledged-by-a-write-of-cons',
    title: 'A write of CONS_INDX acknowledges the error',
    source: OWN,
    about: ['GERR-02'],
    edits: [{ module: 'hardware/vcmdq', from: 'this.#cons = value;', to: 'this.#cons = value;\n        this.#gerrorn = this.#gerror;' }],
  },
  {
    id: 'top-of-a-tlbi-address-lost',
    title: 'The top of the address of a TLBI is lost with the VMID',
    source: OWN,
    about: ['SIDR-01'],
    edits: [
      {
        module: 'hardware/command-filter',
        from: 'words: vmid === undefined ? words : setField(words, vmid, BigInt(vintf.vmid))',
        to: 'words: vmid === undefined ? words : setField({ ...words, word1: words.word1 & ~(0xffn << 56n) }, vmid, BigInt(vintf.vmid))',
      },
    ],
  },
  {
    id: 'enabled-by-any-bit',
    title: 'Any bit of a vCMDQ CONFIG enables',
    source: OWN,
    about: ['CQ-11'],
    edits: [{ module: 'hardware/vcmdq', from: 'return CMDQ_EN.isSet(this.#config);', to: 'return this.#config !== 0;' }],
  },
  {
    id: 'masked-vintf-not-in-the-map',
    title: 'A masked VINTF has no bit in VI_ERR_MAP',
    source: OWN,
    about: ['PHYS-15'],
    edits: [
      {
        module: 'hardware/cmdqv-block',
        from: 'return this.#errorMaps.ofVintfs(element);',
        to: 'return (this.#errorMaps.ofVintfs(element) & ~(this.interrupt.mask[element] ?? 0)) >>> 0;',
      },
    ],
  },
  {
    id: 'wrap-bit-lost-with-an-error',
    title: 'An error drops the wrap bit of RD',
    source: OWN,
    about: ['ERR-03'],
    edits: [
      {
        module: 'hardware/vcmdq',
        from: 'this.#cons = ERR.in(this.#cons, COMMAND_ERRORS[error]);',
        to: 'this.#cons = ERR.in(RD.in(this.#cons, this.#indices.entry(RD.of(this.#cons))), COMMAND_ERRORS[error]);',
      },
    ],
  },
];
