import type { StreamTableEntry } from '../../src/ports';
import { extract, type Field, field } from '../../src/tables/registers';
import { encodeStructure, HWPT_SMMUV3_DATA } from '../../src/tables/uapi';
import { bitsOf } from './register-bits';

const VALID = field('V', 0);
const CONFIG = field('Config', 3, 1);

/** The fields of an entry that the user API takes (UAPI-HWPT-12); the guest's others mean nothing to the host. */
const HOST_BITS_WORD0 = allBits([VALID, CONFIG, field('S1Fmt', 5, 4), field('S1ContextPtr', 51, 6), field('S1CDMax', 63, 59)]);
const HOST_BITS_WORD1 = allBits([
  field('S1DSS', 1, 0),
  field('S1CIR', 3, 2),
  field('S1COR', 5, 4),
  field('S1CSH', 7, 6),
  field('S1STALLD', 27),
  field('EATS', 29, 28),
]);

const CONFIG_BYPASS = 0b100n;
const CONFIG_STAGE1 = 0b101n;

/** The entry that aborts every access. */
export const ABORT_ENTRY: StreamTableEntry = { word0: bitsOf(VALID), word1: 0n };
/** The entry that lets every access through untranslated. */
export const BYPASS_ENTRY: StreamTableEntry = { word0: bitsOf(VALID) | (CONFIG_BYPASS << BigInt(CONFIG.low)), word1: 0n };

/** What becomes of a stream's accesses; an entry translates them by its stage 1. */
export type Treatment = 'abort' | 'bypass' | StreamTableEntry;

/** What an entry asks for; no entry, an invalid one and one that the emulated SMMU has no use for all abort (TRAP-01). */
export function treatmentBy(entry: StreamTableEntry | undefined): Treatment {
  if (entry === undefined || extract(entry.word0, VALID) === 0n) return 'abort';
  switch (extract(entry.word0, CONFIG)) {
    case CONFIG_BYPASS:
      return 'bypass';
    case CONFIG_STAGE1:
      return entry;
    default:
      return 'abort';
  }
}

/** An entry as HWPT_ALLOC takes it. */
export function hostEntry({ word0, word1 }: StreamTableEntry): Uint8Array {
  return encodeStructure(HWPT_SMMUV3_DATA, { ste0: word0 & HOST_BITS_WORD0, ste1: word1 & HOST_BITS_WORD1 });
}

function allBits(fields: readonly Field[]): bigint {
  return fields.reduce((bits, part) => bits | bitsOf(part), 0n);
}
