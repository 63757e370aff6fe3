import { BitFields } from '../../pictures/bit-fields';
import { Scroll } from '../../pictures/scroll';
import {
  DIRECT_PAGE0,
  DIRECT_PAGE1,
  GLOBAL_REGISTERS,
  PAGE_BYTES,
  type RegisterDefinition,
  SLOT_STRIDE,
  VCMDQ_PAGE0_REGISTERS,
  VCMDQ_PAGE1_REGISTERS,
  VINTF_BASE,
  VINTF_PAGE0,
  VINTF_REGISTERS,
} from '../../tables/registers';
import { NamingClauses } from '../clause-text';
import { type BookContent, clausesNaming } from '../content';
import { Made, type Page } from '../page';
import { PLACES } from '../places';

/** A block of the register table. */
interface Block {
  readonly id: string;
  readonly title: string;
  /** Where its first copy is, in words. */
  readonly at: readonly string[];
  readonly registers: readonly RegisterDefinition[];
  /** What stands before a register's name in text, as a pattern. */
  readonly prefix: string;
}

const BLOCKS: readonly Block[] = [
  { id: 'global', title: 'Config page: the whole block', at: ['0x00000'], registers: GLOBAL_REGISTERS, prefix: '' },
  { id: 'vintf', title: 'Config page: VINTF0', at: [hex(VINTF_BASE)], registers: VINTF_REGISTERS, prefix: 'VINTF(?:\\d+|_|i|v)?_?' },
  {
    id: 'page0',
    title: 'Page 0 of a vCMDQ',
    at: [`direct: ${hex(DIRECT_PAGE0)} + ${hex(SLOT_STRIDE)}·i`, `VINTF0: ${hex(VINTF_PAGE0)} + ${hex(SLOT_STRIDE)}·i`],
    registers: VCMDQ_PAGE0_REGISTERS,
    prefix: '(?:VINTF\\d*_)?L?VCMDQ(?:\\d+|_|i)?_?',
  },
  {
    id: 'page1',
    title: 'Page 1 of a vCMDQ',
    at: [`direct: ${hex(DIRECT_PAGE1)} + ${hex(SLOT_STRIDE)}·i`, `VINTF0: ${hex(VINTF_PAGE0 + PAGE_BYTES)} + ${hex(SLOT_STRIDE)}·i`],
    registers: VCMDQ_PAGE1_REGISTERS,
    prefix: '(?:VINTF\\d*_)?L?VCMDQ(?:\\d+|_|i)?_?',
  },
];

const ALL = BLOCKS.flatMap(({ registers }) => registers);

/** Every register, bit by bit, with the clauses that name it. */
export function registersPage(content: BookContent, map: string): Page {
  return {
    path: PLACES.registers,
    title: 'Registers',
    contents: BLOCKS.flatMap((block) =>
      block.registers.map((register) => ({ id: anchorOf(block, register), text: nameOf(block, register) })),
    ),
    body: (root) => (
      <>
        <Made html={map} />
        {BLOCKS.map((block) => (
          <section key={block.id}>
            <h2 id={block.id}>{block.title}</h2>
            <p class="soft">{block.at.join('; ')}</p>
            {block.registers.map((register) => (
              <RegisterSection key={register.name} block={block} register={register} content={content} root={root} />
            ))}
          </section>
        ))}
      </>
    ),
  };
}

interface RegisterProps {
  readonly block: Block;
  readonly register: RegisterDefinition;
  readonly content: BookContent;
  readonly root: string;
}

function RegisterSection({ block, content: { catalogue }, register, root }: RegisterProps) {
  const { access, count, fields, offset, reset = 0n, width } = register;
  const name = nameOf(block, register);
  const clauses = clausesNaming(catalogue, patternsOf(block, register));
  const distance = width / 8;
  return (
    <section class="register" id={anchorOf(block, register)}>
      <h3>{name}</h3>
      <p class="soft">
        {count === undefined ? `+${hex(offset)}` : `${count} of them from +${hex(offset)} to +${hex(offset + (count - 1) * distance)}`};{' '}
        {width} bits; {access === 'RW' ? 'read and write' : 'read-only'}; out of reset {hex(Number(reset))}
      </p>
      <Scroll label={`Bits of ${name}`}>
        <BitFields
          title={`${name}: ${fields.map((field) => `${field.name} [${field.high}:${field.low}]`).join(', ')}`}
          width={width}
          fields={fields}
        />
      </Scroll>
      <NamingClauses catalogue={catalogue} clauses={clauses} root={root} />
    </section>
  );
}

/** The register in words that only it has: its full name, its name if no other register has it, and its fields' long names. */
function patternsOf({ prefix }: Block, register: RegisterDefinition): readonly RegExp[] {
  const { fields, name } = register;
  const alone = ALL.filter((other) => other.name === name).length === 1;
  const own = fields.filter(
    (field) => field.name.includes('_') && ALL.every((other) => other === register || !other.fields.some((one) => one.name === field.name)),
  );
  const named = `${alone ? `(?:${prefix})?` : prefix}${name}(?:_[LHi0-9]+|\\(s\\))?`;
  return [named, ...own.map((field) => field.name)].map((word) => new RegExp(`(?<![A-Z0-9_])${word}(?![A-Z0-9_])`));
}

function nameOf({ id }: Block, { name }: RegisterDefinition): string {
  if (id === 'global') return name;
  return id === 'vintf' ? `VINTF0_${name}` : `VCMDQi_${name}`;
}

function anchorOf(block: Block, register: RegisterDefinition): string {
  return nameOf(block, register);
}

function hex(value: number): string {
  return `0x${value.toString(16)}`;
}
