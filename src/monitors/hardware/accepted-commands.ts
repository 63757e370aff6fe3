import type { HostDescription } from '../../ports';
import { type CommandWords, commandFieldValue, definitionOf, describeCommand, isOffered, SYNC_SIGNALS } from '../../tables/commands';
import { COMMAND_ERRORS, extract, fieldNamed } from '../../tables/registers';
import type { Monitor } from '../monitor';
import { onStoppedQueues } from './stopped-queues';

/** Fields that must be 0 for nothing but the command itself to decide. */
const ABOUT_RANGES = ['NUM', 'SCALE', 'TTL', 'TG', 'VMID'] as const;

/** Whether the queue of a guest has to execute a command, whatever its documents leave open. Of an ATC_INV the slots of its time decide. */
function mustBeExecuted(words: CommandWords): boolean {
  const value = (field: string) => commandFieldValue(words, field) ?? 0n;
  switch (definitionOf(words)?.name) {
    case 'CMD_SYNC':
      return value('CS') === SYNC_SIGNALS.SIG_NONE;
    case 'TLBI_NH_ASID':
    case 'TLBI_NH_VA':
      return ABOUT_RANGES.every((field) => value(field) === 0n);
    default:
      return false;
  }
}

/** Whether a command has a bit that no field of it has: hardware may check those. */
function hasReservedBits(words: CommandWords): boolean {
  const known = { word0: 0xffn, word1: 0n };
  for (const { high, low, word } of definitionOf(words)?.fields ?? []) {
    const bits = ((1n << BigInt(high - low + 1)) - 1n) << BigInt(low);
    if (word === 0) known.word0 |= bits;
    else known.word1 |= bits;
  }
  return (words.word0 & ~known.word0) !== 0n || (words.word1 & ~known.word1) !== 0n;
}

function isOfferedBy({ smmus }: HostDescription, smmu: string, words: CommandWords): boolean {
  const definition = definitionOf(words);
  const description = smmus.find(({ name }) => name === smmu);
  return definition !== undefined && description !== undefined && isOffered(definition, description);
}

/** HYP-02: what the Linux guest issues is no illegal command. */
export const acceptedCommands: Monitor = {
  clause: 'HYP-02',
  layer: 'hardware',
  sees: ['registers read VCMDQ_CONS_INDX'],
  needs: ['registers read VCMDQ_CONS_INDX', 'registers read VCMDQ_GERROR', 'memory read', 'memory bytes', 'registers write VCMDQ_BASE'],
  looksAt:
    'each read of CONS_INDX that tells of an illegal command of a guest: the entry at RD holds no TLBI_NH_ASID, TLBI_NH_VA or CMD_SYNC that a vCMDQ takes',
  watch: (scene, bench) => ({
    begins: onStoppedQueues(scene, ({ block, error, operation, queue, queues, register, value }) => {
      if (error !== COMMAND_ERRORS.ILL_OPCODE && error !== COMMAND_ERRORS.ILL_ACCESS) return;
      const { vintf } = block.allocation(queue);
      const at = Number(extract(value, fieldNamed(register, 'RD')));
      const words = queues.next(queue) === at && queues.knowsEntries(queue) ? queues.commandAt(queue, at) : undefined;
      if (vintf === 0 || words === undefined) return;
      if (mustBeExecuted(words) && !hasReservedBits(words) && isOfferedBy(scene.host, operation.who, words))
        bench.violated(operation, `vCMDQ ${queue} of VINTF ${vintf} takes ${describeCommand(words)} for illegal`);
      else bench.held();
    }),
  }),
};
