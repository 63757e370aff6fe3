import { type CommandWords, encodeCommand } from '../src/tables/commands';
import { parseNumber } from './parameters';

/** Reads a command as scenarios write it: `TLBI_NH_ASID ASID=3 VMID=9`, or `0xNN` for word 0 as it is, with word 1 after it. */
export function parseCommand(text: string): CommandWords {
  const [name = '', ...parts] = text.trim().split(/[\s,]+/);
  if (name.startsWith('0x')) return { word0: parseNumber(name), word1: parseNumber(parts[0] ?? '0') };
  const fields = parts.map((part) => {
    const [fieldName = '', value = ''] = part.split('=');
    return [fieldName, parseNumber(value)] as const;
  });
  return encodeCommand(name, Object.fromEntries(fields));
}
