import { type CommandWords, commandField, definitionOf, getField, SYNC_SIGNALS, setField } from '../../src/tables/commands';
import type { CommandError } from '../../src/tables/registers';
import { ATC_INV_SID, syncSignal } from './command-fields';
import type { Vintf } from './vintf';

/** What a VINTF makes of a command: the words that the SMMU executes, or the error that stops the queue. */
export type Admission = { readonly words: CommandWords } | { readonly error: CommandError };

/**
 * What a guest's VINTF (HYP_OWN=0) may execute (HYP-01). TLBI_NH_ALL and TLBI_NH_VAA carry a VMID
 * that can be replaced and are admitted; TLBI_NSNH_ALL reaches beyond the VM and is not (HYP-03).
 */
const GUEST_COMMANDS: ReadonlySet<string> = new Set(['TLBI_NH_ALL', 'TLBI_NH_ASID', 'TLBI_NH_VA', 'TLBI_NH_VAA', 'ATC_INV', 'CMD_SYNC']);

/** Judges a legal command from a vCMDQ of `vintf`, and gives it the VM's VMID or the device's pSID. */
export function admit(words: CommandWords, vintf: Vintf): Admission {
  const definition = definitionOf(words);
  if (definition === undefined) return { error: 'ILL_OPCODE' }; // CMD-20

  const signal = syncSignal(words);
  if (signal !== undefined && signal !== SYNC_SIGNALS.SIG_NONE) return { error: 'ILL_OPCODE' }; // HYP-06

  if (vintf.hypOwn) return { words }; // HYP-08
  if (!GUEST_COMMANDS.has(definition.name)) return { error: 'ILL_ACCESS' }; // HYP-04, HYP-05

  if (definition.name === 'ATC_INV') return withPhysicalSid(words, vintf);
  const vmid = commandField(definition, 'VMID');
  return { words: vmid === undefined ? words : setField(words, vmid, BigInt(vintf.vmid)) }; // SIDR-01
}

function withPhysicalSid(words: CommandWords, { sids }: Vintf): Admission {
  const psid = sids.translate(Number(getField(words, ATC_INV_SID)));
  return psid === undefined ? { error: 'ILL_ACCESS' } : { words: setField(words, ATC_INV_SID, BigInt(psid)) }; // SIDR-02, SIDR-03
}
