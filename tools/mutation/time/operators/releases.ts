import ts from 'typescript';
import { type Change, MEMORY, replaced } from '../change';
import { calledName, deedOf, deedsIn, nodesOf } from '../syntax';
import { left } from './statements';

const RELEASES =
  /^(?:abandon|clear|close|closed|delete|destroy|destroyQueue|detach|endAccess|free|freeVmid|freeVintf|freeQueue|forget|give|letGo|release|remove|removeTable|splice|stop|stopReading|unbind|unclaim|undo|unmap|unmapSid|unpin|unreserve)$/;
const TAKES = /^(?:acquire|claim|opened|reserve|addTable)$/;

/** What is taken or released once is taken or released twice, or not at all. */
export function* releases(source: ts.SourceFile): Generator<Change> {
  const collections = collectionsOf(source);
  for (const statement of deedsIn(source)) {
    const deed = deedOf(statement);
    if (!ts.isCallExpression(deed)) continue;
    const name = calledName(deed) ?? (ts.isIdentifier(deed.expression) ? deed.expression.text : '');
    if (!RELEASES.test(name) && !TAKES.test(name)) continue;
    const what = RELEASES.test(name) ? 'releases' : 'takes';
    const text = statement.getText();
    yield { fault: `${what} nothing`, at: statement, edits: [left(statement)], from: 1 };
    // A map that has lost a key does not lose it once more.
    const twice = ts.isPropertyAccessExpression(deed.expression) && collections.has(deed.expression.expression.getText());
    if (!twice)
      yield { fault: `${what} twice`, at: statement, edits: [replaced(statement, `{ ${MEMORY}.act(); ${text} ${text} }`)], from: 1 };
  }
}

/** Fields that are maps or sets. */
function collectionsOf(source: ts.SourceFile): ReadonlySet<string> {
  const found = new Set<string>();
  for (const node of nodesOf(source)) {
    if (ts.isPropertyDeclaration(node) && node.initializer !== undefined && /^new (?:Weak)?(?:Map|Set)\b/.test(node.initializer.getText()))
      found.add(`this.${node.name.getText()}`);
  }
  return found;
}
