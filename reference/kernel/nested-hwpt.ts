import { extract, type Field, field } from '../../src/tables/registers';
import type { HWPT_SMMUV3_DATA, Values } from '../../src/tables/uapi';
import { KernelObject } from './objects';
import { Refusal } from './refusal';
import type { Viommu } from './viommu';

const VALID = field('V', 0);
const CONFIG = field('Config', 3, 1);
const EATS = field('EATS', 29, 28);

/** Fields of word 0 and of word 1 that a VM may decide. */
const ALLOWED: readonly [readonly Field[], readonly Field[]] = [
  [VALID, CONFIG, field('S1Fmt', 5, 4), field('S1ContextPtr', 51, 6), field('S1CDMax', 63, 59)],
  [field('S1DSS', 1, 0), field('S1CIR', 3, 2), field('S1COR', 5, 4), field('S1CSH', 7, 6), field('S1STALLD', 27), EATS],
];

const STREAM_CONFIGS = { ABORT: 0n, BYPASS: 4n, S1: 5n } as const;
const ACCEPTED_CONFIGS: readonly bigint[] = Object.values(STREAM_CONFIGS);
const EATS_VALUES = [0n, 1n];

/** A VM's Stream Table Entry, on top of the stage 2 of its vIOMMU. */
export class NestedHwpt extends KernelObject {
  readonly viommu: Viommu;
  /** A stage 1 of the VM translates the stream; else it is aborted, or goes to stage 2 as it is. */
  readonly hasStage1: boolean;

  constructor(viommu: Viommu, entry: Values<typeof HWPT_SMMUV3_DATA>) {
    super();
    this.hasStage1 = describesStage1(entry);
    this.viommu = viommu;
    viommu.acquire(); // UAPI-HWPT-14
  }

  override async destroy(): Promise<void> {
    this.viommu.release();
  }
}

function describesStage1({ ste0, ste1 }: Values<typeof HWPT_SMMUV3_DATA>): boolean {
  if (extract(ste0, VALID) === 0n) return false; // UAPI-HWPT-11
  if (beyond(ste0, ALLOWED[0]) || beyond(ste1, ALLOWED[1])) throw new Refusal('EIO'); // UAPI-HWPT-12
  if (!EATS_VALUES.includes(extract(ste1, EATS))) throw new Refusal('EIO'); // UAPI-HWPT-12
  const config = extract(ste0, CONFIG);
  if (!ACCEPTED_CONFIGS.includes(config)) throw new Refusal('EIO'); // UAPI-HWPT-12
  return config === STREAM_CONFIGS.S1;
}

/** Tells whether a word has bits outside the fields. */
function beyond(word: bigint, fields: readonly Field[]): boolean {
  return word !== fields.reduce((bits, part) => bits | (extract(word, part) << BigInt(part.low)), 0n);
}
