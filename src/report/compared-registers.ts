import { TEGRA241 } from '../machine';
import type { Failure } from '../run/outcome';
import { type Field, fieldNamed, GUEST_MAP, physicalMap, type Register } from '../tables/registers';

/** A register of which a failure says what it should hold and what it does. */
export interface ComparedRegister {
  readonly register: Register;
  readonly expected: bigint;
  readonly actual: bigint;
}

/** Comparisons that are drawn of one failure. */
const MOST = 3;

const VALUE = '(0x[0-9a-f]+|\\d+)(?: \\([^)]*\\))?';

/** In each of them: the register's name, perhaps a field, and two values; whether the first one is what was expected. */
const SAYINGS: readonly (readonly [pattern: RegExp, expectedFirst: boolean])[] = [
  [new RegExp(`\\b([A-Z][A-Z0-9_]+)(?:\\.([A-Z][A-Z0-9_]+))? reads ${VALUE}, (?:not|neither) ${VALUE}`, 'g'), false],
  [new RegExp(`\\bthe read of ([A-Z][A-Z0-9_]+)() gave ${VALUE}, not ${VALUE}`, 'g'), false],
  [new RegExp(`\\b([A-Z][A-Z0-9_]+)()(?: of [^:]+)?: ${VALUE} became ${VALUE}`, 'g'), true],
];

const ACCESS = new RegExp(`\\b(read|write) ([A-Z][A-Z0-9_]+) = ${VALUE}`);

/** The registers that a failure compares, from the words in which it does. */
export function comparedRegisters({
  actual,
  expected,
  message,
}: Pick<Failure, 'actual' | 'expected' | 'message'>): readonly ComparedRegister[] {
  const found = new Map<string, ComparedRegister>();
  const add = (name: string, field: string, wanted: string, seen: string) => {
    const register = GUEST_MAP.named(name) ?? physicalMap(TEGRA241).named(name);
    const known = found.get(name);
    if (register === undefined || (known === undefined && found.size === MOST)) return;
    if (field === '') {
      if (known === undefined && wanted !== seen) found.set(name, { register, expected: BigInt(wanted), actual: BigInt(seen) });
    } else if (register.fields.some((one) => one.name === field)) {
      found.set(name, withField(known ?? wholeTold(register, field, BigInt(seen), actual), field, BigInt(wanted)));
    }
  };
  for (const text of [message, ...actual])
    for (const [pattern, expectedFirst] of SAYINGS)
      for (const [, name = '', field = '', first = '0', second = '0'] of text.matchAll(pattern))
        add(name, field, expectedFirst ? first : second, expectedFirst ? second : first);
  for (const [place, wanted] of expected.entries()) {
    const [, verb, name = '', value = '0'] = ACCESS.exec(wanted) ?? [];
    const [, sameVerb, sameName, seen = '0'] = ACCESS.exec(actual[place] ?? '') ?? [];
    if (verb !== undefined && verb === sameVerb && name === sameName) add(name, '', value, seen);
  }
  return [...found.values()].filter((one) => one.expected !== one.actual);
}

/** The whole register as a failure tells it that is about one field; as expected for now. */
function wholeTold(register: Register, field: string, seen: bigint, told: readonly string[]): ComparedRegister {
  const whole = told.flatMap((line) => new RegExp(`\\b${register.name} = ${VALUE}`).exec(line)?.[1] ?? [])[0];
  const value = whole === undefined ? withBits(0n, fieldNamed(register, field), seen) : BigInt(whole);
  return { register, expected: value, actual: value };
}

function withField(compared: ComparedRegister, field: string, wanted: bigint): ComparedRegister {
  return { ...compared, expected: withBits(compared.expected, fieldNamed(compared.register, field), wanted) };
}

/** The value with the field replaced; words may tell more than the field holds, so what does not fit is left out. */
function withBits(value: bigint, { high, inPlace, low }: Field, part: bigint): bigint {
  const mask = ((1n << BigInt(high - low + 1)) - 1n) << BigInt(low);
  return (value & ~mask) | ((inPlace === true ? part : part << BigInt(low)) & mask);
}
