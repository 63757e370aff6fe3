import { type EventValues, eventNamed, type Parameter, type TraceEvent } from '../events';
import { originOf } from './origin';
import type { Damaged, Traced } from './traced';

/** An event's name, where words begin: QEMU writes it first, or after the time; services put their own before. */
const NAME = /(?:^|[\s:\]])((?:tegra241_cmdqv|smmuv3|iommufd)_[a-z0-9_]+)(?= |$)/;
/** Where the name has to be: what comes later is told by something else. */
const BEFORE = 200;
const VALUES: Record<Parameter['written'], string> = {
  hex: '0[xX][0-9a-fA-F]+|\\(nil\\)|0',
  'bare hex': '[0-9A-Fa-f]+',
  decimal: '-?\\d+',
  word: '[A-Za-z0-9_-]+',
};

const patterns = new Map<Parameter, RegExp>();

/** What a line of a trace tells; nothing if it is no event of the stack. */
export function eventIn(line: string): Traced | Damaged | undefined {
  const found = NAME.exec(line.length > BEFORE * 2 ? line.slice(0, BEFORE * 2) : line);
  const name = found?.[1];
  if (found === null || name === undefined) return undefined;
  const at = found.index + found[0].length;
  if (at - name.length > BEFORE) return undefined;
  const prefix = line.slice(0, at - name.length);
  const origin = originOf(prefix);
  const event = eventNamed(name);
  // One that tells nothing which is looked at.
  if (event === undefined) return undefined;
  const values = valuesIn(event, line.slice(at));
  return values === undefined ? { damage: `${name} without all of its values`, ...origin } : { event, values, ...origin };
}

/** The values of an event in the rest of its line; nothing if one is missing. */
function valuesIn({ parameters }: TraceEvent, text: string): EventValues | undefined {
  const values: Record<string, bigint | string | undefined> = {};
  let rest = text;
  for (const parameter of parameters) {
    const found = patternOf(parameter).exec(rest);
    const value = found?.[1];
    if (found === null || value === undefined) {
      if (parameter.optional) continue;
      return undefined;
    }
    values[parameter.name] = parameter.written === 'word' ? value : numberOf(value, parameter.written);
    // Names that stand twice in a line stand in the order of the parameters.
    if (parameter.before === ':' || parameter.before.endsWith(': '))
      rest = rest.slice(found.index + found[0].length - parameter.after.length);
  }
  return values;
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
