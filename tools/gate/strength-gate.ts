import { join } from 'node:path';
import { isObject } from '../../src/is-object';
import { runNode } from './command';
import type { Gate } from './gate';

/** What the suite was seen to catch: the kept results have to be there, and no MUST clause may be weak. Whether they are of late is told, not judged. */
export const strengthGate: Gate = {
  name: 'strength',
  vital: false,
  async pass() {
    const { code, output, stdout } = await runNode([join('dist', 'src', 'cli', 'main.js'), 'list', '--strength', '--format', 'json']);
    if (code !== 0) return { ok: false, passed: 0, failed: 0, note: 'could not be listed', output };
    const { clauses, doubts, overTime, score } = strengthIn(JSON.parse(stdout));
    const weak = clauses.filter((clause) => clause.weak).map(({ id }) => id);
    return {
      ok: score !== undefined && weak.length === 0 && clauses.length > 0,
      passed: 0,
      failed: 0,
      note: [
        `${score ?? 'no'} % of mutants killed, ${overTime === undefined ? 'those over time not tried' : `${overTime} % of those over time`}`,
        `${weak.length} weak MUST clauses`,
        ...doubts,
      ].join('; '),
      output: weak.length === 0 ? output : `these MUST clauses caught neither a fault nor a mutant: ${weak.join(', ')}`,
    };
  },
};

interface Listed {
  readonly clauses: readonly { readonly id: string; readonly weak: boolean }[];
  readonly doubts: readonly string[];
  readonly score: number | undefined;
  readonly overTime: number | undefined;
}

/** The parts of `list --strength --format json` that count. Throws if they are not there. */
export function strengthIn(list: unknown): Listed {
  const strength = member(list, 'strength');
  const [clauses, doubts] = [member(list, 'clauses'), member(strength, 'doubts')];
  const [score, overTime] = [member(member(strength, 'mutation'), 'score'), member(member(strength, 'overTime'), 'score')];
  if (!Array.isArray(clauses) || !Array.isArray(doubts)) throw new Error('the list has no clauses or no strength');
  return {
    clauses: clauses.map((clause) => ({ id: String(member(clause, 'id')), weak: member(member(clause, 'strength'), 'weak') === true })),
    doubts: doubts.map(String),
    score: typeof score === 'number' ? score : undefined,
    overTime: typeof overTime === 'number' ? overTime : undefined,
  };
}

function member(value: unknown, name: string): unknown {
  return isObject(value) ? value[name] : undefined;
}
