import { suggestion } from './nearest';
import { WrongUse } from './wrong-use';

/** The error for the name of a clause or a scenario that the suite does not have, with what may have been meant. */
export function unknownName(written: string, clauseIds: readonly string[], scenarioIds: readonly string[]): WrongUse {
  const scenario = written.includes('/');
  const known = scenario ? likeliest(written, scenarioIds) : clauseIds;
  const what = scenario ? 'scenario' : 'clause';
  return new WrongUse(`no ${what} "${written}".${suggestion(written, known)} \`cmdqv-conformance list\` names them all.`);
}

/** The scenarios of the clause that was named, if there is one: names are long, and others may look alike by chance. */
function likeliest(written: string, ids: readonly string[]): readonly string[] {
  const clause = written.slice(0, written.indexOf('/') + 1).toUpperCase();
  const own = ids.filter((id) => id.startsWith(clause));
  return own.length === 0 ? ids : own;
}
