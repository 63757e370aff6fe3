import { COMMAND_BYTES, COMMANDS, type CommandDefinition, type CommandField } from './table';

/** A command as its two 64-bit words. */
export interface CommandWords {
  readonly word0: bigint;
  readonly word1: bigint;
}

const byOpcode = new Map(COMMANDS.map((command) => [command.opcode, command]));
const byName = new Map(COMMANDS.map((command) => [command.name, command]));

/** The opcode, bits [7:0] of word 0. */
export function opcodeOf({ word0 }: CommandWords): number {
  return Number(word0 & 0xffn);
}

/** The table's row for these words; `undefined` for an undefined opcode. */
export function definitionOf(words: CommandWords): CommandDefinition | undefined {
  return byOpcode.get(opcodeOf(words));
}

/** The table's row for a command name. */
export function commandNamed(name: string): CommandDefinition | undefined {
  return byName.get(name);
}

/** The command's field called `name`; `undefined` if it has none. */
export function commandField(definition: CommandDefinition, name: string): CommandField | undefined {
  return definition.fields.find((candidate) => candidate.name === name);
}

/** Value of a field. Address fields keep their position: `Addr` is the address. */
export function getField(words: CommandWords, { word, high, low, inPlace }: CommandField): bigint {
  const bits = (wordOf(words, word) >> BigInt(low)) & mask(high - low + 1);
  return inPlace ? bits << BigInt(low) : bits;
}

/** Value of the command's field called `name`; `undefined` if it has none, or if the opcode is undefined. */
export function commandFieldValue(words: CommandWords, name: string): bigint | undefined {
  const definition = definitionOf(words);
  const field = definition === undefined ? undefined : commandField(definition, name);
  return field === undefined ? undefined : getField(words, field);
}

/** The words with a field replaced; a value that does not fit is an error. */
export function setField(words: CommandWords, { name, word, high, low, inPlace }: CommandField, value: bigint): CommandWords {
  const part = inPlace ? value >> BigInt(low) : value;
  const limit = mask(high - low + 1);
  if (part < 0n || part > limit || (inPlace && part << BigInt(low) !== value)) {
    throw new RangeError(`${name} [${high}:${low}] cannot hold 0x${value.toString(16)}`);
  }
  const changed = (wordOf(words, word) & ~(limit << BigInt(low))) | (part << BigInt(low));
  return word === 0 ? { ...words, word0: changed } : { ...words, word1: changed };
}

/** The words with the field called `name` replaced; as they are if the command has none. */
export function withField(words: CommandWords, name: string, value: bigint): CommandWords {
  const definition = definitionOf(words);
  const field = definition === undefined ? undefined : commandField(definition, name);
  return field === undefined ? words : setField(words, field, value);
}

/** The words with fields as another command has them, where both have one of that name. */
export function withFieldsOf(words: CommandWords, other: CommandWords, names: readonly string[]): CommandWords {
  return names.reduce((changed, name) => {
    const value = commandFieldValue(other, name);
    return value === undefined ? changed : withField(changed, name, value);
  }, words);
}

/** Builds a command from named fields; fields that are not named are 0. */
export function encodeCommand(name: string, fields: Readonly<Record<string, bigint>> = {}): CommandWords {
  const definition = byName.get(name);
  if (definition === undefined) throw new RangeError(`no SMMUv3 command is called ${name}`);
  return Object.entries(fields).reduce<CommandWords>(
    (words, [fieldName, value]) => {
      const found = commandField(definition, fieldName);
      if (found === undefined) {
        const known = definition.fields.map((candidate) => candidate.name).join(', ');
        throw new RangeError(`${name} has no field ${fieldName}; it has ${known || 'none'}`);
      }
      return setField(words, found, value);
    },
    { word0: BigInt(definition.opcode), word1: 0n },
  );
}

// To ask a small array for its buffer moves it out of the heap, which costs more than all the rest.
const scratch = new DataView(new ArrayBuffer(COMMAND_BYTES));
const scratchBytes = new Uint8Array(scratch.buffer);

/** The 16 bytes of a command, little-endian. */
export function commandBytes({ word0, word1 }: CommandWords): Uint8Array {
  scratch.setBigUint64(0, word0, true);
  scratch.setBigUint64(8, word1, true);
  return scratchBytes.slice();
}

/** The words of the command that starts at `at`. */
export function commandWords(bytes: Uint8Array, at = 0): CommandWords {
  if (at + COMMAND_BYTES > bytes.length) throw new RangeError(`no whole command at byte ${at} of ${bytes.length}`);
  for (let index = 0; index < COMMAND_BYTES; index++) scratchBytes[index] = bytes[at + index] ?? 0;
  return { word0: scratch.getBigUint64(0, true), word1: scratch.getBigUint64(8, true) };
}

/** The commands that lie one behind another; a cut-off one at the end is left out. */
export function* commandsOf(bytes: Uint8Array): Iterable<CommandWords> {
  for (let at = 0; at + COMMAND_BYTES <= bytes.length; at += COMMAND_BYTES) yield commandWords(bytes, at);
}

/** A command for people: `TLBI_NH_ASID VMID=5 ASID=3`; zero fields are left out. */
export function describeCommand(words: CommandWords): string {
  const definition = definitionOf(words);
  if (definition === undefined) return `undefined opcode 0x${opcodeOf(words).toString(16)}`;
  const parts = definition.fields.map((part) => [part.name, getField(words, part)] as const).filter(([, value]) => value !== 0n);
  return [definition.name, ...parts.map(([name, value]) => `${name}=${value < 10n ? value : `0x${value.toString(16)}`}`)].join(' ');
}

function wordOf(words: CommandWords, word: 0 | 1): bigint {
  return word === 0 ? words.word0 : words.word1;
}

function mask(bits: number): bigint {
  return (1n << BigInt(bits)) - 1n;
}
