import ts from 'typescript';
import { type Change, MEMORY, replaced } from '../change';
import { calledName, deedOf, deedsIn, memberAround, nodesOf, objectAt } from '../syntax';

/** A new value is ignored while there is an old one; an object gets what the first one got. */
export function* values(source: ts.SourceFile): Generator<Change> {
  for (const statement of deedsIn(source)) {
    const deed = deedOf(statement);
    if (ts.isBinaryExpression(deed) && deed.operatorToken.kind === ts.SyntaxKind.EqualsToken) {
      const constructing = objectAt(statement);
      const made = constructing !== undefined && ts.isConstructorDeclaration(constructing) && memberAround(statement) === constructing;
      if (made && !isLiteral(deed.right)) {
        const text = `${MEMORY}.stuck(${deed.right.getText()})`;
        yield { fault: 'has what the first object has', at: statement, edits: [replaced(deed.right, text)], from: 2 };
      } else if (!made) {
        const [left, right] = [deed.left.getText(), deed.right.getText()];
        const operator = ts.isElementAccessExpression(deed.left) ? '||=' : '??=';
        const text = `${MEMORY}.act(); ${left} ${operator} ${right};`;
        yield {
          fault: 'ignores a new value while there is an old one',
          at: statement,
          edits: [replaced(statement, `{ ${text} }`)],
          from: 2,
        };
      }
    } else if (ts.isCallExpression(deed) && calledName(deed) === 'set' && deed.arguments.length === 2) {
      const [key, value] = deed.arguments;
      if (key === undefined || value === undefined || !ts.isPropertyAccessExpression(deed.expression)) continue;
      const text = `${MEMORY}.setIfAbsent(${deed.expression.expression.getText()}, ${key.getText()}, ${value.getText()})`;
      yield { fault: 'ignores a new value while there is an old one', at: statement, edits: [replaced(deed, text)], from: 2 };
    }
  }
}

/** A count that is only a flag: several are counted as one. */
export function* counts(source: ts.SourceFile): Generator<Change> {
  const steps = new Map<string, (ts.PostfixUnaryExpression | ts.PrefixUnaryExpression)[]>();
  for (const node of nodesOf(source)) {
    if (!ts.isPostfixUnaryExpression(node) && !ts.isPrefixUnaryExpression(node)) continue;
    if (!isStep(node) || !ts.isPropertyAccessExpression(node.operand)) continue;
    const name = node.operand.getText();
    steps.set(name, [...(steps.get(name) ?? []), node]);
  }
  for (const [name, all] of steps) {
    const [first] = all;
    if (first === undefined || !all.some((step) => step.operator === ts.SyntaxKind.PlusPlusToken)) continue;
    const zero = initialOf(source, name);
    const edits = all.map((step) => {
      const up = step.operator === ts.SyntaxKind.PlusPlusToken;
      const text = up ? `${name} > ${zero} ? ${MEMORY}.act() && ${name} : ${zero} + 1` : `${name} > ${zero} ? ${zero} : ${name} - 1`;
      return replaced(step, `(${name} = ${text})`);
    });
    yield { fault: 'counts several as one', at: first, edits, from: 2 };
  }
}

/** A copy is taken where the thing itself belongs, or the other way round. */
export function* copies(source: ts.SourceFile): Generator<Change> {
  for (const node of nodesOf(source)) {
    if (memberAround(node) === undefined) continue;
    for (const kept of keptOf(node)) {
      if (!ts.isIdentifier(kept) && !ts.isPropertyAccessExpression(kept)) continue;
      yield { fault: 'keeps a copy', at: kept, edits: [replaced(kept, `${MEMORY}.copy(${kept.getText()})`)], from: 1 };
    }
    const original = originalOf(node);
    if (original !== undefined)
      yield { fault: 'keeps no copy', at: node, edits: [replaced(node, `(${MEMORY}.act(), ${original.getText()})`)], from: 1 };
  }
}

function keptOf(node: ts.Node): readonly ts.Expression[] {
  if (ts.isNewExpression(node))
    return /^(?:Map|Set|WeakMap|\w*Error|Refusal|Uint\d+Array)$/.test(node.expression.getText()) ? [] : (node.arguments ?? []);
  const assigned =
    ts.isBinaryExpression(node) && node.operatorToken.kind === ts.SyntaxKind.EqualsToken && ts.isPropertyAccessExpression(node.left);
  return assigned ? [node.right] : [];
}

/** What a node copies. */
function originalOf(node: ts.Node): ts.Expression | undefined {
  if (ts.isArrayLiteralExpression(node) && node.elements.length === 1) {
    const [only] = node.elements;
    return only !== undefined && ts.isSpreadElement(only) ? nameIn(only.expression) : undefined;
  }
  if (
    ts.isCallExpression(node) &&
    calledName(node) === 'slice' &&
    node.arguments.length === 0 &&
    ts.isPropertyAccessExpression(node.expression)
  )
    return nameIn(node.expression.expression);
  if (ts.isNewExpression(node) && /^(?:Map|Set|Uint8Array)$/.test(node.expression.getText()) && node.arguments?.length === 1) {
    const [only] = node.arguments;
    return only === undefined ? undefined : nameIn(only);
  }
  return undefined;
}

function nameIn(expression: ts.Expression): ts.Expression | undefined {
  return ts.isPropertyAccessExpression(expression) || ts.isIdentifier(expression) ? expression : undefined;
}

function isStep({ operator }: ts.PostfixUnaryExpression | ts.PrefixUnaryExpression): boolean {
  return operator === ts.SyntaxKind.PlusPlusToken || operator === ts.SyntaxKind.MinusMinusToken;
}

/** What a field begins with; 0 where that stands elsewhere. */
function initialOf(source: ts.SourceFile, name: string): string {
  const field = name.split('.').at(-1);
  for (const node of nodesOf(source)) {
    if (ts.isPropertyDeclaration(node) && node.name.getText() === field && node.initializer !== undefined)
      return node.initializer.getText();
  }
  return '0';
}

function isLiteral(expression: ts.Expression): boolean {
  return ts.isLiteralExpression(expression) || ts.isNewExpression(expression) || expression.kind === ts.SyntaxKind.TrueKeyword;
}
