/** What a process holds, each after the ones before, and the sentence that tells the act by which it comes to it. */
export const HOLDINGS: ReadonlyMap<string, string> = new Map([
  ['an iommufd', 'user space opens the iommufd'],
  ['a bound device', 'device gpu0 is bound to the iommufd'],
  ['an IOAS', 'user space calls IOAS_ALLOC'],
  ['a nest-parent HWPT', 'user space calls HWPT_ALLOC'],
  ['a vIOMMU', 'user space calls VIOMMU_ALLOC'],
  ['a vDEVICE', 'user space calls VDEVICE_ALLOC'],
  ['a hw_queue', 'user space calls HW_QUEUE_ALLOC'],
]);

/** What a VMM does by system calls before its guest begins. */
const OF_A_VM = actsUpTo('a vDEVICE');
const A_VM = 'a VM with CMDQ-V';

/**
 * What a sentence of a Given or a When has done, in sentences that mean the same wherever they stand: `a VM starts with CMDQ-V`
 * and `a VM with CMDQ-V` are one, and what holds a vIOMMU has called VIOMMU_ALLOC. Two scenarios can so be compared by what they do.
 */
export function doingsOf(text: string): readonly string[] {
  const holding = /^a process that holds "(.+)"$/.exec(text)?.[1];
  if (holding !== undefined) return HOLDINGS.has(holding) ? actsUpTo(holding) : [text];
  const told = asState(text);
  if (/^(?:a VM|VM [A-Z]|VM A and VM B) with CMDQ-V/.test(told)) return [...OF_A_VM, A_VM, ...(told === A_VM ? [] : [told])];
  const plain = /^(user space calls [A-Z_]+) with /.exec(told)?.[1];
  const several = /^(user space calls [A-Z_]+) \d+ times?$/.exec(told)?.[1];
  const less = plain ?? several;
  return less === undefined ? [told] : [less, told];
}

/** The one form of a sentence that can tell a state or an act. */
function asState(text: string): string {
  if (text === 'VINTF0 is enabled') return 'the guest writes ENABLE=1 to VINTF0_CONFIG';
  return text
    .replace(/ starts? with /, ' with ')
    .replace(/^user space has called /, 'user space calls ')
    .replace(/^(vCMDQ \d+) of the guest is /, '$1 is ');
}

function actsUpTo(holding: string): string[] {
  const names = [...HOLDINGS.keys()];
  return [...HOLDINGS.values()].slice(0, names.indexOf(holding) + 1);
}
