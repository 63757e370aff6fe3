import { isObject } from '../../is-object';

const ESCAPE = '\x1b';
/** What colours a terminal, or moves its cursor. */
const SEQUENCE = new RegExp(`${ESCAPE}\\[[\\d;?]*[ -/]*[@-~]`, 'g');
/** Where services that write JSON have the text that they were given. */
const TEXTS = ['log', 'MESSAGE', 'msg', 'message'];

/** The text of a line that a tool has coloured, or put into an object of JSON; any other line as it is. */
export function unwrapped(line: string): string {
  const text = line.startsWith('{"') ? (textIn(line) ?? line) : line;
  return text.includes(ESCAPE) ? text.replace(SEQUENCE, '') : text;
}

function textIn(json: string): string | undefined {
  let told: unknown;
  try {
    told = JSON.parse(json);
  } catch {
    return undefined;
  }
  if (!isObject(told)) return undefined;
  const found = TEXTS.map((name) => told[name]).find((value) => value !== undefined);
  const text = typeof found === 'string' ? found : bytesIn(found);
  if (text === undefined) return undefined;
  // Journals tell whose a line is beside it.
  const process = typeof told._PID === 'string' ? `[${told._PID}]: ` : '';
  return process + text.replace(/[\r\n]+$/, '');
}

/** Text with signs that do not print, as a journal writes it. */
function bytesIn(found: unknown): string | undefined {
  if (!Array.isArray(found) || !found.every((value): value is number => Number.isInteger(value))) return undefined;
  return Buffer.from(found).toString('utf8');
}
