import type { Alternative } from '../alternative';

const BLOCK = 'hardware/cmdqv-block';

/** Hardware whose registers tell more or less of the blocks around them, or that keeps less. */
export const STATUS_ALTERNATIVES: readonly Alternative[] = [
  {
    id: 'vintf-status-follows-its-own-enable',
    title: 'ENABLE_OK of a VINTF follows ENABLE, whether the block is enabled or not',
    allowedBy: 'PHYS-13 says that STATUS follows CONFIG; nothing says what it shows below a block that is off',
    edits: [
      {
        module: BLOCK,
        from: 'ENABLE_OK.in(mapped, Number(this.#vintfEnabled(vintf)))',
        to: 'ENABLE_OK.in(mapped, Number(this.#vintf(vintf).enable))',
      },
    ],
  },
  {
    id: 'vcmdq-status-follows-its-own-enable',
    title: 'CMDQ_EN_OK of a vCMDQ follows CMDQ_EN, whether its VINTF and the block are enabled or not',
    allowedBy: 'PHYS-13 says that STATUS follows CONFIG; CQ-11 is about the commands',
    edits: [
      {
        module: BLOCK,
        from: 'CMDQ_EN_OK.in(0, Number(this.#enableOk(queue)))',
        to: 'CMDQ_EN_OK.in(0, Number(queue.inFlight || queue.enable))',
      },
    ],
  },
  {
    id: 'no-error-status-of-a-disabled-vintf',
    title: 'STATUS of a VINTF tells of no error while the VINTF is disabled',
    allowedBy: 'PHYS-16 makes the maps mirrors; of STATUS nothing is said while the VINTF is disabled',
    edits: [
      {
        module: BLOCK,
        from: 'return this.#errorMaps.inVintf(vintf) ?',
        to: 'return this.#vintfEnabled(vintf) && this.#errorMaps.inVintf(vintf) ?',
      },
    ],
  },
  {
    id: 'wide-stores-in-two-steps',
    title: 'A store of 8 bytes takes effect as two of 4 bytes, the lower first',
    allowedBy: 'PHYS-01 says where halves are; software stores no two registers that act at once',
    edits: [
      {
        module: BLOCK,
        from: '    if (width === 8) this.#store(offset + 4, Number(BigInt.asUintN(32, value >> 32n)));\n    return this.#proceed(queues);\n',
        to: `    if (width === 4) return this.#proceed(queues);
    return this.#proceed(queues).then(() => this.#proceed(this.#store(offset + 4, Number(BigInt.asUintN(32, value >> 32n)))));
`,
      },
    ],
  },
  {
    id: 'any-active-error-stops-a-queue',
    title: 'A queue stands still while any bit of GERROR differs from GERRORN',
    allowedBy: 'GERR-04: such a mismatch stalls a vCMDQ',
    edits: [
      {
        module: 'hardware/vcmdq',
        from: 'return CMDQ_ERR.isSet(this.#activeErrors);',
        to: 'return this.failing;',
      },
    ],
  },
  {
    id: 'disabled-vintf-forgets-its-slots',
    title: 'A VINTF whose CONFIG is written with ENABLE clear loses its SID_MATCH',
    allowedBy: 'VHW-03 and VHW-09: a VINTF has no slots before it is enabled, and the kernel clears them once it is disabled',
    edits: [
      {
        module: 'hardware/vintf',
        from: '        this.#config = value;\n',
        to: '        this.#config = value;\n        if (!ENABLE.isSet(value)) this.sids.match.fill(0);\n',
      },
    ],
  },
  {
    id: 'flush-meets-queues-without-cmdq-en',
    title: "A CMD_SYNC of the SMMU's own queue drops the ATC_INV timeouts of queues whose own CMDQ_EN is clear, and of no others",
    allowedBy: 'RST-02 comes after CMDQ_EN was cleared',
    edits: [
      {
        module: BLOCK,
        from: 'if (!this.#enableOk(queue)) queue.atcTimeout = false;',
        to: 'if (!queue.enable) queue.atcTimeout = false;',
      },
    ],
  },
  {
    id: 'global-config-keeps-enable-alone',
    title: 'CMDQV_CONFIG keeps no bits but CMDQV_EN',
    allowedBy: 'HOST-04 preserves what it reads; nothing says that other bits can be set',
    edits: [
      {
        module: BLOCK,
        from: '        this.#config = value;\n',
        to: '        this.#config = CMDQV_EN.in(0, CMDQV_EN.of(value));\n',
      },
    ],
  },
];
