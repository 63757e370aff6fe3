/** How many bins of a cell there are of each kind. */
export interface CellBins {
  readonly covered: number;
  readonly missed: number;
  readonly unreachable: number;
}

/** Bins by row and column. */
export interface DrawnMatrix {
  readonly rows: readonly string[];
  readonly columns: readonly string[];
  /** What is in a row's column; nothing where the two do not meet. */
  readonly at: (row: string, column: string) => CellBins | undefined;
}

const CELL = 16;
const BOX = 12;
const LETTER = 6.7;
const GAP = 28;

/** Bins as a map: a full box is covered, a half one in part, a crossed one missed; a dot is out of reach. */
export function BinMatrix({
  matrix,
  stacks = 1,
  title,
}: {
  readonly matrix: DrawnMatrix;
  readonly stacks?: number;
  readonly title: string;
}) {
  const { at, columns, rows } = matrix;
  const names = longest(rows) * LETTER + 10;
  const head = longest(columns) * LETTER + 12;
  const high = Math.ceil(rows.length / stacks);
  const stackWidth = names + columns.length * CELL + GAP;
  const width = Math.ceil(stackWidth * Math.ceil(rows.length / high) - GAP + CELL);
  const height = Math.ceil(head + high * CELL + 6);
  const paths = { covered: '', partly: '', missed: '', unreachable: '' };
  for (const [index, row] of rows.entries())
    for (const [position, column] of columns.entries()) {
      const cell = at(row, column);
      if (cell === undefined) continue;
      const x = Math.floor(index / high) * stackWidth + names + position * CELL;
      const y = head + (index % high) * CELL;
      const [kind, path] = drawn(cell);
      paths[kind] += `M${round(x + 2)} ${round(y + 2)}${path}`;
    }
  return (
    <svg viewBox={`0 0 ${width} ${height}`} width={width} role="img" aria-label={title} class="matrix">
      {Array.from({ length: Math.ceil(rows.length / high) }, (_, stack) =>
        columns.map((column, position) => (
          <text transform={`translate(${round(stack * stackWidth + names + position * CELL + 12)} ${head - 4}) rotate(-90)`}>{column}</text>
        )),
      )}
      {rows.map((row, index) => (
        <text x={round(Math.floor(index / high) * stackWidth + names - 6)} y={round(head + (index % high) * CELL + 12)} text-anchor="end">
          {row}
        </text>
      ))}
      {Object.entries(paths).map(([kind, d]) => (d === '' ? null : <path key={kind} d={d} class={kind} />))}
    </svg>
  );
}

/** What is drawn of a cell, from the upper left corner of its box. */
function drawn({ covered, missed, unreachable }: CellBins): readonly ['covered' | 'partly' | 'missed' | 'unreachable', string] {
  const outline = `h${BOX}v${BOX}h-${BOX}z`;
  if (missed > 0 && covered > 0) return ['partly', `${outline}m0 ${BOX}l${BOX} -${BOX}`];
  if (missed > 0) return ['missed', `${outline}l${BOX} ${BOX}m0 -${BOX}l-${BOX} ${BOX}`];
  return covered > 0 || unreachable === 0 ? ['covered', outline] : ['unreachable', `m5 5h2v2h-2z`];
}

function longest(words: readonly string[]): number {
  return Math.max(0, ...words.map(({ length }) => length));
}

function round(value: number): number {
  return Math.round(value * 10) / 10;
}
