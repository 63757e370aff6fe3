import ts from 'typescript';
import { type MutantText, short } from '../mutant-text';
import { type Change, type Edit, edited, type Operator } from './change';
import { checks } from './operators/checks';
import { errorPaths } from './operators/error-paths';
import { keys } from './operators/keys';
import { loops } from './operators/loops';
import { releases } from './operators/releases';
import { objects, results } from './operators/results';
import { absences, lastDeeds, resets, statements } from './operators/statements';
import { copies, counts, values } from './operators/values';

/** All ways in which code is made to go wrong over time. */
export const OPERATORS: readonly Operator[] = [
  errorPaths,
  releases,
  absences,
  statements,
  resets,
  lastDeeds,
  checks,
  results,
  objects,
  loops,
  keys,
  values,
  counts,
  copies,
];

/** What is said of a statement that acts, but not always when it should. */
const SELDOM = /^(?:acts only|never acts again)/;
const ABSENCES = ['never acts', 'releases nothing', 'takes nothing'];
const [EVERY_SECOND_TIME, FIRST_TIME] = ['every second time', 'the first time'];

/** A module of the reference that goes wrong over time. */
export interface TimeMutant {
  /** Its name from run to run: the text, and which of several equal ones it is. */
  readonly id: string;
  /** In terms that outlive moved lines; `replacement` says what goes wrong. */
  readonly text: MutantText;
  /** Line of the module, from 1. */
  readonly line: number;
  /** Where in the module it is. */
  readonly position: number;
  readonly from: 1 | 2;
  readonly edits: readonly Edit[];
  /** The mutant, by ID, in which the same statement never acts: this one survives where that one does. */
  readonly after?: string;
  /** A mutant, by ID, that does anything at all whenever this one does. */
  readonly twin?: string;
}

/** The mutants of a module, whose path is below `reference/`; each changed text once. */
export function mutantsOf(file: string, source: string): TimeMutant[] {
  const tree = parsed(file, source);
  const known = new Set<string>();
  const namesakes = new Map<string, number>();
  const mutants = OPERATORS.flatMap((operator) => [...operator(tree)]).flatMap((change) => {
    const result = edited(source, change.edits);
    if (known.has(result)) return [];
    known.add(result);
    const mutant = mutantOf(file, source, tree, change);
    const name = JSON.stringify(Object.values(mutant.text));
    const before = namesakes.get(name) ?? 0;
    namesakes.set(name, before + 1);
    return [{ id: before === 0 ? name : `${name}#${before + 1}`, ...mutant }];
  });
  const fates = new Map(mutants.map(({ id, position, text }) => [`${position}: ${text.replacement}`, id]));
  return mutants.map((mutant) => ({ ...mutant, ...relativesOf(mutant, fates) }));
}

/** The mutants of the same statement that tell what becomes of this one. `ids` are by place and fault. */
function relativesOf({ position, text }: Omit<TimeMutant, 'id'>, ids: ReadonlyMap<string, string>): Pick<TimeMutant, 'after' | 'twin'> {
  if (!SELDOM.test(text.replacement)) return {};
  const [after] = ABSENCES.flatMap((fault) => ids.get(`${position}: ${fault}`) ?? []);
  const twin = ids.get(`${position}: ${text.replacement.replace(EVERY_SECOND_TIME, FIRST_TIME)}`);
  const itself = ids.get(`${position}: ${text.replacement}`);
  return { ...(after === undefined ? {} : { after }), ...(twin === undefined || twin === itself ? {} : { twin }) };
}

/** A source as a tree whose nodes know what they stand in. */
export function parsed(file: string, source: string): ts.SourceFile {
  return ts.createSourceFile(file, source, ts.ScriptTarget.ES2023, true);
}

function mutantOf(file: string, source: string, tree: ts.SourceFile, { at, edits, fault, from }: Change): Omit<TimeMutant, 'id'> {
  const position = at.getStart();
  const { line } = tree.getLineAndCharacterOfPosition(position);
  const text = { file, line: (source.split('\n')[line] ?? '').trim(), original: short(at.getText()), replacement: short(fault) };
  return { text, line: line + 1, position: placeOf(at), from, edits };
}

/** Where it shows that the code is reached: for a function, where its body begins. */
function placeOf(node: ts.Node): number {
  if (!ts.isFunctionLike(node) || !('body' in node) || node.body === undefined) return node.getStart();
  const { body } = node as ts.FunctionDeclaration;
  return body?.statements[0]?.getStart() ?? node.getStart();
}
