import { type AccessWidth, type Errno, isStatus } from '../src/ports';
import { defineParameterType } from './cucumber';

/** What a write carries or a read gives: a number, or named fields. */
export type Content =
  | { readonly kind: 'number'; readonly value: bigint }
  | { readonly kind: 'fields'; readonly fields: Readonly<Record<string, bigint>> };

/** `name=value` pairs as written, in order. */
export type Assignments = ReadonlyMap<string, string>;

/** The four preconditions of an allocation. */
export type Precondition = 'BASE' | 'ALLOC' | 'CMDQV_EN' | 'ENABLE';

const NUMBER = '0x[0-9a-fA-F_]+|[0-9]+';

/** Reads a number as scenarios write it: decimal, or hexadecimal with optional underscores. */
export function parseNumber(text: string): bigint {
  if (!/^(0x[0-9a-fA-F_]+|[0-9]+)$/.test(text)) throw new RangeError(`'${text}' is not a number`);
  return BigInt(text.replaceAll('_', ''));
}

/** Reads `A=1, B=0x2`. */
export function parseAssignments(text: string): Assignments {
  const pairs = text
    .split(',')
    .map((part) => part.trim())
    .filter((part) => part !== '')
    .map((part) => {
      const at = part.indexOf('=');
      if (at < 1) throw new RangeError(`'${part}' is not of the form NAME=VALUE`);
      return [part.slice(0, at), part.slice(at + 1)] as const;
    });
  return new Map(pairs);
}

/** Reads a register content: a number, or fields by name. */
export function parseContent(text: string): Content {
  if (!text.includes('=')) return { kind: 'number', value: parseNumber(text) };
  const fields = [...parseAssignments(text)].map(([name, value]) => [name, parseNumber(value)] as const);
  return { kind: 'fields', fields: Object.fromEntries(fields) };
}

defineParameterType({
  name: 'guest',
  regexp: /the guest|guest [AB]/,
  transformer: (text: string) => (text === 'the guest' ? 'VM' : `VM ${text.slice(-1)}`),
});
defineParameterType({
  name: 'vm',
  regexp: /the VM|VM [AB]/,
  transformer: (text: string) => (text === 'the VM' ? 'VM' : text),
});
defineParameterType({ name: 'register', regexp: /[A-Z][A-Z0-9]*_[A-Z0-9_]+/, transformer: (text: string) => text });
defineParameterType({ name: 'field', regexp: /[A-Z][A-Z0-9]*_[A-Z0-9_]+\.[A-Z0-9_]+/, transformer: (text: string) => text });
defineParameterType({ name: 'number', regexp: new RegExp(NUMBER), transformer: parseNumber });
defineParameterType({
  name: 'content',
  regexp: new RegExp(`${NUMBER}|[A-Z][A-Z0-9_]*=(?:${NUMBER})(?:, [A-Z][A-Z0-9_]*=(?:${NUMBER}))*`),
  transformer: parseContent,
});
defineParameterType({
  name: 'width',
  regexp: /1-byte|2-byte|4-byte|8-byte/,
  transformer: (text: string): AccessWidth => {
    const width = Number(text[0]);
    return width === 1 || width === 2 || width === 8 ? width : 4;
  },
});
defineParameterType({
  name: 'assignments',
  regexp: /[a-zA-Z_0-9]+=[^,\s]+(?:, [a-zA-Z_0-9]+=[^,\s]+)*/,
  transformer: parseAssignments,
});
defineParameterType({ name: 'name', regexp: /[a-zA-Z][a-zA-Z0-9_-]*/, transformer: (text: string) => text });
defineParameterType({
  name: 'errno',
  regexp: /E[A-Z0-9]+/,
  transformer: (text: string): Errno => {
    if (!isStatus(text) || text === 'OK') throw new RangeError(`the suite knows no errno ${text}`);
    return text;
  },
});
defineParameterType({
  name: 'request',
  regexp: /[A-Z][A-Z0-9]*_[A-Z0-9_]+|DESTROY|MMAP|MUNMAP|OPEN|CLOSE/,
  transformer: (text: string) => text,
});
defineParameterType({
  name: 'command',
  regexp: /0x[0-9a-fA-F]{2}|[A-Z][A-Z0-9_]+(?: [A-Za-z]+=(?:0x[0-9a-fA-F]+|[0-9]+))*/,
  transformer: (text: string) => text,
});
defineParameterType({
  name: 'preconditions',
  regexp: /(?:BASE|ALLOC|CMDQV_EN|ENABLE)(?:, (?:BASE|ALLOC|CMDQV_EN|ENABLE))*/,
  transformer: (text: string) => text.split(', ') as Precondition[],
});
defineParameterType({
  name: 'times',
  regexp: /no|one|two|three|four/,
  transformer: (text: string) => ['no', 'one', 'two', 'three', 'four'].indexOf(text),
});
