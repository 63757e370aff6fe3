import { type CommandWords, commandFieldValue, definitionOf, isOffered, SYNC_SIGNALS } from '../../src/tables/commands';
import { type Identification, idField } from '../../src/tables/smmu';

/** PRI_RESP.Resp: the value that stands for no answer. */
const RESERVED_RESPONSE = 3n;
/** TG of 16 KiB, and the level of a table of it that only exists with 52-bit addresses. */
const GRANULE_16K = 2n;
const LEVEL_1 = 1n;

/** Tells which commands an SMMU takes, whatever their queue; any other is CERROR_ILL (CMD-20 to CMD-23). */
export class CommandLegality {
  readonly #smmu: Identification;

  constructor(smmu: Identification) {
    this.#smmu = smmu;
  }

  isLegal(words: CommandWords): boolean {
    const definition = definitionOf(words);
    if (definition === undefined) return false; // CMD-20
    if (!isOffered(definition, this.#smmu)) return false; // CMD-21
    const { name } = definition;
    const value = (part: string) => commandFieldValue(words, part) ?? 0n;
    if (value('SSec') === 1n) return false; // CMD-22
    if (name === 'CMD_SYNC') return value('CS') !== SYNC_SIGNALS.RESERVED; // CMD-20
    if (name === 'PRI_RESP') return value('Resp') !== RESERVED_RESPONSE; // CMD-20
    return !this.#namesOnlyGranule(value);
  }

  /** A granule with neither a range nor a level says nothing (CMD-23). */
  #namesOnlyGranule(value: (part: string) => bigint): boolean {
    const granule = value('TG');
    if (granule === 0n || value('NUM') !== 0n || value('SCALE') !== 0n || idField(this.#smmu, 'IDR3.RIL') === 0) return false;
    const level = value('TTL');
    return level === 0n || (granule === GRANULE_16K && level === LEVEL_1 && idField(this.#smmu, 'IDR5.DS') === 0);
  }
}
