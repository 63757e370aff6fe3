import { HOST_CMDQS } from '../../src/machine';
import type { DeviceDescription, HostDescription, SmmuDescription } from '../../src/ports';
import { extract } from '../../src/tables/registers';
import { ID_REGISTER_NAMES, ID_REGISTERS, idRegister } from '../../src/tables/smmu';

/** The machine that scenarios run on, in Markdown: its SMMUs and devices, and what a host with two SMMUs has besides. */
export function fixtureTable(usual: HostDescription, withTwoSmmus: HostDescription): string {
  const smmus = withTwoSmmus.smmus.map(({ cmdqv, name }) => {
    const only = usual.smmus.some((smmu) => smmu.name === name) ? 'every host' : 'hosts with two SMMUs';
    if (cmdqv === undefined) return `| \`${name}\` | ${only} | no CMDQ-V | | | |`;
    const { sidsLog2, vcmdqsLog2, vintfsLog2 } = cmdqv;
    return `| \`${name}\` | ${only} | ${2 ** vcmdqsLog2} | ${2 ** vintfsLog2} | ${2 ** (vcmdqsLog2 - vintfsLog2)} | ${2 ** sidsLog2} |`;
  });
  const devices = withTwoSmmus.devices.map((device) => {
    const only = usual.devices.some(({ name }) => name === device.name) ? 'every host' : 'hosts with two SMMUs';
    return `| \`${device.name}\` | ${only} | \`${device.smmu}\` | ${streamIds(device)} | ${remarks(device)} |`;
  });
  return [
    `The host has pages of ${usual.pageSize} bytes, and its SMMU takes queues of at most 2^${HOST_CMDQS} entries (IDR1.CMDQS).`,
    '',
    'The ID registers of its SMMU read as follows; fields that are not named read 0. Hosts on which they differ say so field by field.',
    '',
    '| register | content | fields |',
    '| :-- | :-- | :-- |',
    ...registers(usual.smmus[0]),
    '',
    '| SMMU | on | vCMDQs | VINTFs | vCMDQs of a VINTF | SID slots of a VINTF |',
    '| :-- | :-- | --: | --: | --: | --: |',
    ...smmus,
    '',
    '| device | on | behind | StreamID (pSID) | what is special |',
    '| :-- | :-- | :-- | :-- | :-- |',
    ...devices,
  ].join('\n');
}

function registers(smmu: SmmuDescription | undefined): readonly string[] {
  if (smmu === undefined) return [];
  return ID_REGISTER_NAMES.map((register) => {
    const content = idRegister(smmu, register);
    const fields = ID_REGISTERS[register]
      .map((part) => [part.name, extract(BigInt(content), part)] as const)
      .filter(([, value]) => value !== 0n)
      .map(([name, value]) => `${name}=${value}`);
    return `| ${register} | 0x${content.toString(16)} | ${fields.join(', ')} |`;
  });
}

function streamIds(device: DeviceDescription): string {
  return device.streamIds.length === 0 ? 'none' : device.streamIds.map((id) => `0x${id.toString(16)}`).join(', ');
}

function remarks({ coherent, streamIds: { length } }: DeviceDescription): string {
  const streams =
    length === 0 ? ['no stream, so it cannot have a vDEVICE'] : length > 1 ? [`${length} streams, so it cannot have a vDEVICE`] : [];
  return [...streams, ...(coherent ? [] : ['its accesses are not coherent'])].join('; ');
}
