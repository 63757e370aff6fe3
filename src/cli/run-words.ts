import type { RunAskedFor } from './run-asked-for';

/** What each part of a run is asked for as the whole is. */
export type SharedOptions = Omit<RunAskedFor, 'jobs' | 'shard'>;

/** The words of the command `run` that ask for this. */
export function runWords(options: SharedOptions): readonly string[] {
  const { adapter, bail = false, choices = new Map(), clauses = [], expect, features, layers = [] } = options;
  const { level, restarts, seed, spec, support, tags, timeout } = options;
  const single = { features, level, restarts, seed, spec, support, tags, timeout };
  return [
    'run',
    ...[adapter ?? []].flat().map((name) => `--adapter=${name}`),
    ...clauses.map((clause) => `--clause=${clause}`),
    ...layers.map((layer) => `--layer=${layer}`),
    ...Object.entries(single).flatMap(([name, value]) => (value === undefined ? [] : [`--${name}=${value}`])),
    ...(typeof expect === 'string' ? [`--expect=${expect}`] : expect === false ? ['--no-expect'] : []),
    ...(bail ? ['--bail'] : []),
    ...[...choices].flatMap(([flag, values]: readonly [string, readonly string[]]) =>
      values.length === 0 ? [flag] : values.map((value) => `${flag}=${value}`),
    ),
  ];
}
