/** A field as it is drawn; both ends inclusive. */
export interface DrawnField {
  readonly name: string;
  readonly high: number;
  readonly low: number;
}

interface BitFieldsProps {
  /** What the picture is called for who does not see it. */
  readonly title: string;
  /** Bits. */
  readonly width: 32 | 64;
  readonly fields: readonly DrawnField[];
}

/** Bits of a row: a 64-bit register has two, the upper half first. */
const ROW = 32;
const BIT = 27;
const LETTER = 7.3;
const MARGIN = 8;
const NUMBERS = 18;

/** A register or a word of a command, bit by bit. */
export function BitFields({ fields, title, width }: BitFieldsProps) {
  const rows = Array.from({ length: width / ROW }, (_, index) => width - (index + 1) * ROW);
  const boxes = rows.map((lowest) => cellsOf(fields, lowest));
  const height = Math.max(34, ...boxes.flat().map(({ bits, name }) => (fits(name, bits) ? 0 : name.length * LETTER + 14)));
  const rowHeight = NUMBERS + height + 10;
  return (
    <svg
      viewBox={`0 0 ${ROW * BIT + 2 * MARGIN} ${rows.length * rowHeight}`}
      width={ROW * BIT + 2 * MARGIN}
      role="img"
      aria-label={title}
      class="bits"
    >
      {boxes.map((cells, row) =>
        cells.map(({ bits, high, low, name }) => {
          const x = MARGIN + (ROW - 1 - (high % ROW)) * BIT;
          const y = row * rowHeight + NUMBERS;
          const middle = x + (bits * BIT) / 2;
          return (
            <g key={high}>
              <rect x={x} y={y} width={bits * BIT} height={height} class={name === '' ? 'reserved' : 'field'} />
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
            </g>
          );
        }),
      )}
    </svg>
  );
}

interface Cell extends DrawnField {
  readonly bits: number;
}

/** The fields of a row from its highest bit down, and what is between them. */
function cellsOf(fields: readonly DrawnField[], lowest: number): readonly Cell[] {
  const highest = lowest + ROW - 1;
  const cells: Cell[] = [];
  let next = highest;
  const inRow = fields.filter(({ high, low }) => low <= highest && high >= lowest).sort((a, b) => b.high - a.high);
  for (const { high, low, name } of inRow) {
    const [top, bottom] = [Math.min(high, highest), Math.max(low, lowest)];
    if (next > top) cells.push(cell('', next, top + 1));
    cells.push(cell(name, top, bottom));
    next = bottom - 1;
  }
  if (next >= lowest) cells.push(cell('', next, lowest));
  return cells;
}

function cell(name: string, high: number, low: number): Cell {
  return { name, high, low, bits: high - low + 1 };
}

function fits(name: string, bits: number): boolean {
  return name.length * LETTER + 6 <= bits * BIT;
}
