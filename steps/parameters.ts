import { type AccessWidth, type Errno, isStatus } from '../src/ports';
import { type IdField, isIdField } from '../src/tables/smmu';
import { defineParameterType } from './cucumber';

/** What a write carries or a read gives: a number, or named fields. */
export type Content =
  | { readonly kind: 'number'; readonly value: bigint }
  | {
      readonly kind: 'fields';
      readonly fields: Readonly<Record<string, bigint>>;
      /** Fields for which a letter stands: what the host chose, the same wherever the letter is. */
      readonly letters: Readonly<Record<string, string>>;
    };

/** `name=value` pairs as written, in order. */
export type Assignments = ReadonlyMap<string, string>;

/** ID registers or fields of them, by name, with what they read. */
export type IdChanges = readonly (readonly [string, bigint])[];

/** The four preconditions of an allocation. */
export type Precondition = 'BASE' | 'ALLOC' | 'CMDQV_EN' | 'ENABLE';

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

/** Stands for a number that the host chose. */
const LETTER = /^[A-Z]$/;

/** Reads a register content: a number, or fields by name. */
export function parseContent(text: string): Content {
  if (!text.includes('=')) return { kind: 'number', value: parseNumber(text) };
  const given = [...parseAssignments(text)];
  const isLetter = ([, value]: readonly [string, string]) => LETTER.test(value);
  const fields = given.filter((pair) => !isLetter(pair)).map(([name, value]) => [name, parseNumber(value)] as const);
  return { kind: 'fields', fields: Object.fromEntries(fields), letters: Object.fromEntries(given.filter(isLetter)) };
}

/** The guest in the only VM, which may be at one of its SMMUs, or in one of two VMs. */
defineParameterType({
  name: 'guest',
  regexp: /the guest at smmu[01]|the guest|guest [AB]/,
  transformer: (text: string) => (text.startsWith('the guest') ? text.replace('the guest', 'VM') : `VM ${text.slice(-1)}`),
});

/** The only VM, which may be at one of its SMMUs, or one of two, as its VMM sees it. */
defineParameterType({
  name: 'vm',
  regexp: /the VM at smmu[01]|the VM|VM [AB]/,
  transformer: (text: string) => text.replace(/^the VM/, 'VM'),
});

/** A register by its name in the register table, VINTF and vCMDQ number included. */
defineParameterType({ name: 'register', regexp: /[A-Z][A-Z0-9]*_[A-Z0-9_]+/, transformer: (text: string) => text });

/** A field of a register, behind a full stop. */
defineParameterType({ name: 'field', regexp: /[A-Z][A-Z0-9]*_[A-Z0-9_]+\.[A-Z0-9_]+/, transformer: (text: string) => text });

/** A number, decimal or hexadecimal; underscores in it are for the eye. */
defineParameterType({ name: 'number', regexp: /0x[0-9a-fA-F_]+|[0-9]+/, transformer: parseNumber });

/**
 * What a register holds: a number, or fields by name. In what is seen, a letter stands for a number that the host chose:
 * the same letter for the same number, another letter for another, and none for 0.
 */
defineParameterType({
  name: 'content',
  regexp:
    /0x[0-9a-fA-F_]+|[0-9]+|[A-Z][A-Z0-9_]*=(?:0x[0-9a-fA-F_]+|[0-9]+|[A-Z]\b)(?:, [A-Z][A-Z0-9_]*=(?:0x[0-9a-fA-F_]+|[0-9]+|[A-Z]\b))*/,
  transformer: parseContent,
});

/** How many bytes an access moves. */
defineParameterType({
  name: 'width',
  regexp: /1-byte|2-byte|4-byte|8-byte/,
  transformer: (text: string): AccessWidth => {
    const width = Number(text[0]);
    return width === 1 || width === 2 || width === 8 ? width : 4;
  },
});

/** Members, arguments or fields with a value each; the sentence tells what a value may be. */
defineParameterType({
  name: 'assignments',
  regexp: /[a-zA-Z_0-9]+=[^,\s]+(?:, [a-zA-Z_0-9]+=[^,\s]+)*/,
  transformer: parseAssignments,
});

/** ID registers of an SMMU, or fields of them behind a full stop, with what they read. */
defineParameterType({
  name: 'identification',
  regexp:
    /(?:IDR[0-5]|IIDR|AIDR)(?:\.[A-Za-z0-9_]+)?=(?:0x[0-9a-fA-F_]+|[0-9]+)(?:, (?:IDR[0-5]|IIDR|AIDR)(?:\.[A-Za-z0-9_]+)?=(?:0x[0-9a-fA-F_]+|[0-9]+))*/,
  transformer: (text: string): IdChanges => [...parseAssignments(text)].map(([name, value]) => [name, parseNumber(value)] as const),
});

/** A field of an ID register of an SMMU, behind a full stop. */
defineParameterType({
  name: 'idField',
  regexp: /(?:IDR[0-5]|IIDR|AIDR)\.[A-Za-z0-9_]+/,
  transformer: (text: string): IdField => {
    if (!isIdField(text)) throw new RangeError(`no ID register has a field ${text}`);
    return text;
  },
});

/** A name: of a device, a file or an object of the scenario. */
defineParameterType({ name: 'name', regexp: /[a-zA-Z][a-zA-Z0-9_-]*/, transformer: (text: string) => text });

/** An errno of Linux. */
defineParameterType({
  name: 'errno',
  regexp: /E[A-Z0-9]+/,
  transformer: (text: string): Errno => {
    if (!isStatus(text) || text === 'OK') throw new RangeError(`the suite knows no errno ${text}`);
    return text;
  },
});

/** An ioctl of iommufd or VFIO without its prefix, or another system call. */
defineParameterType({
  name: 'request',
  regexp: /[A-Z][A-Z0-9]*_[A-Z0-9_]+|DESTROY|MMAP|MUNMAP|OPEN|CLOSE/,
  transformer: (text: string) => text,
});

/** An SMMU command by name, with those of its fields that are not 0; or an opcode alone. */
defineParameterType({
  name: 'command',
  regexp: /0x[0-9a-fA-F]{2}|[A-Z][A-Z0-9_]+(?: [A-Za-z]+=(?:0x[0-9a-fA-F]+|[0-9]+))*/,
  transformer: (text: string) => text,
});

/** Some of the four preconditions of an allocated vCMDQ, in the order in which they become true. */
defineParameterType({
  name: 'preconditions',
  regexp: /(?:BASE|ALLOC|CMDQV_EN|ENABLE)(?:, (?:BASE|ALLOC|CMDQV_EN|ENABLE))*/,
  transformer: (text: string) => text.split(', ') as Precondition[],
});

/** A small number in words. */
defineParameterType({
  name: 'times',
  regexp: /no|one|two|three|four/,
  transformer: (text: string) => ['no', 'one', 'two', 'three', 'four'].indexOf(text),
});
