import type { Clause } from '../specification/clauses/catalogue';
import { type Constant, type ConstantGroup, constantGroups } from './constants';
import type { Exported, ExportedStructure } from './exported';
import type { Part } from './parts';

const TITLES: Readonly<Record<Part, string>> = {
  registers: "The register map. A field's value is `(value & MASK) >> SHIFT`.",
  commands: "Commands of the SMMUv3. A field's value is `(words[WORD] & MASK) >> SHIFT`.",
  uapi: 'Requests of iommufd and VFIO.',
  clauses: 'The clauses of the specification.',
};

/** How to find a block's registers; arguments count from 0. */
const PLACES = `
/// Block of a VINTF.
pub const fn vintf(vintf: u64) -> u64 {
    VINTF_BASE + vintf * VINTF_STRIDE
}

/// Slot of the direct aperture, page 0.
pub const fn vcmdq_page0(slot: u64) -> u64 {
    DIRECT_PAGE0 + slot * SLOT_STRIDE
}

/// Slot of the direct aperture, page 1.
pub const fn vcmdq_page1(slot: u64) -> u64 {
    DIRECT_PAGE1 + slot * SLOT_STRIDE
}

/// Slot of a VINTF's page 0.
pub const fn lvcmdq_page0(vintf: u64, slot: u64) -> u64 {
    VINTF_PAGE0 + vintf * VINTF_PAGES_STRIDE + slot * SLOT_STRIDE
}

/// Slot of a VINTF's page 1.
pub const fn lvcmdq_page1(vintf: u64, slot: u64) -> u64 {
    lvcmdq_page0(vintf, slot) + PAGE_BYTES
}`.split('\n');

/** A module of constants, which needs no `std`, without warnings wherever it is included. */
export function toRustModule(whole: Exported): string {
  const { clauses, registers, suite, uapi } = whole;
  const groups = constantGroups(whole);
  const of = (part: Part) => groups.filter((group) => group.part === part).flatMap(module);
  const sections: readonly (readonly [Part, readonly string[]])[] = [
    ['registers', registers === undefined ? [] : [...of('registers'), ...PLACES]],
    ['commands', of('commands')],
    ['uapi', uapi === undefined ? [] : [...of('uapi'), ...structures([...uapi.requests.map(({ structure }) => structure), ...uapi.data])]],
    ['clauses', clauses === undefined ? [] : clauseList(clauses)],
  ];
  return [
    '// SPDX-License-Identifier: Apache-2.0',
    `//! NVIDIA Tegra241 CMDQ-V, written by ${suite.name} ${suite.version} from its tables: not to be edited.`,
    '#![allow(dead_code)]',
    ...sections.flatMap(([part, lines]) =>
      lines.length === 0 ? [] : ['', `/// ${TITLES[part]}`, `pub mod ${part} {`, ...indented(lines.slice(1)), '}'],
    ),
    '',
  ].join('\n');
}

/** The path that a constant has from the module on. */
export function rustPath({ name: group, part }: ConstantGroup, { name }: Constant): string {
  return [part, ...(group === '' ? [] : [group.toLowerCase()]), name].join('::');
}

function module({ about, constants, name }: ConstantGroup): string[] {
  const lines = constants.map((constant) => {
    const comment = constant.about === undefined ? '' : ` // ${constant.about}`;
    return `pub const ${constant.name}: ${TYPES[constant.kind]} = ${literal(constant)};${comment}`;
  });
  if (name === '') return ['', `// ${about}`, ...lines];
  return ['', `/// ${about}`, `pub mod ${name.toLowerCase()} {`, ...indented(lines), '}'];
}

const TYPES: Readonly<Record<Constant['kind'], string>> = { bits32: 'u32', bits64: 'u64', offset: 'u64', number: 'u32' };

function literal({ kind, value }: Constant): string {
  return kind === 'number' ? String(value) : `0x${value.toString(16)}`;
}

function structures(all: readonly ExportedStructure[]): string[] {
  return all.flatMap(({ bytes, members, name }) => {
    const type = name.replaceAll(/(?:^|_)([a-z0-9])/g, (_, letter: string) => letter.toUpperCase());
    return [
      '',
      `/// \`struct ${name}\``,
      '#[repr(C)]',
      '#[derive(Clone, Copy, Debug, Default, Eq, PartialEq)]',
      `pub struct ${type} {`,
      ...members.map((member) => `    pub ${identifier(member.name)}: ${member.type},`),
      '}',
      `const _: () = assert!(core::mem::size_of::<${type}>() == ${bytes});`,
      ...members.map((member) => `const _: () = assert!(core::mem::offset_of!(${type}, ${identifier(member.name)}) == ${member.offset});`),
    ];
  });
}

function identifier(name: string): string {
  return name === 'type' ? 'r#type' : name;
}

function clauseList(clauses: readonly Clause[]): string[] {
  const text = (value: string) => `"${value.replaceAll(/["\\]/g, '\\$&')}"`;
  const rows = clauses.map(
    ({ id, layer, level, title }) => `    Clause { id: ${text(id)}, level: ${text(level)}, layer: ${text(layer)}, title: ${text(title)} },`,
  );
  return [
    '',
    '/// One requirement.',
    '#[derive(Clone, Copy, Debug, Eq, PartialEq)]',
    'pub struct Clause {',
    "    pub id: &'static str,",
    "    pub level: &'static str,",
    "    pub layer: &'static str,",
    "    pub title: &'static str,",
    '}',
    '',
    '/// All of them, by layer and chapter.',
    'pub const CLAUSES: &[Clause] = &[',
    ...rows,
    '];',
  ];
}

function indented(lines: readonly string[]): string[] {
  return lines.map((line) => (line === '' ? '' : `    ${line}`));
}
