/** A field as it is drawn; both ends inclusive. */
export interface DrawnField {
  readonly name: string;
  readonly high: number;
  readonly low: number;
  /** Its value is told where it stands, as addresses are. */
  readonly inPlace?: boolean;
}

interface BitFieldsProps {
  /** What the picture is called for who does not see it. */
  readonly title: string;
  /** Bits. */
  readonly width: 32 | 64;
  readonly fields: readonly DrawnField[];
  /** A value to tell field by field; what differs from the other one is marked. */
  readonly value?: { readonly shown: bigint; readonly other: bigint };
}

/** Bits of a row: a 64-bit register has two, the upper half first. */
const ROW = 32;
const BIT = 27;
const LETTER = 7.3;
const MARGIN = 8;
const NUMBERS = 18;
const VALUE = 20;

/** A register or a word of a command, bit by bit. */
export function BitFields({ fields, title, value, width }: BitFieldsProps) {
  const rows = Array.from({ length: width / ROW }, (_, index) => width - (index + 1) * ROW);
  const boxes = rows.map((lowest) => cellsOf(fields, lowest));
  const height = Math.max(34, ...boxes.flat().map(({ bits, name }) => (fits(name, bits) ? 0 : name.length * LETTER + 14)));
  const rowHeight = NUMBERS + height + (value === undefined ? 0 : VALUE) + 10;
  return (
    <svg
      viewBox={`0 0 ${ROW * BIT + 2 * MARGIN} ${rows.length * rowHeight}`}
      width={ROW * BIT + 2 * MARGIN}
      role="img"
      aria-label={title}
      class="bits"
    >
      {boxes.map((cells, row) =>
        cells.map(({ bits, high, inPlace, low, name }) => {
          const x = MARGIN + (ROW - 1 - (high % ROW)) * BIT;
          const y = row * rowHeight + NUMBERS;
          const middle = x + (bits * BIT) / 2;
          const own = value === undefined ? undefined : partOf(value.shown, high, low) << (inPlace ? BigInt(low % ROW) : 0n);
          const differs = value !== undefined && partOf(value.shown, high, low) !== partOf(value.other, high, low);
          return (
            <g key={high}>
              <rect
                x={x}
                y={y}
                width={bits * BIT}
                height={height}
                class={`${name === '' ? 'reserved' : 'field'}${differs ? ' wrong' : ''}`}
              />
              <text x={bits === 1 ? middle : x + 3} y={y - 5} class="number" text-anchor={bits === 1 ? 'middle' : 'start'}>
                {high}
              </text>
              {bits > 1 && (
                <text x={x + bits * BIT - 3} y={y - 5} class="number" text-anchor="end">
                  {low}
                </text>
              )}
              {name !== '' && fits(name, bits) && (
                <text x={middle} y={y + height / 2 + 4} text-anchor="middle">
                  {name}
                </text>
              )}
              {name !== '' && !fits(name, bits) && <text transform={`translate(${middle + 4} ${y + height - 6}) rotate(-90)`}>{name}</text>}
              {own !== undefined && (name !== '' || own !== 0n || differs) && (
                <text x={middle} y={y + height + VALUE - 5} text-anchor="middle" class={differs ? 'value wrong' : 'value'}>
                  {own < 10n ? String(own) : `0x${own.toString(16)}`}
                </text>
              )}
            </g>
          );
        }),
      )}
    </svg>
  );
}

interface Cell extends DrawnField {
  readonly bits: number;
  readonly inPlace: boolean;
}

/** The fields of a row from its highest bit down, and what is between them. */
function cellsOf(fields: readonly DrawnField[], lowest: number): readonly Cell[] {
  const highest = lowest + ROW - 1;
  const cells: Cell[] = [];
  let next = highest;
  const inRow = fields.filter(({ high, low }) => low <= highest && high >= lowest).sort((a, b) => b.high - a.high);
  for (const { high, inPlace = false, low, name } of inRow) {
    const [top, bottom] = [Math.min(high, highest), Math.max(low, lowest)];
    if (next > top) cells.push(cell('', next, top + 1));
    cells.push(cell(name, top, bottom, inPlace));
    next = bottom - 1;
  }
  if (next >= lowest) cells.push(cell('', next, lowest));
  return cells;
}

function cell(name: string, high: number, low: number, inPlace = false): Cell {
  return { name, high, low, inPlace, bits: high - low + 1 };
}

function partOf(value: bigint, high: number, low: number): bigint {
  return (value >> BigInt(low)) & ((1n << BigInt(high - low + 1)) - 1n);
}

function fits(name: string, bits: number): boolean {
  return name.length * LETTER + 6 <= bits * BIT;
}
