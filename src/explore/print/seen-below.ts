import type { Operation } from '../../machine/log';
import { type CommandWords, commandField, commandFieldValue, definitionOf, getField, setField } from '../../tables/commands';
import { commandNamed } from './command-words';

/** Rows for the sentences on commands that reach the SMMU; absent where one of them has no name. A kernel's VMIDs are told by the field that holds them. */
export function executedCommands(
  operations: readonly Operation[],
  origin: 'any' | 'vcmdq' | 'smmu',
  vmidsOf: 'VINTF' | undefined = undefined,
): readonly (readonly string[])[] | undefined {
  const rows: (readonly string[])[] = [];
  for (const { port, event } of operations) {
    if (port !== 'smmu' || (origin !== 'any' && event.queue.kind !== origin)) continue;
    const { queue } = event;
    const from = queue.kind === 'vcmdq' ? `vCMDQ ${queue.index}` : 'SMMU';
    const vintf = queue.kind === 'vcmdq' ? queue.vintf : 1;
    const named = vmidsOf === undefined ? commandNamed(event) : withVmidOf(event, vintf);
    if (named === undefined) return undefined;
    if (queue.kind === 'smmu' && vmidsOf !== undefined && named[0] === 'CMD_SYNC') continue;
    rows.push([from, ...named]);
  }
  return rows;
}

function withVmidOf(words: CommandWords, vintf: number): readonly [string, string] | undefined {
  const definition = definitionOf(words);
  const vmid = commandFieldValue(words, 'VMID');
  const field = definition === undefined ? undefined : commandField(definition, 'VMID');
  if (vmid === undefined || vmid === 0n || field === undefined || getField(words, field) === 0n) return commandNamed(words);
  const [name, fields] = commandNamed(setField(words, field, 0n)) ?? [];
  return name === undefined ? undefined : [name, `VMID=VINTF${vintf}_CONFIG.VMID ${fields ?? ''}`.trim()];
}
