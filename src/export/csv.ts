import type { Exported, ExportedField } from './exported';

type Cell = string | number | boolean | undefined;
type Table = readonly (readonly Cell[])[];

/** The first part of an export as a table by RFC 4180, with a line of names: one table is one file. */
export function toCsv({ clauses, commands, registers, uapi }: Exported): string {
  const table =
    registers !== undefined
      ? registerTable(registers)
      : commands !== undefined
        ? commandTable(commands)
        : uapi !== undefined
          ? uapiTable(uapi)
          : clauseTable(clauses ?? []);
  return table.map((row) => `${row.map(cell).join(',')}\r\n`).join('');
}

const FIELD = ['field', 'high', 'low', 'in_place', 'mask'] as const;
const NO_FIELD: readonly Cell[] = FIELD.map(() => undefined);

/** A line for each field, one for a register or command without. */
function perField<F extends ExportedField>(head: readonly Cell[], fields: readonly F[]): Table {
  return fields.length === 0 ? [[...head, ...NO_FIELD]] : fields.map((field) => [...head, ...fieldCells(field)]);
}

function fieldCells({ high, inPlace, low, mask, name }: ExportedField): readonly Cell[] {
  return [name, high, low, inPlace, mask];
}

function registerTable({ registers }: NonNullable<Exported['registers']>): Table {
  return [
    ['block', 'register', 'offset', 'width', 'access', 'reset', 'count', 'stride', ...FIELD],
    ...registers.flatMap(({ access, array, block, fields, name, offset, reset, width }) =>
      perField([block, name, offset, width, access, reset, array?.count, array?.stride], fields),
    ),
  ];
}

function commandTable({ commands }: NonNullable<Exported['commands']>): Table {
  return [
    ['command', 'opcode', 'needs', 'word', ...FIELD],
    ...commands.flatMap(({ fields, name, needs, opcode }) => {
      const head = [name, opcode, needs === undefined ? undefined : `${needs.field}=${needs.values.join('|')}`];
      if (fields.length === 0) return [[...head, undefined, ...NO_FIELD]];
      return fields.map((field) => [...head, field.word, ...fieldCells(field)]);
    }),
  ];
}

function uapiTable({ constants, data, requests, veventqMaxDepth }: NonNullable<Exported['uapi']>): Table {
  return [
    ['kind', 'name', 'number', 'bytes', 'minimum', 'member', 'type', 'offset', 'value'],
    ...requests.flatMap(({ minimum, name, number, structure: { bytes, members } }) =>
      members.map((member) => ['request', name, number, bytes, minimum, member.name, member.type, member.offset, undefined]),
    ),
    ...data.flatMap(({ bytes, members, name }) =>
      members.map((member) => ['data', name, undefined, bytes, undefined, member.name, member.type, member.offset, undefined]),
    ),
    ...[...constants, { name: 'VEVENTQ', values: { MAX_DEPTH: veventqMaxDepth } }].flatMap(({ name, values }) =>
      Object.entries(values).map(([key, value]) => ['constant', name, ...Array(3).fill(undefined), key, undefined, undefined, value]),
    ),
  ];
}

function clauseTable(clauses: NonNullable<Exported['clauses']>): Table {
  return [
    ['id', 'chapter', 'layer', 'level', 'title', 'text', 'source', 'since', 'until', 'question', 'accepts', 'untestable'],
    ...clauses.map(({ accepts, chapter, id, layer, level, question, since, source, text, title, until, untestable }) => {
      return [id, chapter, layer, level, title, text, source.join(' '), since, until, question, accepts, untestable];
    }),
  ];
}

function cell(value: Cell): string {
  const text = value === undefined ? '' : String(value);
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
