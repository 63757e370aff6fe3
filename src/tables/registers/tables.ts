import { address, field, type RegisterDefinition } from './definition';

/** Config page, global registers. CMDQ_ALLOC_MAP has as many elements as there are vCMDQs. */
export const GLOBAL_REGISTERS: readonly RegisterDefinition[] = [
  {
    name: 'CMDQV_CONFIG',
    offset: 0x0000,
    width: 32,
    access: 'RW',
    reset: 0x00020083n,
    fields: [
      field('CMDQV_EN', 0),
      field('CMDQV_PER_CMD_OFFSET', 3, 1),
      field('CMDQ_MAX_CLK_BATCH', 11, 4),
      field('CMDQ_MAX_CMD_BATCH', 19, 12),
      field('CONS_DRAM_EN', 20),
    ],
  },
  {
    name: 'CMDQV_PARAM',
    offset: 0x0004,
    width: 32,
    access: 'RO',
    reset: 0x00004011n,
    fields: [
      field('CMDQV_VER', 3, 0),
      field('CMDQV_NUM_CMDQ_LOG2', 7, 4),
      field('CMDQV_NUM_VI_LOG2', 11, 8),
      field('CMDQV_NUM_SID_PER_VI_LOG2', 15, 12),
    ],
  },
  { name: 'CMDQV_STATUS', offset: 0x0008, width: 32, access: 'RO', reset: 1n, fields: [field('CMDQV_ENABLED', 0)] },
  { name: 'VI_ERR_MAP', offset: 0x0014, width: 32, count: 2, access: 'RO', fields: [field('MAP', 31, 0)] },
  { name: 'VI_INT_MASK', offset: 0x001c, width: 32, count: 2, access: 'RW', fields: [field('MASK', 31, 0)] },
  { name: 'CMDQ_ERR_MAP', offset: 0x0024, width: 32, count: 4, access: 'RO', fields: [field('MAP', 31, 0)] },
  {
    name: 'CMDQ_ALLOC_MAP',
    offset: 0x0200,
    width: 32,
    count: 128,
    access: 'RW',
    fields: [field('ALLOC', 0), field('LVCMDQ', 7, 1), field('VIRT_INTF_INDX', 20, 15)],
  },
];

/** The register block of one VINTF, in the Config page. */
export const VINTF_REGISTERS: readonly RegisterDefinition[] = [
  {
    name: 'CONFIG',
    offset: 0x00,
    width: 32,
    access: 'RW',
    fields: [field('ENABLE', 0), field('VMID', 16, 1), field('HYP_OWN', 17)],
  },
  {
    name: 'STATUS',
    offset: 0x04,
    width: 32,
    access: 'RO',
    fields: [field('ENABLE_OK', 0), field('STATUS', 3, 1), field('VI_NUM_LVCMDQ', 23, 16)],
  },
  { name: 'SID_MATCH', offset: 0x40, width: 32, count: 16, access: 'RW', fields: [field('ENABLE', 0), field('VIRT_SID', 20, 1)] },
  { name: 'SID_REPLACE', offset: 0x80, width: 32, count: 16, access: 'RW', fields: [field('PHYS_SID', 19, 0)] },
  { name: 'LVCMDQ_ERR_MAP', offset: 0xc0, width: 32, count: 4, access: 'RO', fields: [field('MAP', 31, 0)] },
];

/** Page 0 of a vCMDQ slot: control and status. */
export const VCMDQ_PAGE0_REGISTERS: readonly RegisterDefinition[] = [
  { name: 'CONS_INDX', offset: 0x00, width: 32, access: 'RW', fields: [field('RD', 19, 0), field('ERR', 30, 24)] },
  { name: 'PROD_INDX', offset: 0x04, width: 32, access: 'RW', fields: [field('WR', 19, 0)] },
  { name: 'CONFIG', offset: 0x08, width: 32, access: 'RW', fields: [field('CMDQ_EN', 0)] },
  { name: 'STATUS', offset: 0x0c, width: 32, access: 'RO', fields: [field('CMDQ_EN_OK', 0)] },
  {
    name: 'GERROR',
    offset: 0x10,
    width: 32,
    access: 'RO',
    fields: [field('CMDQ_ERR', 0), field('CONS_DRAM_WR_ABT_ERR', 1), field('CMDQ_INIT_ERR', 2)],
  },
  {
    name: 'GERRORN',
    offset: 0x14,
    width: 32,
    access: 'RW',
    fields: [field('CMDQ_ERR', 0), field('CONS_DRAM_WR_ABT_ERR', 1), field('CMDQ_INIT_ERR', 2)],
  },
];

/** Page 1 of a vCMDQ slot: addresses. */
export const VCMDQ_PAGE1_REGISTERS: readonly RegisterDefinition[] = [
  { name: 'BASE', offset: 0x00, width: 64, access: 'RW', fields: [field('LOG2SIZE', 4, 0), address('ADDR', 47, 5)] },
  { name: 'CONS_INDX_BASE_DRAM', offset: 0x08, width: 64, access: 'RW', fields: [address('ADDR', 47, 0)] },
];

/** Values of a vCMDQ's CONS_INDX.ERR. */
export const COMMAND_ERRORS = {
  NONE: 0,
  ILL_OPCODE: 1,
  ABT: 2,
  ATC_INV_SYNC: 3,
  ILL_ACCESS: 4,
} as const;

/** Name of a {@link COMMAND_ERRORS} value. */
export type CommandError = keyof typeof COMMAND_ERRORS;
