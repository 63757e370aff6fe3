import type { ISupportCodeLibrary } from '@cucumber/cucumber/api';

/** What this module uses of a step definition of Cucumber's; `match` gives the arguments, or `null`. */
interface StepDefinition {
  id: string;
  readonly pattern: unknown;
  readonly expression: { match(text: string): unknown; readonly treeRegexp?: unknown };
  matchesStepName(text: string): boolean;
}

/** The parsed pattern of an expression: finds the groups of a text. */
interface TreeRegexp {
  readonly regexp: RegExp;
  readonly groupBuilder: { build(match: RegExpExecArray, nextIndex: () => number): unknown };
  match(text: string): unknown;
}

/**
 * Makes the library's step definitions find out once for each text which of them fit, and with which arguments.
 *
 * Cucumber tries every definition for every step of every scenario, and those that fit twice more, while most steps
 * recur. What fits stays Cucumber's to say, and so does what to do about none or several. A library that does not look
 * as expected is left as it is: it only takes longer.
 */
export function rememberMatches(library: ISupportCodeLibrary): void {
  const { stepDefinitions } = library as ISupportCodeLibrary & { readonly stepDefinitions?: unknown };
  if (!Array.isArray(stepDefinitions) || !stepDefinitions.every(isStepDefinition)) return;
  const candidates = byFirstWord(stepDefinitions);
  const fitting = new Map<string, ReadonlySet<StepDefinition>>();
  const fittingTo = (text: string): ReadonlySet<StepDefinition> => {
    const known = fitting.get(text);
    if (known !== undefined) return known;
    const found = new Set(candidates(text).filter(({ expression }) => expression.match(text) !== null));
    fitting.set(text, found);
    return found;
  };
  // Cucumber asks all definitions for one text after the other, and one of them fits.
  let last = '';
  let [sole, others] = split(fittingTo(last));
  for (const definition of stepDefinitions) {
    rememberArguments(definition);
    definition.id = interned(definition.id);
    definition.matchesStepName = (text) => {
      if (last !== text) {
        last = text;
        [sole, others] = split(fittingTo(text));
      }
      return definition === sole || (others?.has(definition) ?? false);
    };
  }
}

/** The one that fits, or all of several. */
function split(fitting: ReadonlySet<StepDefinition>): readonly [sole?: StepDefinition | undefined, several?: ReadonlySet<StepDefinition>] {
  const [first] = fitting;
  return fitting.size > 1 ? [undefined, fitting] : [first];
}

/**
 * The same text as the engine keeps names, of which each is there once. Cucumber finds the definition of each step by
 * comparing IDs, and it makes them of pieces, so that two take long to compare.
 */
function interned(id: string): string {
  return Object.keys({ [id]: 0 })[0] ?? id;
}

/** Arguments do not belong to a step: their values are worked out from them each time. */
function rememberArguments({ expression }: StepDefinition): void {
  const { treeRegexp } = expression;
  if (isTreeRegexp(treeRegexp)) useNativeIndices(treeRegexp);
  const match = expression.match.bind(expression);
  const found = new Map<string, unknown>();
  expression.match = (text) => {
    const known = found.get(text);
    if (known !== undefined) return known;
    const matched = match(text);
    if (matched !== null) found.set(text, matched);
    return matched;
  };
}

/** Lets the engine tell where groups begin; Cucumber rewrites each expression to find out, for engines that cannot. */
function useNativeIndices(tree: TreeRegexp): void {
  const regexp = new RegExp(tree.regexp.source, `${tree.regexp.flags}d`);
  tree.match = (text) => {
    const match = regexp.exec(text);
    if (match === null) return null;
    let group = 0;
    return tree.groupBuilder.build(match, () => group++);
  };
}

/** Gives the definitions that can fit a text by its first word. */
function byFirstWord(definitions: readonly StepDefinition[]): (text: string) => readonly StepDefinition[] {
  const words = new Map(definitions.map((definition) => [definition, firstWord(definition.pattern)]));
  const found = new Map<string, readonly StepDefinition[]>();
  return (text) => {
    const [word = ''] = text.split(' ', 1);
    const known = found.get(word);
    if (known !== undefined) return known;
    const fit = definitions.filter((definition) => (words.get(definition) ?? word) === word);
    found.set(word, fit);
    return fit;
  };
}

/** What every text that fits begins with, up to a space; `undefined` if that varies. */
function firstWord(pattern: unknown): string | undefined {
  return typeof pattern === 'string' ? /^([\w'-]+) /.exec(pattern)?.[1] : undefined;
}

function isStepDefinition(value: unknown): value is StepDefinition {
  const { expression, id, matchesStepName } = value as Partial<StepDefinition>;
  return typeof id === 'string' && typeof matchesStepName === 'function' && typeof expression?.match === 'function';
}

function isTreeRegexp(value: unknown): value is TreeRegexp {
  const { groupBuilder, match, regexp } = (value ?? {}) as Partial<TreeRegexp>;
  return (
    regexp instanceof RegExp &&
    !regexp.global &&
    !regexp.sticky &&
    !regexp.hasIndices &&
    typeof match === 'function' &&
    typeof groupBuilder?.build === 'function'
  );
}
