import ts from 'typescript';
import { type Change, MEMORY, replaced } from '../change';
import { calledName, functionAround, isLocal, nodesOf, rootOf } from '../syntax';

const BY_KEY = new Set(['add', 'at', 'delete', 'get', 'has', 'set']);

/** What is kept by a key is kept by a part of it, or the first key stands for all. */
export function* keys(source: ts.SourceFile): Generator<Change> {
  for (const node of nodesOf(source)) {
    if (functionAround(node) === undefined) continue;
    const key = keyOf(node);
    if (key !== undefined && !ts.isLiteralExpression(key)) {
      yield { fault: 'takes the first key for all', at: key, edits: [replaced(key, `${MEMORY}.stuck(${key.getText()})`)], from: 2 };
    }
    for (const part of partsOf(node, key)) {
      const text = ts.isTemplateSpan(node) ? `${MEMORY}.stuck(${part.getText()})` : part.getText();
      yield { fault: `knows of ${node.getText()} only ${part.getText()}`, at: node, edits: [replaced(node, text)], from: 2 };
    }
    if (ts.isTemplateExpression(node) && !isSentence(node)) {
      for (const { expression } of node.templateSpans) {
        const text = `${MEMORY}.stuck(${expression.getText()})`;
        yield { fault: `takes the first ${expression.getText()} for all`, at: node, edits: [replaced(expression, text)], from: 2 };
      }
    }
  }
}

function keyOf(node: ts.Node): ts.Expression | undefined {
  if (ts.isElementAccessExpression(node)) return isLocal(rootOf(node), node) ? undefined : node.argumentExpression;
  if (!ts.isCallExpression(node) || !BY_KEY.has(calledName(node) ?? '') || isLocal(rootOf(node.expression), node)) return undefined;
  return node.arguments[0];
}

/** The parts of a number that is made of several, where it is a key or what a function gives. */
function partsOf(node: ts.Node, key: ts.Expression | undefined): readonly ts.Expression[] {
  if (!ts.isBinaryExpression(node) || node.operatorToken.kind !== ts.SyntaxKind.PlusToken) return [];
  if (![node.left, node.right].some((side) => ts.isBinaryExpression(side) && side.operatorToken.kind === ts.SyntaxKind.AsteriskToken))
    return [];
  const { parent } = node;
  const counts =
    key === node || ts.isReturnStatement(parent) || (ts.isElementAccessExpression(parent) && parent.argumentExpression === node);
  return counts ? [node.left, node.right] : [];
}

/** What people are told is no key; it has blanks between its words. */
function isSentence({ head, templateSpans }: ts.TemplateExpression): boolean {
  return [head.text, ...templateSpans.map(({ literal }) => literal.text)].some((text) => text.includes(' '));
}
