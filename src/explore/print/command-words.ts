import { type CommandWords, commandBytes, commandWords, definitionOf, encodeCommand, getField, opcodeOf } from '../../tables/commands';
import { bytesOf, digits } from '../program';

/** A command as a scenario names it: its name, and those of its fields that are not 0. Absent where a name does not tell all of it. */
export function commandNamed(words: CommandWords): readonly [name: string, fields: string] | undefined {
  const definition = definitionOf(words);
  if (definition === undefined) {
    const isBare = words.word0 === BigInt(opcodeOf(words)) && words.word1 === 0n;
    return isBare ? [`0x${words.word0.toString(16).padStart(2, '0')}`, ''] : undefined;
  }
  const fields = definition.fields.map((field) => [field.name, getField(words, field)] as const).filter(([, value]) => value !== 0n);
  const again = encodeCommand(definition.name, Object.fromEntries(fields));
  if (again.word0 !== words.word0 || again.word1 !== words.word1) return undefined;
  return [definition.name, fields.map(([name, value]) => `${name}=0x${value.toString(16)}`).join(' ')];
}

/** As one text. */
export function commandText(words: CommandWords): string | undefined {
  return commandNamed(words)?.join(' ').trim();
}

/** The commands that bytes are, where they are whole ones. */
export function commandsIn(hexadecimal: string): readonly CommandWords[] | undefined {
  const bytes = bytesOf(hexadecimal);
  if (bytes.length === 0 || bytes.length % 16 !== 0) return undefined;
  const commands = Array.from({ length: bytes.length / 16 }, (_, n) => commandWords(bytes, 16 * n));
  return commands.map(commandBytes).map(digits).join('') === hexadecimal ? commands : undefined;
}
