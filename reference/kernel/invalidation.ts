import { type CommandWords, commandField, definitionOf, encodeCommand, getField, setField } from '../../src/tables/commands';
import { Refusal } from './refusal';
import type { Viommu } from './viommu';

/** A VM's command as the host may execute it (ISO-09, SIDR-11). */
export function convert(words: CommandWords, viommu: Viommu): CommandWords {
  const name = definitionOf(words)?.name;
  switch (name) {
    case 'TLBI_NSNH_ALL':
      return encodeCommand('TLBI_NH_ALL', { VMID: BigInt(viommu.vmid) }); // UAPI-INV-07
    case 'TLBI_NH_ALL':
    case 'TLBI_NH_ASID':
    case 'TLBI_NH_VA':
    case 'TLBI_NH_VAA':
      return replace(words, 'VMID', () => BigInt(viommu.vmid)); // UAPI-INV-08
    case 'ATC_INV':
    case 'CFGI_CD':
    case 'CFGI_CD_ALL':
      return replace(words, 'SID', (vsid) => physicalSid(vsid, viommu)); // UAPI-INV-09
    default:
      throw new Refusal('EIO'); // UAPI-INV-10
  }
}

function replace(words: CommandWords, name: string, value: (given: bigint) => bigint): CommandWords {
  const definition = definitionOf(words);
  const part = definition && commandField(definition, name);
  if (part === undefined) throw new RangeError(`the command has no field ${name}`);
  return setField(words, part, value(getField(words, part)));
}

function physicalSid(vsid: bigint, { streams }: Viommu): bigint {
  const psid = streams.get(vsid);
  if (psid === undefined) throw new Refusal('EIO'); // UAPI-INV-09
  return BigInt(psid);
}
