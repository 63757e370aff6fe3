import type { Port } from './coverpoint';

/** Bins that nothing can exercise, with the reason that they share. */
export interface UnreachableBins {
  readonly reason: string;
  readonly bins: readonly string[];
}

/** What a run exercised of one coverpoint. */
export interface PointCoverage {
  readonly id: string;
  readonly title: string;
  readonly port: Port;
  /** Whether any operation at the port passed through the suite; if not, the point says nothing. */
  readonly observed: boolean;
  /** All bins, unreachable ones included. */
  readonly bins: number;
  /** Reachable bins that were exercised. */
  readonly covered: number;
  /** The other reachable ones. */
  readonly missed: readonly string[];
  readonly unreachable: readonly UnreachableBins[];
  /** Bins that were exercised although the table calls them unreachable. */
  readonly unexpected: readonly string[];
}

/** What a run exercised of what the tables hold. Totals are of the points that were observed. */
export interface Coverage {
  readonly points: readonly PointCoverage[];
  readonly total: { readonly bins: number; readonly covered: number; readonly unreachable: number };
}

/** Number of bins that nothing can exercise. */
export function unreachableOf({ unreachable }: PointCoverage): number {
  return unreachable.reduce((sum, { bins }) => sum + bins.length, 0);
}

/** Sums up points. */
export function coverageOf(points: readonly PointCoverage[]): Coverage {
  const observed = points.filter((point) => point.observed);
  const sum = (of: (point: PointCoverage) => number) => observed.reduce((total, point) => total + of(point), 0);
  return { points, total: { bins: sum(({ bins }) => bins), covered: sum(({ covered }) => covered), unreachable: sum(unreachableOf) } };
}

/** What several parts of a run exercised together: a bin is missed if all of them missed it. */
export function mergeCoverage(parts: readonly Coverage[]): Coverage | undefined {
  const [first] = parts;
  if (first === undefined) return undefined;
  return coverageOf(first.points.map((point) => parts.slice(1).reduce((merged, part) => joined(merged, part), point)));
}

function joined(point: PointCoverage, part: Coverage): PointCoverage {
  const other = part.points.find(({ id }) => id === point.id);
  if (other === undefined || !other.observed) return point;
  if (!point.observed) return other;
  const missedThere = new Set(other.missed);
  const missed = point.missed.filter((bin) => missedThere.has(bin));
  return {
    ...point,
    covered: point.bins - unreachableOf(point) - missed.length,
    missed,
    unexpected: [...new Set([...point.unexpected, ...other.unexpected])],
  };
}
