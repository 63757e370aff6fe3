import ts from 'typescript';

/** A function that has a body in braces. */
export type Bodied = ts.FunctionLikeDeclaration & { readonly body: ts.Block };

/** All nodes of a tree, outer ones first. */
export function* nodesOf(root: ts.Node): Generator<ts.Node> {
  yield root;
  const children: ts.Node[] = [];
  ts.forEachChild(root, (child) => {
    children.push(child);
  });
  for (const child of children) yield* nodesOf(child);
}

/** The innermost function around a node. */
export function functionAround(node: ts.Node): ts.FunctionLikeDeclaration | undefined {
  return ts.findAncestor(node.parent, isFunction);
}

/** The method, accessor, constructor or plain function around a node, past the arrow functions in it. */
export function memberAround(node: ts.Node): ts.FunctionLikeDeclaration | undefined {
  return ts.findAncestor(node.parent, (above): above is ts.FunctionLikeDeclaration => isFunction(above) && !ts.isArrowFunction(above));
}

function isFunction(node: ts.Node): node is ts.FunctionLikeDeclaration {
  return (
    ts.isFunctionDeclaration(node) ||
    ts.isFunctionExpression(node) ||
    ts.isArrowFunction(node) ||
    ts.isMethodDeclaration(node) ||
    ts.isConstructorDeclaration(node) ||
    ts.isAccessor(node)
  );
}

/** Whose memory a place can have: that of its object, unless it has none, and that of everybody. */
export function ownersAt(node: ts.Node): readonly ('this' | 'null')[] {
  return objectAt(node) === undefined ? ['null'] : ['this', 'null'];
}

/** The method, accessor or constructor through which a node belongs to an object. */
export function objectAt(node: ts.Node): ts.FunctionLikeDeclaration | undefined {
  const member = isFunction(node) && !ts.isArrowFunction(node) ? node : memberAround(node);
  return member !== undefined && belongsToObject(member) ? member : undefined;
}

/** A method, accessor or constructor, and not a static one. */
export function belongsToObject(member: ts.FunctionLikeDeclaration): boolean {
  if (!ts.isClassLike(member.parent)) return false;
  return !(ts.getCombinedModifierFlags(member as ts.MethodDeclaration) & ts.ModifierFlags.Static);
}

export function isAsync(member: ts.FunctionLikeDeclaration): boolean {
  return (ts.getCombinedModifierFlags(member as ts.MethodDeclaration) & ts.ModifierFlags.Async) !== 0;
}

export function hasBody(node: ts.Node): node is Bodied {
  return isFunction(node) && node.body !== undefined && ts.isBlock(node.body);
}

export function isGenerator(node: ts.FunctionLikeDeclaration): boolean {
  return node.asteriskToken !== undefined;
}

/** What a function is declared to give: `nothing` may come late. */
export function givesNothing(member: ts.FunctionLikeDeclaration): boolean {
  if (ts.isConstructorDeclaration(member) || ts.isSetAccessor(member)) return true;
  if (member.type !== undefined) return /^(?:never|(?:undefined \| )?(?:void|Promise<void>))$/.test(member.type.getText());
  return (
    member.body === undefined || ![...nodesOf(member.body)].some((node) => ts.isReturnStatement(node) && node.expression !== undefined)
  );
}

/** Names that the parameters bind. */
export function parameterNames(member: ts.FunctionLikeDeclaration): string[] {
  return member.parameters.flatMap(({ name }) =>
    [...nodesOf(name)].flatMap((node) =>
      ts.isIdentifier(node) && (node === name || (ts.isBindingElement(node.parent) && node.parent.name === node)) ? [node.text] : [],
    ),
  );
}

/** What an expression begins with: `this` of `this.a.b()`. */
export function rootOf(expression: ts.Expression): ts.Expression {
  if (ts.isPropertyAccessExpression(expression) || ts.isElementAccessExpression(expression) || ts.isCallExpression(expression)) {
    return rootOf(expression.expression);
  }
  return ts.isAwaitExpression(expression) || ts.isParenthesizedExpression(expression) || ts.isNonNullExpression(expression)
    ? rootOf(expression.expression)
    : expression;
}

/** A variable of the function itself, which nothing of outlives the call. */
export function isLocal(expression: ts.Expression, from: ts.Node): boolean {
  if (!ts.isIdentifier(expression)) return false;
  const around = functionAround(from);
  if (around?.body === undefined) return false;
  return [...nodesOf(around.body)].some(
    (node) =>
      ts.isVariableDeclaration(node) &&
      ts.isIdentifier(node.name) &&
      node.name.text === expression.text &&
      (node.initializer === undefined ||
        ts.isArrayLiteralExpression(node.initializer) ||
        ts.isNewExpression(node.initializer) ||
        ts.isLiteralExpression(node.initializer) ||
        ts.isBigIntLiteral(node.initializer)),
  );
}

/** What a statement does, behind its `await`. */
export function deedOf({ expression }: ts.ExpressionStatement): ts.Expression {
  return ts.isAwaitExpression(expression) ? expression.expression : expression;
}

/** The assignment that a node is, if it is one. */
export function isAssignment(node: ts.Node): node is ts.BinaryExpression {
  return (
    ts.isBinaryExpression(node) &&
    node.operatorToken.kind >= ts.SyntaxKind.FirstAssignment &&
    node.operatorToken.kind <= ts.SyntaxKind.LastAssignment
  );
}

/** Statements that change something which outlives the function. */
export function* deedsIn(source: ts.SourceFile): Generator<ts.ExpressionStatement> {
  for (const node of nodesOf(source)) {
    if (!ts.isExpressionStatement(node) || functionAround(node) === undefined) continue;
    const deed = deedOf(node);
    if (isAssignment(deed)) {
      if (ts.isIdentifier(deed.left) || isLocal(rootOf(deed.left), node)) continue;
    } else if (ts.isCallExpression(deed)) {
      if (deed.expression.kind === ts.SyntaxKind.SuperKeyword || isLocal(rootOf(deed.expression), node)) continue;
    } else if (ts.isPostfixUnaryExpression(deed) || ts.isPrefixUnaryExpression(deed)) {
      if (ts.isIdentifier(deed.operand)) continue;
    } else continue;
    yield node;
  }
}

/** The method that a call calls, without `#`. */
export function calledName(call: ts.CallExpression): string | undefined {
  return ts.isPropertyAccessExpression(call.expression) ? call.expression.name.text.replace('#', '') : undefined;
}
