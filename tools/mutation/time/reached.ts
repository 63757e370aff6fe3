import ts from 'typescript';
import { type Edit, edited, MEMORY } from './change';
import { functionAround, nodesOf } from './syntax';

/** A piece of code that tells when it is reached. */
interface Place {
  readonly start: number;
  readonly end: number;
}

/** A module that tells which of its places are reached, numbered from `first` on. */
export interface Instrumented {
  readonly text: string;
  readonly places: readonly Place[];
}

/** Has every statement of a function, and every arrow function of an expression, tell that it is reached. */
export function instrumented(tree: ts.SourceFile, first: number): Instrumented {
  const places: Place[] = [];
  const edits: Edit[] = [];
  const told = (node: ts.Node): string => {
    places.push({ start: node.getStart(), end: node.getEnd() });
    return `${MEMORY}.hit(${first + places.length - 1})`;
  };
  const insert = (at: number, text: string) => edits.push({ start: at, end: at, text });
  for (const node of nodesOf(tree)) {
    const { parent } = node;
    if (parent === undefined || functionAround(node) === undefined) continue;
    if (ts.isArrowFunction(parent) && parent.body === node && ts.isExpression(node)) {
      insert(node.getStart(), `(${told(node)}, `);
      insert(node.getEnd(), ')');
    } else if (ts.isStatement(node) && !ts.isBlock(node)) {
      if (ts.isBlock(parent) || ts.isCaseOrDefaultClause(parent)) insert(node.getStart(), `${told(node)}; `);
      else if (ts.isIfStatement(parent) || ts.isIterationStatement(parent, false)) {
        insert(node.getStart(), `{ ${told(node)}; `);
        insert(node.getEnd(), ' }');
      }
    }
  }
  return { text: withInserted(tree.text, edits), places };
}

/** The number of the innermost place around a position; `undefined` where nothing tells. */
export function placeAt(places: readonly Place[], position: number): number | undefined {
  let found: number | undefined;
  let width = Number.POSITIVE_INFINITY;
  for (const [index, { end, start }] of places.entries()) {
    if (start > position || position >= end || end - start > width) continue;
    found = index;
    width = end - start;
  }
  return found;
}

/** The innermost places around a piece of code; `undefined` where nothing tells of some of it, or it is none. */
export function placesWithin(places: readonly Place[], text: string, from: number, to: number): readonly number[] | undefined {
  // What does nothing is of no place.
  const code = text.slice(from, to).replace(/\/\/.*|[}\s]/gm, (blank) => ' '.repeat(blank.length));
  const found = new Set<number>();
  for (let position = from; position < to; position += 1) {
    if (code[position - from] === ' ') continue;
    const place = placeAt(places, position);
    if (place === undefined) return undefined;
    found.add(place);
  }
  return found.size === 0 ? undefined : [...found];
}

/** Of insertions at one position, what ends comes before what begins, and outer beginnings before inner ones. */
function withInserted(source: string, edits: readonly Edit[]): string {
  const byPosition = new Map<number, { ends: string; begins: string }>();
  for (const { start, text } of edits) {
    const at = byPosition.get(start) ?? { ends: '', begins: '' };
    if (text === ')' || text === ' }') at.ends += text;
    else at.begins += text;
    byPosition.set(start, at);
  }
  return edited(
    source,
    [...byPosition].map(([start, { begins, ends }]) => ({ start, end: start, text: ends + begins })),
  );
}
