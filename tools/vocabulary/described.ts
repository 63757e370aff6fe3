import { readdirSync, readFileSync } from 'node:fs';
import { join, relative, sep } from 'node:path';
import ts from 'typescript';
import { isNeed, type Need, type Role } from '../../src/specification/vocabulary';

/** Something that the vocabulary is made of, where it stands, and its doc comment. */
interface Described {
  /** From the directory above that of the sources, `/` between its parts. */
  readonly file: string;
  readonly line: number;
  /** The doc comment directly above, in one line; empty if there is none. */
  readonly description: string;
}

/** A sentence as its source tells it. */
export interface DescribedSentence extends Described {
  readonly role: Role;
  readonly pattern: string;
  readonly needs: readonly Need[];
}

/** A parameter type as its source tells it. */
export interface DescribedParameter extends Described {
  readonly name: string;
  /** What it matches. */
  readonly regexp: string;
}

/** What sources say of the vocabulary, in their order. */
export interface DescribedVocabulary {
  readonly sentences: readonly DescribedSentence[];
  readonly parameters: readonly DescribedParameter[];
}

/** Reads every source below `directory`. */
export function readDescribed(directory: string): DescribedVocabulary {
  const names = readdirSync(directory, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.ts') && !name.endsWith('.test.ts'))
    .sort();
  const read = names.map((name) => {
    const file = join(directory, name);
    return describedIn(relative(join(directory, '..'), file).split(sep).join('/'), readFileSync(file, 'utf8'));
  });
  return { sentences: read.flatMap(({ sentences }) => sentences), parameters: read.flatMap(({ parameters }) => parameters) };
}

/** Reads one source. */
export function describedIn(file: string, text: string): DescribedVocabulary {
  const source = ts.createSourceFile(file, text, ts.ScriptTarget.Latest, true);
  const sentences: DescribedSentence[] = [];
  const parameters: DescribedParameter[] = [];
  for (const statement of source.statements) {
    if (!ts.isExpressionStatement(statement) || !ts.isCallExpression(statement.expression)) continue;
    const { expression: called, arguments: given } = statement.expression;
    const described: Described = {
      file,
      line: source.getLineAndCharacterOfPosition(statement.getStart()).line + 1,
      description: descriptionOf(statement),
    };
    const [first, second] = given;
    const name = called.getText();
    if (isRole(name) && first !== undefined && ts.isStringLiteralLike(first)) {
      sentences.push({ ...described, role: name, pattern: first.text, needs: needsIn(second) });
    } else if (name === 'defineParameterType' && first !== undefined && ts.isObjectLiteralExpression(first)) {
      const [type, regexp] = [property(first, 'name'), property(first, 'regexp')];
      if (type !== undefined && ts.isStringLiteralLike(type) && regexp !== undefined) {
        parameters.push({ ...described, name: type.text, regexp: regexp.getText().replace(/^\/|\/$/g, '') });
      }
    }
  }
  return { sentences, parameters };
}

function isRole(text: string): text is Role {
  return text === 'Given' || text === 'When' || text === 'Then';
}

function descriptionOf(statement: ts.Statement): string {
  const comments = ts.getJSDocCommentsAndTags(statement).filter(ts.isJSDoc);
  return (ts.getTextOfJSDocComment(comments.at(-1)?.comment) ?? '').replace(/\s+/g, ' ').trim();
}

function needsIn(node: ts.Expression | undefined): Need[] {
  if (node === undefined || !ts.isArrayLiteralExpression(node)) return [];
  return node.elements.flatMap((element) => (ts.isStringLiteralLike(element) && isNeed(element.text) ? [element.text] : []));
}

function property(object: ts.ObjectLiteralExpression, name: string): ts.Expression | undefined {
  for (const member of object.properties) {
    if (ts.isPropertyAssignment(member) && member.name.getText() === name) return member.initializer;
  }
  return undefined;
}
