import ts from 'typescript';
import { type Change, MEMORY, replaced } from '../change';
import { deedsIn } from '../syntax';

/** An error path leaves what was done before the error. */
export function* errorPaths(source: ts.SourceFile): Generator<Change> {
  for (const statement of deedsIn(source)) {
    const { parent } = statement;
    const undoes =
      inClean(statement) ||
      (ts.isBlock(parent) && parent.statements.some((after) => after.pos > statement.pos && ts.isThrowStatement(after)));
    if (undoes || /^undo\(/.test(statement.getText()))
      yield { fault: 'an error path leaves it out', at: statement, edits: [replaced(statement, `{ ${MEMORY}.act(); }`)], from: 1 };
  }
}

/** In a `catch` or a `finally`. */
function inClean(statement: ts.Statement): boolean {
  const block = statement.parent;
  return ts.isCatchClause(block.parent) || (ts.isTryStatement(block.parent) && block.parent.finallyBlock === block);
}
