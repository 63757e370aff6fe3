import { type EventValues, eventNamed, type Parameter, type TraceEvent } from '../events';
import { BEGINNINGS, isTorn, isTornName, Shapes } from './gaps';
import { type Origin, originOf } from './origin';
import type { Damaged, Traced } from './traced';

/** What names of events begin with, wherever they stand: other output may stop within a line, and a newline be lost. */
const FAMILY = new RegExp(BEGINNINGS.join('|'), 'g');
const NAME = /[a-z0-9_]+/y;
/** Where the first name has to be: what comes later is told by something else. */
const BEFORE = 200;
const VALUES: Record<Parameter['written'], string> = {
  hex: '0[xX][0-9a-fA-F]+|\\(nil\\)|0',
  'bare hex': '[0-9A-Fa-f]+',
  decimal: '-?\\d+',
  word: '[A-Za-z0-9_-]+',
};

const patterns = new Map<Parameter, RegExp>();

/** A part of a line. */
export interface Piece {
  /** The event that it is, or what is left of one; nothing where it only shows that others are missing. */
  readonly read: Traced | Damaged | undefined;
  readonly text: string;
}

/** What tools put before all lines of a file or a service, and its own number. */
const TOOLS = /^\s*\S+\s*[:|]\s*$|\[\d+\]:\s?$/;
/** Values that no event has but those that are read. */
const PARTS = /\bval: ?0x|\bvcmdq\[|\boffset0: 0x|\bqueue_type=\d|\bhwpt_type=\d|\bdone_num=\d/;

const NONE: readonly Piece[] = [];
const NOWHERE: Origin = { process: '' };

/** Finds the events in lines of a text. */
export class TextEvents {
  readonly #shapes = new Shapes();
  #last = NOWHERE;
  /** There are lines with nothing of whose they are: a word before another need not be its machine's name. */
  #bare = false;

  /** What a line tells, in its order; nothing if it is no event of the stack. */
  take(line: string): readonly Piece[] {
    FAMILY.lastIndex = 0;
    const first = FAMILY.exec(line)?.index;
    if (first === undefined) return isTorn(line) ? [{ read: undefined, text: line }] : NONE;
    if (first > BEFORE) return NONE;
    const pieces: Piece[] = [];
    const prefix = first === 0 ? '' : line.slice(0, first);
    if (prefix !== '' && isTorn(prefix, true)) pieces.push({ read: undefined, text: prefix });
    const origin = this.#originOf(prefix);
    for (let start = first; start < line.length; ) {
      const end = FAMILY.exec(line)?.index ?? line.length;
      const text = line.slice(start, end);
      const read = this.#segment(text, origin, { begins: start === 0, last: end === line.length });
      if (read !== undefined && read !== 'torn') this.#seen(origin);
      if (read !== undefined) pieces.push({ read: read === 'torn' ? undefined : read, text: start === first ? prefix + text : text });
      start = end;
    }
    return pieces;
  }

  /** Where a line is from, which is where the one before is from if other output stands in front of the event. */
  #originOf(prefix: string): Origin {
    if (prefix === '') return NOWHERE;
    if (/\w$/.test(prefix)) return this.#last;
    const found = originOf(prefix);
    return this.#bare && found.process !== '' && found.thread === undefined && !TOOLS.test(prefix) ? this.#last : found;
  }

  #seen(origin: Origin): void {
    this.#last = origin;
    this.#bare ||= origin.process === '' && origin.thread === undefined;
  }

  /** What begins with what may be a name. */
  #segment(
    text: string,
    origin: Origin,
    { begins, last }: { readonly begins: boolean; readonly last: boolean },
  ): Traced | Damaged | 'torn' | undefined {
    NAME.lastIndex = 0;
    const name = NAME.exec(text)?.[0] ?? '';
    const told = text.slice(name.length);
    const event = eventNamed(name);
    // One that tells nothing which is looked at.
    if (event === undefined) {
      const before = this.#shapes.see(name, told);
      if (before === 'so') return undefined;
      return before === 'otherwise' || isTornName(name, told) || PARTS.test(told) || (begins && isJoined(told)) ? 'torn' : undefined;
    }
    // Its name alone, in a list or a command.
    if (isJoined(told)) return begins ? 'torn' : undefined;
    const found = valuesIn(event, told);
    // Another QEMU may tell more, but then each time.
    if (found === undefined || (found.others && this.#shapes.see(`${name} with others`, told.slice(0, found.end)) !== 'so'))
      return { damage: `${name} without all of its values`, ...origin };
    const more = told.slice(found.end).trim();
    if (more !== '' && (!last || this.#shapes.see(name, more) !== 'so')) return { damage: `${name} with more than its values`, ...origin };
    return { event, values: found.values, ...origin };
  }
}

/** Whether something stands directly behind a name. */
function isJoined(told: string): boolean {
  return told !== '' && !told.startsWith(' ');
}

/** What an event tells in the rest of its line. */
interface Told {
  readonly values: EventValues;
  /** Where the last value ends. */
  readonly end: number;
  /** There are other values between them. */
  readonly others: boolean;
}

/** The values of an event; nothing if one is missing. */
function valuesIn({ parameters }: TraceEvent, text: string): Told | undefined {
  const values: Record<string, bigint | string | undefined> = {};
  let rest = text;
  let end = 0;
  let known = 0;
  for (const parameter of parameters) {
    const found = patternOf(parameter).exec(rest);
    const value = found?.[1];
    if (found === null || value === undefined) {
      if (parameter.optional) continue;
      return undefined;
    }
    values[parameter.name] = parameter.written === 'word' ? value : numberOf(value, parameter.written);
    known += signsOf(parameter);
    const behind = found.index + found[0].length;
    end = Math.max(end, text.length - rest.length + behind);
    // Names that stand twice in a line stand in the order of the parameters.
    if (parameter.before === ':' || parameter.before.endsWith(': ')) rest = rest.slice(behind - parameter.after.length);
  }
  return { values, end, others: numbersIn(text, end) > known };
}

const EQUALS = 0x3d;
const COLON = 0x3a;
const SPACE = 0x20;

/** Values that a text has at most: signs that stand before one. */
function signsIn(text: string): number {
  return text.split(/[=:]/).length - 1;
}

const signs = new Map<Parameter, number>();

function signsOf(parameter: Parameter): number {
  const known = signs.get(parameter) ?? signsIn(parameter.before) + signsIn(parameter.after);
  signs.set(parameter, known);
  return known;
}

/** Values that a text has at least: signs that a number or a bracket is behind. */
function numbersIn(text: string, end: number): number {
  let count = 0;
  for (let index = 0; index < end; index++) {
    const code = text.charCodeAt(index);
    if (code !== EQUALS && code !== COLON) continue;
    const next = text.charCodeAt(text.charCodeAt(index + 1) === SPACE ? index + 2 : index + 1);
    // From ( to 9: digits, a sign and a bracket.
    if (next >= 0x28 && next <= 0x39) count += 1;
  }
  return count;
}

function numberOf(text: string, written: Parameter['written']): bigint {
  if (text === '(nil)') return 0n;
  if (written === 'bare hex') return BigInt(`0x${text}`);
  return text.startsWith('-') ? -BigInt(text.slice(1)) : BigInt(text);
}

function patternOf(parameter: Parameter): RegExp {
  const known = patterns.get(parameter);
  if (known !== undefined) return known;
  const { after, before, written } = parameter;
  // A request's result is the last thing of its line.
  const end = before === '(' && written === 'decimal' ? '\\s*$' : '';
  const begin = /^\w/.test(before) ? '(?<![\\w.])' : '';
  const made = new RegExp(
    `${begin}${escaped(before).replace(/ $/, ' ?')}(${VALUES[written]})${escaped(after)}${end || (after === '' ? '(?![\\w])' : '')}`,
  );
  patterns.set(parameter, made);
  return made;
}

function escaped(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
}

/** An event as QEMU writes it in a log. */
export function lineOf({ event, values }: Pick<Traced, 'event' | 'values'>): string {
  const told = event.parameters.flatMap((parameter) => {
    const value = values[parameter.name];
    return value === undefined ? [] : [`${parameter.before}${writtenAs(parameter, value)}${parameter.after}`];
  });
  return `${event.name} ${told.join(' ')}`.replaceAll(' :', ':').replaceAll('] ] ', '] ');
}

function writtenAs({ written }: Parameter, value: bigint | string): string {
  if (typeof value === 'string') return value;
  if (written === 'hex') return `0x${value.toString(16)}`;
  return written === 'bare hex' ? value.toString(16).toUpperCase().padStart(4, '0') : value.toString();
}
