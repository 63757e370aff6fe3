import ts from 'typescript';
import { type Change, MEMORY, replaced } from '../change';
import { functionAround, nodesOf, ownersAt } from '../syntax';

/** A refusal is given once only, is looked for once only, or is given ever after. */
export function* checks(source: ts.SourceFile): Generator<Change> {
  for (const node of nodesOf(source)) {
    if (!ts.isIfStatement(node) || functionAround(node) === undefined || !refuses(node.thenStatement)) continue;
    const condition = node.expression.getText();
    const [owner = 'null'] = ownersAt(node);
    const become = (text: string) => [replaced(node.expression, text)];
    const at = node.expression;
    yield { fault: 'refuses the first time only', at, edits: become(`${MEMORY}.once(${owner}, ${condition})`), from: 2 };
    yield { fault: 'is checked the first time only', at, edits: become(`${MEMORY}.first(${owner}) && (${condition})`), from: 2 };
    yield { fault: 'refuses ever after', at, edits: become(`${MEMORY}.always(${owner}, ${condition})`), from: 2 };
  }
}

/** A refusal of the machine; errors of the model itself are none. */
function refuses(statement: ts.Statement): boolean {
  if (ts.isThrowStatement(statement)) return !/^new (?:Range|Type)?Error\b/.test(statement.expression.getText());
  if (!ts.isBlock(statement)) return false;
  const [only, ...others] = statement.statements;
  return only !== undefined && others.length === 0 && refuses(only);
}
