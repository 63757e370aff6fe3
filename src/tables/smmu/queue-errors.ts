import { extract, field } from '../registers';

/** CMDQ_CONS.ERR: why the SMMU's own command queue stopped. */
const CMDQ_CONS_ERR = field('ERR', 30, 24);

/** Its values, as IHI 0070 has them. */
export const QUEUE_ERRORS = { CERROR_NONE: 0, CERROR_ILL: 1, CERROR_ABT: 2, CERROR_ATC_INV_SYNC: 3 } as const;

/** CMDQ_CONS.ERR of a content of CMDQ_CONS. */
export function queueErrorIn(consumer: number): number {
  return Number(extract(BigInt(consumer), CMDQ_CONS_ERR));
}

/** What such an error is called; its number where it has no name. */
export function queueErrorName(error: number): string {
  return Object.entries(QUEUE_ERRORS).find(([, value]) => value === error)?.[0] ?? `error ${error}`;
}
