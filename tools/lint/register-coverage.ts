import { clausesIn, type FeatureFile } from './feature-file';
import type { Finding } from './finding';
import type { Linted } from './linted';

/** Tells which registers the scenarios of a clause should name and do not. */
export function unnamedRegisters({ catalogue, clauseAt, files, registerDemands }: Linted): Finding[] {
  const steps = stepsByClause(files);
  return registerDemands.flatMap(({ clause, how, registers, what }) => {
    if (catalogue.clause(clause) === undefined) return [];
    const told = steps.get(clause) ?? [];
    const missing = registers.filter((register) => !told.some((text) => names(text, register, how)));
    if (missing.length === 0) return [];
    const step = how === undefined ? 'a step' : `a step with "${how}"`;
    return [{ ...clauseAt(clause), message: `${clause} is about ${what}, but no scenario of it has ${step} for ${missing.join(', ')}` }];
  });
}

function names(text: string, register: string, how = '<register>'): boolean {
  const words = how.replace('<register>', register);
  // A name that goes on is another register's: VCMDQ0_BASE_L is not VCMDQ0_BASE.
  for (let at = text.indexOf(words); at >= 0; at = text.indexOf(words, at + 1)) {
    if (!/\w/.test(text.charAt(at - 1)) && !/\w/.test(text.charAt(at + words.length))) return true;
  }
  return false;
}

/** The steps of each clause's scenarios as they run, a table's rows among them. */
function stepsByClause(files: readonly FeatureFile[]): ReadonlyMap<string, readonly string[]> {
  const steps = new Map<string, string[]>();
  for (const pickle of files.flatMap(({ scenarios }) => scenarios.flatMap(({ pickles }) => pickles))) {
    const texts = pickle.steps.map(({ argument, text }) => {
      const rows = argument?.dataTable?.rows ?? [];
      return [text, ...rows.map(({ cells }) => cells.map(({ value }) => value).join(' '))].join('\n');
    });
    for (const clause of clausesIn(pickle.tags)) steps.set(clause, [...(steps.get(clause) ?? []), ...texts]);
  }
  return steps;
}
