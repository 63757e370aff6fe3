/** Offsets of an SMMUv3's registers, as far as a guest programs them and the suite speaks of them. Those from 0x10000 on are in page 1. */
export const SMMU_REGISTERS = {
  IDR1: 0x4,
  CR0: 0x20,
  CR0ACK: 0x24,
  GBPA: 0x44,
  GERROR: 0x60,
  GERRORN: 0x64,
  STRTAB_BASE: 0x80,
  STRTAB_BASE_CFG: 0x88,
  CMDQ_BASE: 0x90,
  CMDQ_PROD: 0x98,
  CMDQ_CONS: 0x9c,
  /** The lower half of 64 bits. */
  EVENTQ_BASE: 0xa0,
  EVENTQ_BASE_H: 0xa4,
  EVENTQ_PROD: 0x100a8,
  EVENTQ_CONS: 0x100ac,
} as const;
