import type { SmmuDescription } from '../../src/ports';
import { type CommandField, type CommandWords, commandField, definitionOf, getField } from '../../src/tables/commands';
import { Refusal } from './refusal';
import { type InvalidationFeatures, invalidationFeatures } from './smmu-features';

/** log2 of all pages: ATC_INV.Size may be no more. */
const WHOLE_ADDRESS_SPACE = 52n;
const RANGE_FIELDS = ['NUM', 'SCALE', 'TTL', 'TG'];
const SUBSTREAM_FIELDS = ['SSV', 'SSID', 'G'];
/** Values of SCALE that need no wide addresses. */
const NARROW_SCALE = 31n;
const TG_16K = 2n;
/** The bit of commands for the Secure queue. */
const SECURE = 'SSec';

/** The command as it came; refused if the SMMU may find it illegal (UAPI-INV-17). What no VM may send is left to the conversion. */
export function checked(words: CommandWords, smmu: SmmuDescription): CommandWords {
  const definition = definitionOf(words);
  if (definition === undefined) return words;
  const features = invalidationFeatures(smmu);
  const value = (name: string): bigint => {
    const part = commandField(definition, name);
    return part === undefined ? 0n : getField(words, part);
  };
  if (definition.name === 'ATC_INV' && (!features.ats || value('Size') > WHOLE_ADDRESS_SPACE)) throw new Refusal('EIO');
  if (features.ranges && commandField(definition, 'TG') !== undefined && reservedRange(value, features)) throw new Refusal('EIO');
  if (value('ASID') >> BigInt(features.asidBits) !== 0n) throw new Refusal('EIO');
  if (value('SCALE') > NARROW_SCALE && !features.wideAddresses) throw new Refusal('EIO');
  const allowed = definition.fields.filter(({ name }) => implemented(name, features));
  if (beyond(words.word0 & ~0xffn, 0, allowed) || beyond(words.word1, 1, allowed)) throw new Refusal('EIO');
  return words;
}

function implemented(name: string, { ranges, substreams }: InvalidationFeatures): boolean {
  if (RANGE_FIELDS.includes(name)) return ranges;
  if (name === SECURE) return false;
  return substreams || !SUBSTREAM_FIELDS.includes(name);
}

/** NUM, SCALE and TTL without TG; TTL 1 with pages of 16 KiB, unless addresses are wide; TG alone. */
function reservedRange(value: (name: string) => bigint, { wideAddresses }: InvalidationFeatures): boolean {
  const range = value('NUM') !== 0n || value('SCALE') !== 0n;
  const [ttl, granule] = [value('TTL'), value('TG')];
  if (granule === 0n) return range || ttl !== 0n;
  if (granule === TG_16K && ttl === 1n && !wideAddresses) return true;
  return !range && ttl === 0n;
}

function beyond(bits: bigint, word: 0 | 1, allowed: readonly CommandField[]): boolean {
  const known = allowed
    .filter((part) => part.word === word)
    .reduce((sum, { high, low }) => sum | (((1n << BigInt(high - low + 1)) - 1n) << BigInt(low)), 0n);
  return (bits & ~known) !== 0n;
}
