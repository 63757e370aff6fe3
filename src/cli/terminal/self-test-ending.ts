import colours from 'picocolors';
import { layerOf } from '../../../faults';
import type { Unobservable } from '../../../faults/unobservable';
import { counted, elapsed } from '../../report/words';
import type { AlternativeResult, FaultResult } from '../../self-test/self-test';
import { columnsTable } from './columns-table';
import { wrap } from './wrap';

/** Clauses of a fault to name; the others are counted. */
const CLAUSES = 4;
/** Causes of the failures of an alternative to tell; the others are counted. */
const LEADS = 8;

/** What a self-test prints in the end. */
export interface SelfTestEnding {
  readonly results: readonly FaultResult[];
  readonly alternatives: readonly AlternativeResult[];
  readonly unobservable: readonly Unobservable[];
  readonly spec: string;
  /** Linux in a guest was above the faults. */
  readonly isBelowGuest?: boolean;
  readonly durationMs: number;
  /** Where the report went. */
  readonly report: string;
}

/** The tables of faults and alternatives, what of the history is no fault, and the sums. */
export function selfTestEnding({
  alternatives,
  durationMs,
  isBelowGuest = false,
  report,
  results,
  spec,
  unobservable,
}: SelfTestEnding): string {
  const rows = results.map((result) => [
    result.fault.id,
    layerOf(result.fault),
    result.fault.history ?? '',
    outcome(result),
    result.level ?? '',
    isBelowGuest ? seenBy(result) : clausesOf(result),
    result.fault.title,
  ]);
  const missed = results.filter(({ caught }) => !caught).length;
  const by = isBelowGuest ? 'a scenario or a monitor' : 'a clause that is about them';
  const caught =
    missed === 0
      ? colours.green(`✔ All ${counted(results.length, 'fault')} caught by ${by}`)
      : colours.red(`✘ ${missed} of ${counted(results.length, 'fault')} not caught by ${by}`);
  const rejected = alternatives.filter(({ accepted }) => !accepted);
  const accepted =
    rejected.length === 0
      ? colours.green(`✔ All ${counted(alternatives.length, 'alternative')} accepted`)
      : colours.red(`✘ ${rejected.length} of ${counted(alternatives.length, 'alternative')} not accepted, which is a defect of the suite`);
  const monitored = results.filter((result) => result.monitored.length > 0).length;
  const alone = `\n  Monitors alone, whatever scenarios ask for, catch ${monitored} of ${counted(results.length, 'fault')}`;
  const sum = [...(results.length === 0 ? [] : [caught]), ...(alternatives.length === 0 ? [] : [accepted])].join('\n');
  return [
    ...(results.length === 0 ? [] : [columnsTable(['fault', 'layer', 'history', 'outcome', 'level', 'clauses', 'what is wrong'], rows)]),
    ...(unobservable.length === 0 ? [] : [unobservableText(unobservable)]),
    ...(alternatives.length === 0 ? [] : [alternativesTable(alternatives)]),
    ...rejected.map(leadsText),
    `${sum}, against ${spec}, in ${elapsed(durationMs)}${results.length === 0 ? '' : alone}\n  Report: ${report}`,
  ].join('\n\n');
}

function outcome({ caught, ending, reason, upset }: FaultResult): string {
  if (caught) return colours.green(`caught${ending === 'ran' ? '' : `, then ${ending}`}`);
  if (ending !== 'ran') return colours.red(`NOT CAUGHT: ${ending}`);
  if (reason !== undefined) return colours.red('NOT CAUGHT: not run to its end');
  return colours.red(upset === 0 ? 'NOT CAUGHT' : `NOT CAUGHT (${upset} crashed)`);
}

/** Below a guest, a monitor counts as much as a scenario. */
function seenBy(result: FaultResult): string {
  const { monitored } = result;
  return [clausesOf(result), ...(monitored.length === 0 ? [] : [`monitors: ${monitored.join(' ')}`])]
    .filter((part) => part !== '')
    .join('; ');
}

function clausesOf({ clauses }: FaultResult): string {
  const more = clauses.length - CLAUSES;
  const named = clauses.slice(0, CLAUSES).join(' ');
  return more > 0 ? `${named} and ${more} more` : named;
}

function alternativesTable(alternatives: readonly AlternativeResult[]): string {
  const rows = alternatives.map((result) => [
    result.alternative.id,
    layerOf(result.alternative),
    verdictOn(result),
    result.alternative.breaks?.[0] ?? '',
    result.alternative.title,
  ]);
  return columnsTable(['alternative', 'layer', 'outcome', 'breaks', 'what is different'], rows);
}

function verdictOn({ accepted, ending, scenarios }: AlternativeResult): string {
  if (accepted) return colours.green('accepted');
  const seen = scenarios.length === 0 ? 'by monitors' : counted(scenarios.length, 'scenario');
  return colours.red(ending === 'ran' ? `NOT ACCEPTED (${seen})` : `NOT ACCEPTED: ${ending}`);
}

/** What keeps an alternative from being accepted. */
function leadsText({ alternative, leads, reason }: AlternativeResult): string {
  const lines = leads
    .slice(0, LEADS)
    .map(({ clause, message, scenario, scenarios }) =>
      wrap(`${clause}: ${message} (${counted(scenarios, 'scenario')}, ${scenario})`, '  '),
    );
  const more = leads.length - LEADS;
  const why = lines.length > 0 ? lines : [`  ${reason ?? `nothing leads, where ${alternative.breaks?.[0] ?? 'nothing'} should`}`];
  return [`${alternative.id} fails:`, ...why, ...(more > 0 ? [`  and ${more} more`] : [])].join('\n');
}

function unobservableText(entries: readonly Unobservable[]): string {
  const lines = entries.map(({ history, reason }) => wrap(`${history}: ${reason}`, '  '));
  return ['Entries of the history that are no faults here, and why:', ...lines].join('\n');
}
