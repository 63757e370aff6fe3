import type { ClauseVerdict } from '../run/outcome';
import type { Report } from './report';

/** A clause and what each of several reports says of it. */
export interface MatrixRow {
  readonly id: string;
  readonly level: string;
  readonly title: string;
  /** By report; absent where one does not have the clause. */
  readonly verdicts: readonly (ClauseVerdict | undefined)[];
  /** The reports, from 1, whose verdict is not that of the one before. */
  readonly changed: readonly number[];
}

/** Any number of reports by clause. */
export interface Matrix {
  readonly reports: readonly Report[];
  /** Clauses of which the reports do not all say the same: those that the last one changed first, then those before it. */
  readonly different: readonly MatrixRow[];
  /** The others, in the order of the first report that has them. */
  readonly alike: readonly MatrixRow[];
}

/** Puts reports beside each other, in the order in which they are given. */
export function matrixOf(reports: readonly Report[]): Matrix {
  const columns = reports.map(({ clauses }) => new Map(clauses.map((clause) => [clause.id, clause])));
  const known = new Map(reports.flatMap(({ clauses }) => clauses.map((clause) => [clause.id, clause] as const)).reverse());
  const ids = new Set(reports.flatMap(({ clauses }) => clauses.map(({ id }) => id)));
  const rows = [...ids].flatMap((id): MatrixRow[] => {
    const clause = known.get(id);
    if (clause === undefined) return [];
    const verdicts = columns.map((column) => column.get(id)?.verdict);
    const changed = verdicts.flatMap((verdict, at) => (at > 0 && verdict !== verdicts[at - 1] ? [at] : []));
    return [{ id, level: clause.level, title: clause.title, verdicts, changed }];
  });
  const latest = (row: MatrixRow) => row.changed.at(-1) ?? 0;
  return {
    reports,
    different: rows.filter(({ changed }) => changed.length > 0).sort((a, b) => latest(b) - latest(a)),
    alike: rows.filter(({ changed }) => changed.length === 0),
  };
}
