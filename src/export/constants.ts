import type { Exported, ExportedCommands, ExportedField, ExportedLayout, ExportedRegisters, ExportedUapi } from './exported';
import type { Part } from './parts';

/** What a constant is, which decides its type in each language: bits of a register or command, bytes into something, or a number. */
export type ConstantKind = 'bits32' | 'bits64' | 'offset' | 'number';

/** A name and its value. */
export interface Constant {
  readonly name: string;
  readonly value: bigint;
  readonly kind: ConstantKind;
  /** What a reader may want to know of it. */
  readonly about?: string;
}

/** Constants about one thing: a register, a command, a request. */
export interface ConstantGroup {
  readonly part: Part;
  /** Name of the thing, in capitals; empty for constants that are about none. */
  readonly name: string;
  readonly about: string;
  readonly constants: readonly Constant[];
}

/** The constants of an export, in order; languages write the same ones, each in its own way. */
export function constantGroups({ commands, registers, uapi }: Exported): readonly ConstantGroup[] {
  return [
    ...(registers === undefined ? [] : ofRegisters(registers)),
    ...(commands === undefined ? [] : ofCommands(commands)),
    ...(uapi === undefined ? [] : ofUapi(uapi)),
  ];
}

const LAYOUT_NAMES: Readonly<Record<keyof ExportedLayout, string>> = {
  pageBytes: 'PAGE_BYTES',
  vintfBase: 'VINTF_BASE',
  vintfStride: 'VINTF_STRIDE',
  slotStride: 'SLOT_STRIDE',
  directPage0: 'DIRECT_PAGE0',
  directPage1: 'DIRECT_PAGE1',
  vintfPage0: 'VINTF_PAGE0',
  vintfPagesStride: 'VINTF_PAGES_STRIDE',
};

const BLOCK_WORDS = {
  global: 'offset in the region',
  vintf: 'offset in the block of a VINTF',
  vcmdqPage0: 'offset in a slot of page 0',
  vcmdqPage1: 'offset in a slot of page 1',
} as const;

function* ofRegisters({ commandErrors, guest, layout, registers }: ExportedRegisters): Generator<ConstantGroup> {
  const part = 'registers';
  const places = Object.entries(LAYOUT_NAMES) as readonly (readonly [keyof ExportedLayout, string])[];
  yield {
    part,
    name: '',
    about: 'Where the blocks of registers lie in the region',
    constants: places.map(([key, name]) => ({ name, value: BigInt(layout[key]), kind: 'offset' })),
  };
  yield {
    part,
    name: 'GUEST',
    about: 'What the region has that a guest sees',
    constants: [
      number('VINTFS', guest.vintfs),
      number('VCMDQS', guest.vcmdqs),
      number('LVCMDQS', guest.lvcmdqs),
      number('SIDS', guest.sids),
    ],
  };
  for (const { access, array, block, fields, name, offset, reset, width } of registers) {
    const kind = width === 64 ? 'bits64' : 'bits32';
    yield {
      part,
      name,
      about: `${name}, ${width} bits, ${access}${array === undefined ? '' : `, an array of ${array.count}`}`,
      constants: [
        { name: 'OFFSET', value: BigInt(offset), kind: 'offset', about: BLOCK_WORDS[block] },
        ...(array === undefined
          ? []
          : [number('COUNT', array.count), { name: 'STRIDE', value: BigInt(array.stride), kind: 'offset' } as const]),
        { name: 'RESET', value: BigInt(reset), kind, about: "in the guest's view" },
        ...fields.flatMap((field) => ofField(field, kind)),
      ],
    };
  }
  yield {
    part,
    name: 'VCMDQ_CONS_INDX_ERR',
    about: 'Values of VCMDQ_CONS_INDX.ERR',
    constants: Object.entries(commandErrors).map(([name, value]) => ({ name, value: BigInt(value), kind: 'bits32' })),
  };
}

function* ofCommands({ bytes, commands, syncSignals }: ExportedCommands): Generator<ConstantGroup> {
  const part = 'commands';
  yield {
    part,
    name: '',
    about: 'A command: two little-endian words of 64 bits',
    constants: [
      { name: 'BYTES', value: BigInt(bytes), kind: 'offset' },
      { name: 'OPCODE_MASK', value: 0xffn, kind: 'bits64', about: 'in word 0' },
    ],
  };
  for (const { fields, name, needs, opcode } of commands) {
    const condition = needs === undefined ? '' : `; illegal unless ${needs.field} is ${needs.values.join(' or ')}`;
    yield {
      part,
      name: bare(name),
      about: `${name}${condition}`,
      constants: [
        { name: 'OPCODE', value: BigInt(opcode), kind: 'bits64' },
        ...fields.flatMap((field) => [number(`${field.name.toUpperCase()}_WORD`, field.word), ...ofField(field, 'bits64')]),
      ],
    };
  }
  yield {
    part,
    name: 'SYNC_CS',
    about: 'Values of CMD_SYNC.CS',
    constants: Object.entries(syncSignals).map(([name, value]) => ({ name, value: BigInt(value), kind: 'bits64' })),
  };
}

function* ofUapi({ constants, requests, veventqMaxDepth }: ExportedUapi): Generator<ConstantGroup> {
  const part = 'uapi';
  for (const { minimum, name, number: value, structure } of requests) {
    yield {
      part,
      name,
      about: `${name}: number, bytes of its structure, and the least that is accepted`,
      constants: [
        number('NUMBER', value),
        { name: 'BYTES', value: BigInt(structure.bytes), kind: 'offset' },
        { name: 'MINIMUM', value: BigInt(minimum), kind: 'offset' },
      ],
    };
  }
  for (const { name, values } of constants) {
    yield { part, name, about: name, constants: Object.entries(values).map(([key, value]) => number(key, value)) };
  }
  yield { part, name: 'VEVENTQ', about: 'Largest depth of a vEVENTQ', constants: [number('MAX_DEPTH', veventqMaxDepth)] };
}

/** A field's value is `(value & MASK) >> SHIFT`: an address is where it belongs already. */
function ofField({ high, inPlace, low, mask, name }: ExportedField, kind: 'bits32' | 'bits64'): Constant[] {
  const bits = high === low ? `[${high}]` : `[${high}:${low}]`;
  return [
    { name: `${name.toUpperCase()}_MASK`, value: BigInt(mask), kind, about: inPlace ? `${bits}, address bits in place` : bits },
    number(`${name.toUpperCase()}_SHIFT`, inPlace ? 0 : low),
  ];
}

/** CMD_SYNC has in its name already what others have before it. */
function bare(command: string): string {
  return command.replace(/^CMD_/, '');
}

function number(name: string, value: number): Constant {
  return { name, value: BigInt(value), kind: 'number' };
}
