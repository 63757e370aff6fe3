import ts from 'typescript';
import { type Change, MEMORY, replaced } from '../change';
import { type Bodied, belongsToObject, givesNothing, hasBody, isAsync, isGenerator, nodesOf, parameterNames } from '../syntax';

/** The first result of a method is kept for ever: of an object, of an object for the same arguments, for all objects. */
export function* results(source: ts.SourceFile): Generator<Change> {
  for (const node of nodesOf(source)) {
    if (!hasBody(node) || isGenerator(node) || givesNothing(node) || takesFunctions(node)) continue;
    const names = parameterNames(node);
    const kept = (owner: string, keys: readonly string[]) => [
      replaced(
        node.body,
        `{ return ${MEMORY}.kept(${owner}, [${keys.join(', ')}], ${isAsync(node) ? 'async ' : ''}() => ${node.body.getText()}); }`,
      ),
    ];
    if (ts.isArrowFunction(node) || ts.isFunctionExpression(node)) continue;
    if (!belongsToObject(node)) {
      if (takesObjects(node))
        yield { fault: 'keeps the first result for the same arguments', at: node, edits: kept('null', names), from: 2 };
      continue;
    }
    yield { fault: 'keeps the first result, for each object', at: node, edits: kept('this', []), from: 2 };
    yield { fault: 'keeps the first result, for all objects', at: node, edits: kept('null', []), from: 2 };
    if (names.length > 0) {
      yield { fault: 'keeps the first result for the same arguments, for each object', at: node, edits: kept('this', names), from: 2 };
      yield { fault: 'keeps the first result for the same arguments, for all objects', at: node, edits: kept('null', names), from: 2 };
    }
  }
}

/** A method works on the first object that it was called on, whichever it is called on. */
export function* objects(source: ts.SourceFile): Generator<Change> {
  for (const node of nodesOf(source)) {
    if (!hasBody(node) || ts.isConstructorDeclaration(node) || isGenerator(node) || !belongsToObject(node)) continue;
    const body = node.body.getText();
    if (!/\bthis\b/.test(body) || /\bsuper\b/.test(body)) continue;
    const text = `{ return (${isAsync(node) ? 'async ' : ''}function () ${body}).call(${MEMORY}.stuck(this)); }`;
    yield { fault: 'works on the first object, whichever it is called on', at: node, edits: [replaced(node.body, text)], from: 2 };
  }
}

function takesFunctions({ parameters }: Bodied): boolean {
  return parameters.some(({ type }) => type?.getText().includes('=>'));
}

const PLAIN =
  /^(?:readonly )?(?:bigint|boolean|number|string|undefined|RegisterWidth|AccessWidth)(?:\[\])?(?: \| (?:bigint|boolean|number|string|undefined))*$/;

function takesObjects({ parameters }: Bodied): boolean {
  return parameters.some(({ type }) => type !== undefined && !PLAIN.test(type.getText()));
}
