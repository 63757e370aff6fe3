import { type Identification, idField } from '../smmu';
import { type CommandWords, commandField, commandFieldValue, definitionOf, withField } from './codec';

/** Size of an ATC_INV that covers everything. */
const WHOLE_ADDRESS_SPACE = 52n;

/**
 * Tells whether `actual` does all that `wanted` does, for the same VMID and StreamID: hardware may
 * make an invalidation wider, as long as it stays within the VM (SIDR-04, SIDR-07).
 */
export function covers(actual: CommandWords, wanted: CommandWords): boolean {
  if (same(actual, wanted)) return true;
  const [name, other] = [definitionOf(actual)?.name, definitionOf(wanted)?.name];
  if (name === 'ATC_INV' && other === 'ATC_INV') return coversAtc(actual, wanted);
  if (other === 'CFGI_CD') return coversDescriptor(actual, wanted);
  if (other?.startsWith('TLBI_NH_') !== true || !agree(actual, wanted, ['VMID'])) return false;
  switch (name) {
    case 'TLBI_S12_VMALL':
    case 'TLBI_NH_ALL':
      return true;
    case 'TLBI_NH_ASID':
      return other === 'TLBI_NH_VA' && agree(actual, wanted, ['ASID']);
    case 'TLBI_NH_VAA':
      return (other === 'TLBI_NH_VA' || other === 'TLBI_NH_VAA') && coversRange(actual, wanted);
    case 'TLBI_NH_VA':
      return other === 'TLBI_NH_VA' && agree(actual, wanted, ['ASID']) && coversRange(actual, wanted);
    default:
      return false;
  }
}

/** Fields that narrow a TLBI by address, or make it one of a range. */
const RANGE = ['NUM', 'SCALE', 'TTL', 'TG'] as const;
/** TG of 16 KiB, whose TTL 1 counts as 0 (CMD-23). */
const GRANULE_16K = 2n;

/** A command without what has no effect on an SMMU: fields that are reserved there, of which hardware may do either (CMD-19, CMD-23, CMD-24). */
export function withEffect(words: CommandWords, smmu: Identification): CommandWords {
  const definition = definitionOf(words);
  if (definition === undefined) return words;
  if (definition.name === 'ATC_INV')
    return idField(smmu, 'IDR1.SSIDSIZE') === 0 || value(words, 'SSV') === 0n ? without(words, ['G', 'SSV', 'SSID']) : words;
  if (commandField(definition, 'TG') === undefined) return words;
  if (idField(smmu, 'IDR3.RIL') === 0 || value(words, 'TG') === 0n) return without(words, RANGE);
  const isHint = value(words, 'TTL') !== 1n || value(words, 'TG') !== GRANULE_16K || idField(smmu, 'IDR5.DS') === 1;
  return isHint ? words : without(words, ['TTL']);
}

function without(words: CommandWords, names: readonly string[]): CommandWords {
  return names.reduce((left, name) => withField(left, name, 0n), words);
}

function value(words: CommandWords, name: string): bigint {
  return commandFieldValue(words, name) ?? 0n;
}

function agree(actual: CommandWords, wanted: CommandWords, names: readonly string[]): boolean {
  return names.every((name) => value(actual, name) === value(wanted, name));
}

function same(actual: CommandWords, wanted: CommandWords): boolean {
  const definition = definitionOf(wanted);
  return (
    definition !== undefined &&
    definitionOf(actual) === definition &&
    agree(
      actual,
      wanted,
      definition.fields.map(({ name }) => name),
    )
  );
}

/** The same addresses; Leaf and TTL narrow an invalidation and may be dropped. */
function coversRange(actual: CommandWords, wanted: CommandWords): boolean {
  const narrows = ['Leaf', 'TTL'].some((name) => value(actual, name) !== 0n && value(actual, name) !== value(wanted, name));
  return !narrows && agree(actual, wanted, ['NUM', 'SCALE', 'TG', 'Addr']);
}

/** One entry of the table, or all of them; Leaf leaves out the tables above it. */
function coversDescriptor(actual: CommandWords, wanted: CommandWords): boolean {
  const name = definitionOf(actual)?.name;
  if (!agree(actual, wanted, ['SID'])) return false;
  return (
    name === 'CFGI_CD_ALL' || (name === 'CFGI_CD' && agree(actual, wanted, ['SSID']) && value(actual, 'Leaf') <= value(wanted, 'Leaf'))
  );
}

function coversAtc(actual: CommandWords, wanted: CommandWords): boolean {
  if (!agree(actual, wanted, ['SID', 'SSV'])) return false;
  const allSubstreams = value(wanted, 'SSV') === 0n || value(actual, 'G') === 1n;
  if (!allSubstreams && !agree(actual, wanted, ['SSID', 'G'])) return false;
  const size = value(actual, 'Size');
  if (size >= WHOLE_ADDRESS_SPACE) return true;
  const shift = size + 12n;
  return size >= value(wanted, 'Size') && value(actual, 'Addr') >> shift === value(wanted, 'Addr') >> shift;
}
