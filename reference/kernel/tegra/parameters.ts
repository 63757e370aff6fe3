import type { HostRegisters } from '../../../src/ports';
import { extract, GLOBAL_REGISTERS } from '../../../src/tables/registers';
import type { Location } from './register-access';
import { load } from './register-access';
import { definitionIn, fieldIn } from './register-table';

const CONFIG: Location = { offset: definitionIn(GLOBAL_REGISTERS, 'CMDQV_CONFIG').offset, size: 4 };
const PARAM: Location = { offset: definitionIn(GLOBAL_REGISTERS, 'CMDQV_PARAM').offset, size: 4 };

const VERSION = fieldIn(GLOBAL_REGISTERS, 'CMDQV_PARAM', 'CMDQV_VER');
const VCMDQS = fieldIn(GLOBAL_REGISTERS, 'CMDQV_PARAM', 'CMDQV_NUM_CMDQ_LOG2');
const VINTFS = fieldIn(GLOBAL_REGISTERS, 'CMDQV_PARAM', 'CMDQV_NUM_VI_LOG2');
const SIDS = fieldIn(GLOBAL_REGISTERS, 'CMDQV_PARAM', 'CMDQV_NUM_SID_PER_VI_LOG2');

/** What PARAM tells of a block (PHYS-04). */
export interface Parameters {
  readonly version: number;
  /** log2 of the vCMDQs of the whole block. */
  readonly vcmdqsLog2: number;
  readonly vintfsLog2: number;
  /** log2 of the vSID slots of a VINTF. */
  readonly sidsLog2: number;
}

/** The first look at a block whose geometry is not known yet (HOST-01, HOST-02). */
export async function discover(registers: HostRegisters): Promise<Parameters> {
  await load(registers, CONFIG);
  return readParameters(registers);
}

/** Reads PARAM. */
export async function readParameters(registers: HostRegisters): Promise<Parameters> {
  const param = await load(registers, PARAM);
  return {
    version: Number(extract(param, VERSION)),
    vcmdqsLog2: Number(extract(param, VCMDQS)),
    vintfsLog2: Number(extract(param, VINTFS)),
    sidsLog2: Number(extract(param, SIDS)),
  };
}
