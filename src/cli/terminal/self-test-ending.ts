import colours from 'picocolors';
import { layerOf } from '../../../faults';
import type { Unobservable } from '../../../faults/unobservable';
import { counted, elapsed } from '../../report/words';
import type { FaultResult } from '../../self-test/self-test';
import { columnsTable } from './columns-table';
import { wrap } from './wrap';

/** Clauses of a fault to name; the others are counted. */
const CLAUSES = 4;

/** What a self-test prints in the end. */
export interface SelfTestEnding {
  readonly results: readonly FaultResult[];
  readonly unobservable: readonly Unobservable[];
  readonly spec: string;
  readonly durationMs: number;
  /** Where the report went. */
  readonly report: string;
}

/** The table of faults, what of the history is none, and the sum. */
export function selfTestEnding({ durationMs, report, results, spec, unobservable }: SelfTestEnding): string {
  const rows = results.map((result) => [
    result.fault.id,
    layerOf(result.fault),
    result.fault.history ?? '',
    outcome(result),
    result.level ?? '',
    clausesOf(result),
    result.fault.title,
  ]);
  const missed = results.filter(({ caught }) => !caught).length;
  const sum =
    missed === 0
      ? colours.green(`✔ All ${counted(results.length, 'fault')} caught by a clause that is about them`)
      : colours.red(`✘ ${missed} of ${counted(results.length, 'fault')} not caught by a clause that is about them`);
  return [
    columnsTable(['fault', 'layer', 'history', 'outcome', 'level', 'clauses', 'what is wrong'], rows),
    ...(unobservable.length === 0 ? [] : [unobservableText(unobservable)]),
    `${sum}, against ${spec}, in ${elapsed(durationMs)}\n  Report: ${report}`,
  ].join('\n\n');
}

function outcome({ caught, ending, reason, upset }: FaultResult): string {
  if (caught) return colours.green(`caught${ending === 'ran' ? '' : `, then ${ending}`}`);
  if (ending !== 'ran') return colours.red(`NOT CAUGHT: ${ending}`);
  if (reason !== undefined) return colours.red('NOT CAUGHT: not run to its end');
  return colours.red(upset === 0 ? 'NOT CAUGHT' : `NOT CAUGHT (${upset} crashed)`);
}

function clausesOf({ clauses }: FaultResult): string {
  const more = clauses.length - CLAUSES;
  const named = clauses.slice(0, CLAUSES).join(' ');
  return more > 0 ? `${named} and ${more} more` : named;
}

function unobservableText(entries: readonly Unobservable[]): string {
  const lines = entries.map(({ history, reason }) => wrap(`${history}: ${reason}`, '  '));
  return ['Entries of the history that are no faults here, and why:', ...lines].join('\n');
}
