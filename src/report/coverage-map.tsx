import { renderToString } from 'preact-render-to-string';
import type { Coverage, PointCoverage } from '../evidence/coverage/coverage';
import { FunctionalCoverage } from '../evidence/coverage/functional-coverage';
import { transitionsOf } from '../evidence/coverage/transitions';
import { CONDITIONS } from '../evidence/coverage/vm-state';
import { BinMatrix, type CellBins, type DrawnMatrix } from '../pictures/bin-matrix';
import { Figure } from '../pictures/figure';
import { StateMachine } from '../pictures/state-machine';

/** A point as it is drawn. */
interface MappedPoint {
  readonly id: string;
  /** Row and column of a bin. */
  readonly place: (bin: string) => readonly [row: string, column: string] | undefined;
  /** What its words mean, if they do not say it. */
  readonly hint?: string;
  /** How many times its rows are put side by side. */
  readonly stacks?: number;
}

const STATES = `States: ${Object.entries(CONDITIONS)
  .map(([letter, words]) => `${letter} ${words}`)
  .join(', ')}.`;

/** Rows first; a pattern has two groups. */
function parts(pattern: RegExp): MappedPoint['place'] {
  return (bin) => {
    const [, row, column] = pattern.exec(bin) ?? [];
    return row === undefined || column === undefined ? undefined : [row, column];
  };
}

function access(pattern: RegExp): MappedPoint['place'] {
  return (bin) => {
    const { column, name, value = '' } = pattern.exec(bin)?.groups ?? {};
    return name === undefined || column === undefined ? undefined : [name, `${column} ${value}`.trim()];
  };
}

const MAPPED: readonly MappedPoint[] = [
  { id: 'guest-registers', place: access(/^(?<column>read|write) (?<name>\w+) \d$/), stacks: 3 },
  { id: 'guest-fields', place: access(/^(?<column>read|write) (?<name>.+?)(?:\[\d+\])? (?<value>[01])$/), stacks: 3 },
  { id: 'guest-triggers', place: parts(/^(.*) in (.*) \(vCMDQ \d\)$/), hint: STATES },
  { id: 'guest-page0', place: parts(/^(.*) in (.*) \(vCMDQ \d\)$/), hint: STATES },
  { id: 'guest-transitions', place: parts(/^(.*) (?:by|on) (.*) \(vCMDQ \d\)$/) },
  { id: 'ioctl-statuses', place: parts(/^(.*) (\S+)$/) },
  { id: 'device-statuses', place: parts(/^(.*) (\S+)$/) },
  { id: 'invalidations', place: parts(/^(.*) (\S+)$/) },
  { id: 'physical-registers', place: access(/^(?<column>read|write) (?<name>.+) (?<value>\d)$/), stacks: 2 },
  { id: 'commands', place: parts(/^(\S+|undefined opcode) (\w+ from .*)$/) },
];

/** Registers, states, requests and commands as maps of what the run exercised of them; empty if nothing of them was observed. */
export function coverageMap(coverage: Coverage): string {
  const { points } = coverage;
  const bins = new FunctionalCoverage().bins;
  const maps = MAPPED.flatMap((mapped) => {
    const point = points.find(({ id }) => id === mapped.id);
    return point?.observed === true ? [{ mapped, point, matrix: matrixOf(point, bins.get(point.id) ?? [], mapped.place) }] : [];
  });
  const transitions = transitionsOf(coverage);
  return renderToString(
    <>
      {maps.map(({ mapped: { hint, stacks }, matrix, point: { covered, id, missed, title } }) => (
        <Figure key={id} label={`Map: ${title}`} caption={`${title}.${hint === undefined ? '' : ` ${hint}`}`}>
          <BinMatrix
            matrix={matrix}
            title={`${title}: ${covered} covered, ${missed.length} missed`}
            {...(stacks === undefined ? {} : { stacks })}
          />
        </Figure>
      ))}
      {transitions.length > 0 && (
        <Figure
          label="States of a vCMDQ"
          caption="What took a vCMDQ from one state to another in this run: the register written, or the event; ✘ what the run did not see."
        >
          <StateMachine title="States of a vCMDQ, as the run went through them" transitions={transitions} />
        </Figure>
      )}
    </>,
  );
}

/** Bins by row and column; of a report of another version only those that this one has as well. */
function matrixOf({ missed, unreachable }: PointCoverage, bins: readonly string[], place: MappedPoint['place']): DrawnMatrix {
  const not = new Set(missed);
  const never = new Set(unreachable.flatMap((group) => group.bins));
  const rows = new Map<string, Map<string, CellBins>>();
  const columns = new Set<string>();
  for (const bin of bins) {
    const [row, column] = place(bin) ?? [];
    if (row === undefined || column === undefined) continue;
    columns.add(column);
    const cells = rows.get(row) ?? new Map<string, CellBins>();
    rows.set(row, cells);
    const cell = cells.get(column) ?? { covered: 0, missed: 0, unreachable: 0 };
    const kind = not.has(bin) ? 'missed' : never.has(bin) ? 'unreachable' : 'covered';
    cells.set(column, { ...cell, [kind]: cell[kind] + 1 });
  }
  return { rows: [...rows.keys()], columns: [...columns], at: (row, column) => rows.get(row)?.get(column) };
}
