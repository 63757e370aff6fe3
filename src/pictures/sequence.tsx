import { PARTICIPANTS } from '../trace/events';
import type { DrawnRow } from './sequence-rows';

const LANE = 190;
const FIRST = 70;
const ROW = 24;
const HEAD = 44;
const WIDTH = FIRST * 2 + LANE * (PARTICIPANTS.length - 1);
/** Characters that fit over the lifelines beside an arrow's end. */
const LETTER = 7.25;

/** Messages between the layers from top to bottom, as they were recorded. */
export function Sequence({ rows, title }: { readonly rows: readonly DrawnRow[]; readonly title: string }) {
  const height = HEAD + (rows.length + 1) * ROW;
  return (
    <svg viewBox={`0 0 ${WIDTH} ${height}`} width={WIDTH} aria-label={title} role="img" class="sequence">
      {PARTICIPANTS.map((name, lane) => (
        <g key={name}>
          <line x1={x(lane)} x2={x(lane)} y1={HEAD - 10} y2={height - 6} class="lifeline" />
          <rect x={x(lane) - 52} y={6} width={104} height={26} rx={5} class={`lane-${lane}`} />
          <text x={x(lane)} y={24} text-anchor="middle" class="name">
            {name === 'VMM' ? 'device (VMM)' : name}
          </text>
        </g>
      ))}
      {rows.map((row, index) => (
        <Row row={row} y={HEAD + (index + 1) * ROW} />
      ))}
    </svg>
  );
}

function Row({ row, y }: { readonly row: DrawnRow; readonly y: number }) {
  if ('note' in row) {
    return (
      <g class={`note${row.wrong === true ? ' wrong' : ''}`}>
        <rect x={8} y={y - 15} width={WIDTH - 16} height={20} rx={3} />
        <text x={18} y={y}>
          {row.note.length > 80 && <title>{row.note}</title>}
          {cut(signed(row.note, row.wrong), WIDTH - 40)}
        </text>
      </g>
    );
  }
  const [from, to] = [PARTICIPANTS.indexOf(row.from), PARTICIPANTS.indexOf(row.to)];
  const [begin, end] = [x(from), x(to)];
  const own = from === to;
  const tip = own ? begin + 4 : end;
  const side = own || end > begin ? -1 : 1;
  // Words stand over the arrow, and go on to the side where there is room.
  const left = Math.min(from, to) <= 1;
  const at = own ? begin + 12 : left ? Math.min(begin, end) + 8 : Math.max(begin, end) - 8;
  const room = own ? WIDTH - at : left ? WIDTH - at - 8 : at - 8;
  return (
    <g class={`message${row.act ? ' act' : ''}${row.wrong === true ? ' wrong' : ''}`}>
      {own ? (
        <circle cx={begin} cy={y - 4} r={3.5} />
      ) : (
        <>
          <line x1={begin} x2={end} y1={y} y2={y} />
          <path d={`M${tip} ${y}l${side * 8} -4v8z`} />
        </>
      )}
      <text x={at} y={own ? y : y - 5} text-anchor={own || left ? 'start' : 'end'}>
        {row.words.length > 80 && <title>{row.words}</title>}
        {cut(signed(row.words, row.wrong), room)}
      </text>
    </g>
  );
}

/** No mark is of colour alone. */
function signed(words: string, wrong = false): string {
  return wrong ? `✘ ${words}` : words;
}

function x(lane: number): number {
  return FIRST + lane * LANE;
}

function cut(words: string, room: number): string {
  const most = Math.floor(room / LETTER);
  return words.length <= most ? words : `${words.slice(0, most - 1)}…`;
}
