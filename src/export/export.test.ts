import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, describe, it } from 'node:test';
import { parse } from 'csv-parse/sync';
import { PACKAGE_ROOT } from '../package';
import { schemaValidator } from '../schema-validator';
import { loadSuite } from '../specification/suite';
import { COMMANDS } from '../tables/commands';
import {
  type Field,
  GLOBAL_REGISTERS,
  physicalMap,
  type Register,
  type RegisterDefinition,
  VCMDQ_PAGE0_REGISTERS,
  VCMDQ_PAGE1_REGISTERS,
  VINTF_REGISTERS,
} from '../tables/registers';
import { REQUESTS } from '../tables/uapi';
import { toCHeader } from './c-header';
import { toCsv } from './csv';
import { exported } from './exported';
import { PARTS, type Part } from './parts';
import { toRustModule } from './rust-module';

const { catalogue } = loadSuite();
const suite = { name: 'cmdqv-conformance', version: '1' };
const whole = exported(suite, catalogue.clauses, PARTS);
const directory = mkdtempSync(join(tmpdir(), 'cmdqv-export-'));
after(() => rmSync(directory, { recursive: true }));

const has = (program: string) => spawnSync(program, ['--version'], { stdio: 'ignore' }).status === 0;
const write = (name: string, text: string) => {
  const file = join(directory, name);
  writeFileSync(file, text);
  return file;
};
function succeed(program: string, words: readonly string[]): string {
  const { status, stderr, stdout } = spawnSync(program, words, { cwd: directory, encoding: 'utf8', maxBuffer: 1 << 26 });
  assert.equal(status, 0, `${program} ${words.join(' ')}\n${stderr}`);
  return stdout;
}

const BLOCKS: readonly (readonly [string, readonly RegisterDefinition[]])[] = [
  ['', GLOBAL_REGISTERS],
  ['VINTF_', VINTF_REGISTERS],
  ['VCMDQ_', [...VCMDQ_PAGE0_REGISTERS, ...VCMDQ_PAGE1_REGISTERS]],
];

/** A value that an export has to have, under its name in C and in Rust, and the bits of its type. */
interface Expected {
  readonly c: string;
  readonly rust: string;
  readonly value: bigint;
  readonly width: 32 | 64;
}

/** What the tables say, worked out from them alone. */
function expectations(): Expected[] {
  const all: Expected[] = [];
  const add = (prefix: string, part: Part, group: string, name: string, value: bigint | number, width: 32 | 64 = 32) =>
    all.push({ c: `${prefix}${group}_${name}`, rust: `${part}::${group.toLowerCase()}::${name}`, value: BigInt(value), width });
  const bits = ({ high, low }: Field) => Array.from({ length: high - low + 1 }, (_, at) => 1n << BigInt(low + at)).reduce((a, b) => a | b);
  for (const [block, registers] of BLOCKS) {
    for (const { count, fields, name, offset, reset = 0n, width } of registers) {
      const own = (what: string, value: bigint | number, size?: 32 | 64) => add('TEGRA241_', 'registers', block + name, what, value, size);
      own('OFFSET', offset);
      own('RESET', reset, width);
      if (count !== undefined) own('COUNT', count);
      for (const field of fields) {
        own(`${field.name}_MASK`, bits(field), width);
        own(`${field.name}_SHIFT`, field.inPlace ? 0 : field.low);
      }
    }
  }
  for (const { fields, name, opcode } of COMMANDS) {
    const own = (what: string, value: bigint | number, size?: 32 | 64) =>
      add('SMMUV3_CMD_', 'commands', name.replace('CMD_', ''), what, value, size);
    own('OPCODE', opcode, 64);
    for (const { high, inPlace, low, name: field, word } of fields) {
      own(`${field.toUpperCase()}_WORD`, word);
      own(`${field.toUpperCase()}_MASK`, bits({ name, high, low }), 64);
      own(`${field.toUpperCase()}_SHIFT`, inPlace ? 0 : low);
    }
  }
  for (const { minimum, name, number, structure } of REQUESTS) {
    const own = (what: string, value: number) => add('CMDQV_', 'uapi', name.startsWith('VFIO') ? name : `IOMMU_${name}`, what, value);
    own('NUMBER', number);
    own('BYTES', structure.bytes);
    own('MINIMUM', minimum);
  }
  return all;
}

/** The formula by which an export finds a register of a physical region, in a language that calls functions as C does. */
function formula(
  { definition: { name }, element, half, place }: Register,
  offset: (register: string) => string,
  at: (call: string) => string,
) {
  const [base, register] =
    place.kind === 'global'
      ? ['0', name]
      : place.kind === 'vintf'
        ? [at(`VINTF(${place.vintf})`), `VINTF_${name}`]
        : place.kind === 'direct'
          ? [at(`VCMDQ_PAGE${place.page}(${place.slot})`), `VCMDQ_${name}`]
          : [at(`LVCMDQ_PAGE${place.page}(${place.vintf}, ${place.slot})`), `VCMDQ_${name}`];
  const stride = element === 0 ? '' : ` + ${element} * ${offset(register).replace('OFFSET', 'STRIDE')}`;
  return `${base} + ${offset(register)}${stride}${half === 'high' ? ' + 4' : ''}`;
}

const registers = physicalMap({ version: 1, vcmdqsLog2: 2, vintfsLog2: 1, sidsLog2: 4 }).registers.filter(
  ({ definition: { name }, element }) => element < 3 || name !== 'CMDQ_ALLOC_MAP',
);

describe('the C header', () => {
  const program = [
    '#include <stdio.h>',
    '#include "cmdqv.h"',
    '#define ROW(id, level, layer, title) #level " " #layer " " id " " title "\\n"',
    'int main(void) {',
    ...expectations().map(({ c }) => `  printf("%s %u 0x%llx\\n", "${c}", (unsigned)sizeof(${c}) * 8, (unsigned long long)${c});`),
    ...registers.map((register) => {
      const offset = formula(
        register,
        (name) => `TEGRA241_${name}_OFFSET`,
        (call) => `TEGRA241_${call}`,
      );
      return `  printf("%s 0x%x\\n", "${register.name}", ${offset});`;
    }),
    '  static const char *const clauses[] = {',
    '#define TITLE(id, level, layer, title) id " " #level " " #layer " " title,',
    '    CMDQV_CLAUSES(TITLE)',
    '  };',
    '  for (size_t i = 0; i < sizeof(clauses) / sizeof(*clauses); i++) puts(clauses[i]);',
    '  return 0;',
    '}',
    '',
  ].join('\n');
  const told = () =>
    [
      ...expectations().map(({ c, value, width }) => `${c} ${width} 0x${value.toString(16)}`),
      ...registers.map(({ name, offset }) => `${name} 0x${offset.toString(16)}`),
      ...catalogue.clauses.map(({ id, layer, level, title }) => `${id} ${level} ${layer} ${title}`),
      '',
    ].join('\n');

  for (const [compiler, flags, file] of [
    ['cc', ['-std=c11'], 'check.c'],
    ['g++', ['-std=c++11'], 'check.cc'],
  ] as const) {
    it(`has what the tables say, by ${compiler}`, { skip: has(compiler) ? false : `there is no ${compiler}` }, () => {
      write('cmdqv.h', toCHeader(whole));
      const built = join(directory, `${file}.out`);
      succeed(compiler, [...flags, '-Wall', '-Wextra', '-Werror', '-pedantic', '-O0', '-o', built, write(file, program)]);
      assert.equal(succeed(built, []), told());
    });
  }

  it('says each name once, and of each name of the tables all', () => {
    const names = [...toCHeader(whole).matchAll(/^#define (TEGRA241_\w+|SMMUV3_\w+|CMDQV_(?:IOMMU|VFIO)_\w+)/gm)].map(([, name]) => name);
    assert.equal(new Set(names).size, names.length);
    for (const { c } of expectations()) assert.ok(names.includes(c), c);
  });

  it('of one part goes with that of another', { skip: has('cc') ? false : 'there is no cc' }, () => {
    for (const part of PARTS) write(`${part}.h`, toCHeader(exported(suite, catalogue.clauses, [part])));
    const all = PARTS.flatMap((part) => [`#include "${part}.h"`, `#include "${part}.h"`]);
    succeed('cc', ['-std=c11', '-Wall', '-Wextra', '-Werror', '-pedantic', '-fsyntax-only', write('all.c', `${all.join('\n')}\nint x;\n`)]);
  });
});

describe('the Rust module', () => {
  it('has what the tables say', { skip: has('rustc') ? false : 'there is no rustc' }, () => {
    write('cmdqv.rs', toRustModule(whole));
    const lines = [
      'mod cmdqv;',
      'use cmdqv::*;',
      ...expectations()
        // Offsets and sizes are added to addresses.
        .map(({ rust, value, width }) => {
          const type = /(?:OFFSET|BYTES|MINIMUM)$/.test(rust) ? 'u64' : `u${width}`;
          return `const _: () = { let value: ${type} = ${rust}; assert!(value == 0x${value.toString(16)}) };`;
        }),
      ...registers.map((register) => {
        const offset = formula(
          register,
          (name) => `registers::${name.toLowerCase()}::OFFSET`,
          (call) => `registers::${call.toLowerCase()}`,
        );
        return `const _: () = assert!(${offset} == ${register.offset});`;
      }),
      `const _: () = assert!(clauses::CLAUSES.len() == ${catalogue.clauses.length});`,
      'fn main() { for clause in clauses::CLAUSES { println!("{} {}", clause.id, clause.title); } }',
      '',
    ];
    const built = join(directory, 'check-rust');
    succeed('rustc', ['--edition', '2021', '-D', 'warnings', '-o', built, write('check.rs', lines.join('\n'))]);
    assert.equal(succeed(built, []), catalogue.clauses.map(({ id, title }) => `${id} ${title}\n`).join(''));
  });
});

describe('the JSON export', () => {
  const validate = schemaValidator(readFileSync(join(PACKAGE_ROOT, 'schemas', 'export.schema.json'), 'utf8'));

  it('keeps to its schema, whole and in parts', () => {
    for (const parts of [PARTS, ...PARTS.map((part) => [part])]) {
      const json: unknown = JSON.parse(JSON.stringify(exported(suite, catalogue.clauses, parts)));
      assert.ok(validate(json), JSON.stringify(validate.errors));
      assert.deepEqual(Object.keys(json as object), ['schemaVersion', 'suite', ...parts]);
    }
  });

  it('would not pass with a field that the schema does not know, or without one that it demands', () => {
    const [register] = whole.registers?.registers ?? [];
    const [command] = whole.commands?.commands ?? [];
    assert.ok(register !== undefined && command !== undefined);
    const withRegister = (one: object) => ({ ...whole, registers: { ...whole.registers, registers: [one] } });
    assert.ok(validate(withRegister(register)));
    assert.ok(!validate(withRegister({ ...register, colour: 'red' })));
    const { access: _, ...less } = register;
    assert.ok(!validate(withRegister(less)));
    const fields = command.fields.map(({ word: _word, ...field }) => field);
    assert.ok(!validate({ ...whole, commands: { ...whole.commands, commands: [{ ...command, fields }] } }));
  });
});

describe('the CSV export', () => {
  const rows = (part: Part): Record<string, string>[] => parse(toCsv(exported(suite, catalogue.clauses, [part])), { columns: true });

  it('is read back as it was meant', () => {
    assert.deepEqual(
      rows('clauses').map(({ id, text }) => [id, text]),
      catalogue.clauses.map(({ id, text }) => [id, text]),
    );
    const definitions = BLOCKS.flatMap(([block, all]) => all.map((definition) => ({ ...definition, name: block + definition.name })));
    assert.deepEqual(
      rows('registers').map(({ field, high, low, offset, register }) => [register, Number(offset), field, Number(high), Number(low)]),
      definitions.flatMap(({ fields, name, offset }) => fields.map((field) => [name, offset, field.name, field.high, field.low])),
    );
    assert.deepEqual(
      rows('commands').map(({ command, field, opcode, word }) => [command, Number(opcode), field, word]),
      COMMANDS.flatMap(({ fields, name, opcode }) =>
        fields.length === 0 ? [[name, opcode, '', '']] : fields.map((field) => [name, opcode, field.name, String(field.word)]),
      ),
    );
    assert.deepEqual(
      rows('uapi')
        .filter(({ kind }) => kind === 'request')
        .map(({ member, number, offset, type }) => [Number(number), member, type, Number(offset)]),
      REQUESTS.flatMap(({ number, structure }) =>
        Object.entries(structure.members).map(([name, { offset, type }]) => [number, name, type, offset]),
      ),
    );
  });

  it('ends its lines as RFC 4180 has it, and quotes what has to be', () => {
    const [clause] = catalogue.clauses;
    assert.ok(clause !== undefined);
    const text = 'one "two", three\nfour';
    const csv = toCsv(exported(suite, [{ ...clause, text }], ['clauses']));
    assert.equal(csv.split('\r\n').length, 3);
    assert.equal((parse(csv, { columns: true }) as Record<string, string>[])[0]?.text, text);
  });
});
