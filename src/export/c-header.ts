import type { Clause } from '../specification/clauses/catalogue';
import { type Constant, type ConstantGroup, constantGroups } from './constants';
import type { Exported, ExportedStructure } from './exported';
import type { Part } from './parts';

/** What names of each part begin with; none of them is one of Linux's headers, so that both can be included. */
const PREFIXES: Readonly<Record<Part, string>> = {
  registers: 'TEGRA241_',
  commands: 'SMMUV3_CMD_',
  uapi: 'CMDQV_',
  clauses: 'CMDQV_',
};

const TITLES: Readonly<Record<Part, string>> = {
  registers: "The register map. A field's value is (value & MASK) >> SHIFT.",
  commands: "Commands of the SMMUv3. A field's value is (word[WORD] & MASK) >> SHIFT.",
  uapi: 'Requests of iommufd and VFIO.',
  clauses: 'The clauses of the specification: CMDQV_CLAUSES(X) is X(id, level, layer, title) for each.',
};

/** How to find a block's registers; arguments count from 0. */
const PLACES: readonly (readonly [macro: string, about: string, formula: string])[] = [
  ['VINTF(vintf)', 'Block of a VINTF', '(TEGRA241_VINTF_BASE + (vintf) * TEGRA241_VINTF_STRIDE)'],
  ['VCMDQ_PAGE0(slot)', 'Slot of the direct aperture, page 0', '(TEGRA241_DIRECT_PAGE0 + (slot) * TEGRA241_SLOT_STRIDE)'],
  ['VCMDQ_PAGE1(slot)', 'Slot of the direct aperture, page 1', '(TEGRA241_DIRECT_PAGE1 + (slot) * TEGRA241_SLOT_STRIDE)'],
  [
    'LVCMDQ_PAGE0(vintf, slot)',
    "Slot of a VINTF's page 0",
    '(TEGRA241_VINTF_PAGE0 + (vintf) * TEGRA241_VINTF_PAGES_STRIDE + (slot) * TEGRA241_SLOT_STRIDE)',
  ],
  ['LVCMDQ_PAGE1(vintf, slot)', "Slot of a VINTF's page 1", '(TEGRA241_LVCMDQ_PAGE0(vintf, slot) + TEGRA241_PAGE_BYTES)'],
];

/** A header for C11 and C++11, without warnings. */
export function toCHeader(whole: Exported): string {
  const { clauses, registers, suite, uapi } = whole;
  const groups = constantGroups(whole);
  const of = (part: Part) => groups.filter((group) => group.part === part).flatMap(macros);
  const sections: readonly (readonly [Part, readonly string[]])[] = [
    ['registers', registers === undefined ? [] : [...of('registers'), ...places()]],
    ['commands', of('commands')],
    ['uapi', uapi === undefined ? [] : [...of('uapi'), ...structures([...uapi.requests.map(({ structure }) => structure), ...uapi.data])]],
    ['clauses', clauses === undefined ? [] : clauseList(clauses)],
  ];
  const written = sections.filter(([, lines]) => lines.length > 0);
  // Exports of different parts can be included together.
  const guard = `CMDQV_EXPORT_${written.map(([part]) => part.toUpperCase()).join('_')}_H`;
  return [
    '/* SPDX-License-Identifier: Apache-2.0 */',
    `/* NVIDIA Tegra241 CMDQ-V, written by ${suite.name} ${suite.version} from its tables: not to be edited. */`,
    `#ifndef ${guard}`,
    `#define ${guard}`,
    ...(uapi === undefined ? [] : ['', '#include <stddef.h>', '#include <stdint.h>']),
    ...written.flatMap(([part, lines]) => ['', `/* ${TITLES[part]} */`, ...lines]),
    '',
    `#endif /* ${guard} */`,
    '',
  ].join('\n');
}

/** The name that a constant has in the header. */
export function cName({ name: group, part }: ConstantGroup, { name }: Constant): string {
  return `${PREFIXES[part]}${group === '' ? '' : `${group}_`}${name}`;
}

function macros(group: ConstantGroup): string[] {
  const lines = group.constants.map((constant) => {
    const about = constant.about === undefined ? '' : ` /* ${constant.about} */`;
    return `#define ${cName(group, constant)} ${literal(constant)}${about}`;
  });
  return ['', `/* ${group.about} */`, ...lines];
}

function literal({ kind, value }: Constant): string {
  if (kind === 'number') return `${value}U`;
  return kind === 'bits64' ? `0x${value.toString(16).padStart(16, '0')}ULL` : `0x${value.toString(16)}U`;
}

function places(): string[] {
  return PLACES.flatMap(([macro, about, formula]) => ['', `/* ${about} */`, `#define TEGRA241_${macro} ${formula}`]);
}

function structures(all: readonly ExportedStructure[]): string[] {
  return [
    '',
    '#ifdef __cplusplus',
    '#define CMDQV_STATIC_ASSERT static_assert',
    '#else',
    '#define CMDQV_STATIC_ASSERT _Static_assert',
    '#endif',
    ...all.flatMap(({ bytes, members, name }) => {
      const struct = `struct cmdqv_${name}`;
      return [
        '',
        `${struct} {`,
        ...members.map((member) => `\t${member.type.replace('u', 'uint')}_t ${member.name};`),
        '};',
        `CMDQV_STATIC_ASSERT(sizeof(${struct}) == ${bytes}, "${name}");`,
        ...members.map(
          (member) => `CMDQV_STATIC_ASSERT(offsetof(${struct}, ${member.name}) == ${member.offset}, "${name}.${member.name}");`,
        ),
      ];
    }),
  ];
}

function clauseList(clauses: readonly Clause[]): string[] {
  const rows = clauses.map(({ id, layer, level, title }) => `\tX("${id}", ${level}, ${layer}, ${JSON.stringify(title)})`);
  return ['', '#define CMDQV_CLAUSES(X) \\', rows.join(' \\\n')];
}
