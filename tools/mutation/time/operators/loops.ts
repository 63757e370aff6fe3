import ts from 'typescript';
import { type Change, MEMORY, replaced } from '../change';
import { functionAround, nodesOf } from '../syntax';

const OVER_ALL = new Set(['every', 'filter', 'find', 'findIndex', 'flatMap', 'forEach', 'map', 'reduce', 'some']);

const PARTS = [
  ['butLast', 'leaves out the last element'],
  ['butFirst', 'leaves out the first element'],
  ['onlyFirst', 'takes the first element alone'],
] as const;

/** What goes through a list leaves out an element. */
export function* loops(source: ts.SourceFile): Generator<Change> {
  for (const node of nodesOf(source)) {
    if (functionAround(node) === undefined) continue;
    const list = listOf(node);
    for (const [part, fault] of list === undefined ? [] : PARTS) {
      if (list !== undefined) yield { fault, at: list, edits: [replaced(list, `${MEMORY}.${part}(${list.getText()})`)], from: 1 };
    }
    const bound = boundOf(node);
    if (bound !== undefined)
      yield { fault: 'stops one earlier', at: bound, edits: [replaced(bound, `${MEMORY}.less(${bound.getText()})`)], from: 1 };
  }
}

function listOf(node: ts.Node): ts.Expression | undefined {
  if (ts.isForOfStatement(node)) return node.expression;
  if (!ts.isCallExpression(node) || !ts.isPropertyAccessExpression(node.expression)) return undefined;
  return OVER_ALL.has(node.expression.name.text) ? node.expression.expression : undefined;
}

function boundOf(node: ts.Node): ts.Expression | undefined {
  if (!ts.isForStatement(node) || node.condition === undefined || !ts.isBinaryExpression(node.condition)) return undefined;
  return node.condition.operatorToken.kind === ts.SyntaxKind.LessThanToken ? node.condition.right : undefined;
}
