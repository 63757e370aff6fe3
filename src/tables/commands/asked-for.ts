import { type CommandWords, definitionOf } from './codec';

/** Commands that a VM can have its kernel send (UAPI-INV-07 to UAPI-INV-09), as it gives them. */
const ASKED_FOR: ReadonlySet<string> = new Set([
  'TLBI_NH_ALL',
  'TLBI_NH_ASID',
  'TLBI_NH_VA',
  'TLBI_NH_VAA',
  'TLBI_NSNH_ALL',
  'ATC_INV',
  'CFGI_CD',
  'CFGI_CD_ALL',
]);

/** A VM can ask its kernel for the command. What else a kernel sends it sends of its own accord. */
export function canBeAskedFor(words: CommandWords): boolean {
  return ASKED_FOR.has(definitionOf(words)?.name ?? '');
}
