import { type CommandField, type CommandWords, commandField, commandNamed, definitionOf, getField } from '../../src/tables/commands';

/** StreamID of an ATC_INV. */
export const ATC_INV_SID = fieldOf('ATC_INV', 'SID');

const SYNC_CS = fieldOf('CMD_SYNC', 'CS');

/** CMD_SYNC.CS of these words; `undefined` for any other command. */
export function syncSignal(words: CommandWords): bigint | undefined {
  return definitionOf(words)?.name === 'CMD_SYNC' ? getField(words, SYNC_CS) : undefined;
}

function fieldOf(command: string, name: string): CommandField {
  const definition = commandNamed(command);
  const found = definition && commandField(definition, name);
  if (found === undefined) throw new RangeError(`${command} has no field ${name}`);
  return found;
}
