import { foldChapters } from '../../run/fold';
import type { ClauseOutcome, ScenarioOutcome } from '../../run/outcome';
import { VERDICTS } from '../../run/session';
import { cut } from '../brief';
import type { ReportView } from '../view';
import { elapsed, VERDICT_SIGNS, VERDICT_WORDS } from '../words';

/** Failed scenarios that a clause names, how many of them without a fold, and characters of a reason. */
const FAILED = 50;
const UNFOLDED = 5;
const REASON = 300;

const WORST_FIRST = [...VERDICTS].reverse();

/** What a place for a verdict is given, by the kind of the place and the ID in it. */
export type Verdicts = (kind: string, id: string) => string;

/** The verdicts of a run as they stand on the pages of the book, two folders below the report. */
export function verdictsOf(view: ReportView): Verdicts {
  const clauses = new Map(view.clauses.map((outcome) => [outcome.clause.id, outcome]));
  const scenarios = new Map(view.scenarios.map((outcome) => [outcome.scenario.id, outcome]));
  const chapters = new Map(foldChapters(view.catalogue.chapters, view.clauses).map((outcome) => [outcome.chapter.id, outcome]));
  const addressOf = ({ scenario }: ScenarioOutcome) => {
    const address = view.failureAddress(scenario);
    return `../../${address.startsWith('#') ? 'index.html' : ''}${address}`;
  };
  const ofClause = ({ scenarios: own, verdict }: ClauseOutcome) => {
    const counts = WORST_FIRST.flatMap((one) => {
      const count = own.filter((outcome) => outcome.verdict === one).length;
      return count === 0 ? [] : [`${count} ${VERDICT_WORDS[one]}`];
    });
    const failed = own.filter((outcome) => outcome.verdict === 'failed');
    const told = counts.length === 0 ? '' : `: ${counts.join(', ')}`;
    const links = failed
      .slice(0, FAILED)
      .map((outcome) => `<li><a href="${escaped(addressOf(outcome))}">Why ${escaped(outcome.scenario.name)} failed</a></li>`)
      .join('');
    const more = failed.length > FAILED ? `<li>${failed.length - FAILED} more</li>` : '';
    const list = links === '' ? '' : `<ul>${links}${more}</ul>`;
    const failures = failed.length > UNFOLDED ? `<details><summary>${failed.length} failed scenarios</summary>${list}</details>` : list;
    return `${signed(verdict)} in <a href="../../index.html">this run</a>${told}.${failures}`;
  };
  const ofScenario = (outcome: ScenarioOutcome) => {
    const { durationMs, reason, verdict } = outcome;
    const why = reason === undefined ? '' : `: ${escaped(cut(reason, REASON))}`;
    const link = verdict === 'failed' ? ` (<a href="${escaped(addressOf(outcome))}">why</a>)` : '';
    return `${signed(verdict)}${link}${why}${verdict === 'passed' ? ` in ${elapsed(durationMs)}` : ''}`;
  };
  return (kind, id) => {
    if (kind === 'clause') {
      const outcome = clauses.get(id);
      return outcome === undefined ? 'Not chosen in <a href="../../index.html">this run</a>.' : ofClause(outcome);
    }
    if (kind === 'scenario') {
      const outcome = scenarios.get(id);
      return outcome === undefined ? '' : ofScenario(outcome);
    }
    const totals = chapters.get(id)?.totals;
    if (totals === undefined) return '';
    return WORST_FIRST.filter((one) => totals[one] > 0)
      .map((one) => `${signed(one)} ${totals[one]}`)
      .join(', ');
  };
}

function signed(verdict: keyof typeof VERDICT_WORDS): string {
  return `<b class="v-${verdict}">${VERDICT_SIGNS[verdict]} ${VERDICT_WORDS[verdict]}</b>`;
}

function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');
}
