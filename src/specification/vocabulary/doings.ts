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
const ALLOCATED = ['ENABLE', 'ALLOC', 'BASE'].map(fulfils);
const A_VM = 'a VM with CMDQ-V';

/**
 * What a sentence of a Given or a When has done, in sentences that mean the same wherever they stand: `a VM starts with CMDQ-V`
 * and `a VM with CMDQ-V` are one, and what holds a vIOMMU has called VIOMMU_ALLOC. Two scenarios can so be compared by what they do.
 */
export function doingsOf(text: string): readonly string[] {
  const holding = /^a process that holds "(.+)"$/.exec(text)?.[1];
  if (holding !== undefined) return HOLDINGS.has(holding) ? actsUpTo(holding) : [text];
  const told = asState(text);
  if (/^(?:a VM|VM [A-Z]|VM A and VM B) with (?:CMDQ-V|two SMMUs)/.test(told)) return [...OF_A_VM, A_VM, ...(told === A_VM ? [] : [told])];
  // The VMM has the same to do whenever its device comes.
  if (/^device \w+ is plugged into (?:the VM|VM [A-Z]) (?:at \w+ )?as /.test(told)) return [...OF_A_VM, told];
  const guest = guestActs(told);
  if (guest !== undefined) return guest;
  const plain = /^(user space calls [A-Z_]+) with /.exec(told)?.[1];
  const several = /^(user space calls [A-Z_]+) \d+ times?$/.exec(told)?.[1];
  const less = plain ?? several;
  return less === undefined ? [told] : [less, told];
}

/** What a guest does for the allocation of a vCMDQ, whichever vCMDQ it is: the same few writes come in many sentences. */
function guestActs(told: string): readonly string[] | undefined {
  const fulfilled = /^(?:the guest|guest [A-Z]) fulfils (.+) among the preconditions of vCMDQ \d+$/.exec(told)?.[1];
  if (fulfilled !== undefined) return fulfilled.split(', ').map(fulfils);
  const written = /^(?:the guest|guest [A-Z]) writes (?:(ENABLE)=1 to VINTF0_CONFIG|(CMDQV_EN)=1 to CMDQV_CONFIG)$/.exec(told);
  if (written !== null) return [fulfils(written[1] ?? written[2] ?? '')];
  if (/^(?:the guest|guest [A-Z]) (?:writes (?!0x0? ).* to (?:VINTF0_L)?V?CMDQ\d+_BASE$|gives vCMDQ \d+ a queue)/.test(told))
    return [fulfils('BASE'), told];
  if (/^(?:the guest|guest [A-Z]) writes ALLOC=1.* to CMDQ_ALLOC_MAP_\d+$/.test(told)) return [fulfils('ALLOC')];
  if (told === 'vCMDQs 0 and 1 are allocated') return [...ALLOCATED, fulfils('ALLOC'), fulfils('BASE')];
  const allocated = /^vCMDQ \d+ (?:of guest [A-Z] )?is allocated( and enabled)?$/.exec(told);
  if (allocated !== null) return allocated[1] === undefined ? ALLOCATED : [...ALLOCATED, 'the guest enables a vCMDQ'];
  return told === "the guest's driver brings CMDQ-V up" ? [...ALLOCATED, fulfils('ALLOC'), fulfils('BASE'), told] : undefined;
}

function fulfils(precondition: string): string {
  return `the guest fulfils ${precondition}`;
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
