import ts from 'typescript';
import { type Change, type Edit, MEMORY, replaced } from '../change';
import { deedsIn, givesNothing, hasBody, isAsync, memberAround, nodesOf, objectAt, ownersAt } from '../syntax';

/** Methods that end something, after which it can begin anew. */
const ENDS = /^#?(?:reset|clear|stop|destroy|free|release|close|unmap|remove|disable|unplug|unbind|detach)\w*$/i;

/** A statement never acts: where nothing sees that, nothing sees either that it acts too seldom. */
export function* absences(source: ts.SourceFile): Generator<Change> {
  for (const statement of deedsIn(source)) yield { fault: 'never acts', at: statement, edits: [left(statement)], from: 1 };
}

/** A statement, left out. */
export function left(statement: ts.ExpressionStatement): Edit {
  return replaced(statement, `{ ${MEMORY}.act(); }`);
}

/** A statement acts only the first time, or only every second time: of its object, or of all. */
export function* statements(source: ts.SourceFile): Generator<Change> {
  for (const statement of deedsIn(source)) {
    for (const owner of ownersAt(statement)) {
      // A constructor runs once for each object.
      if (
        owner === 'this' &&
        ts.isConstructorDeclaration(objectAt(statement) ?? statement) &&
        memberAround(statement) === objectAt(statement)
      )
        continue;
      const whose = owner === 'this' ? 'for each object' : 'for all objects';
      const guarded = (test: string) => [replaced(statement, `if (${MEMORY}.${test}(${owner})) { ${statement.getText()} }`)];
      yield { fault: `acts only the first time, ${whose}`, at: statement, edits: guarded('first'), from: 2 };
      yield { fault: `acts only every second time, ${whose}`, at: statement, edits: guarded('odd'), from: 2 };
    }
  }
}

/** A statement never acts again once its object was reset. */
export function* resets(source: ts.SourceFile): Generator<Change> {
  for (const statement of deedsIn(source)) {
    const member = objectAt(statement);
    if (member === undefined || ts.isConstructorDeclaration(member) || !ts.isClassLike(member.parent)) continue;
    const ends = member.parent.members.filter((other) => hasBody(other) && other !== member && ENDS.test(other.name?.getText() ?? ''));
    if (ends.length === 0) continue;
    const noted = ends.flatMap((end) => {
      const at = hasBody(end) ? end.body.getStart() + 1 : 0;
      return [{ start: at, end: at, text: ` ${MEMORY}.end(this);` }];
    });
    const guarded = replaced(statement, `if (${MEMORY}.fresh(this)) { ${statement.getText()} }`);
    yield { fault: 'never acts again after a reset', at: statement, edits: [...noted, guarded], from: 1 };
  }
}

/** What a function of deeds ends with happens only the first time, or only every second time. */
export function* lastDeeds(source: ts.SourceFile): Generator<Change> {
  for (const node of nodesOf(source)) {
    if (!ts.isReturnStatement(node) || node.expression === undefined || !ts.isCallExpression(node.expression)) continue;
    const member = memberAround(node);
    if (member?.type === undefined || !givesNothing(member)) continue;
    const nothing = isAsync(member) || !member.type.getText().startsWith('Promise') ? 'undefined' : 'Promise.resolve()';
    for (const owner of ownersAt(node)) {
      const whose = owner === 'this' ? 'for each object' : 'for all objects';
      const guarded = (test: string) => [
        replaced(node, `return ${MEMORY}.${test}(${owner}) ? ${node.expression?.getText()} : ${nothing};`),
      ];
      yield { fault: `acts only the first time, ${whose}`, at: node, edits: guarded('first'), from: 2 };
      yield { fault: `acts only every second time, ${whose}`, at: node, edits: guarded('odd'), from: 2 };
    }
  }
}
