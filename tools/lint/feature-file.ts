import { readdirSync, readFileSync } from 'node:fs';
import { join, relative, sep } from 'node:path';
import { generateMessages } from '@cucumber/gherkin';
import { type Feature, IdGenerator, type Pickle, type Rule, type Scenario, SourceMediaType, type Tag } from '@cucumber/messages';
import { CLAUSE_TAG } from '../../src/specification/plan';

/** A scenario or outline as written, with what it runs as. */
export interface WrittenScenario {
  readonly scenario: Scenario;
  /** Absent for one outside every Rule. */
  readonly rule?: Rule;
  /** One, or one a row of the outline's tables. */
  readonly pickles: readonly Pickle[];
}

/** A feature file as the lint reads it. */
export interface FeatureFile {
  /** As findings name it, `/` between its parts. */
  readonly path: string;
  readonly text: string;
  /** Absent where the text is not Gherkin. */
  readonly feature?: Feature;
  readonly rules: readonly Rule[];
  readonly scenarios: readonly WrittenScenario[];
  /** What keeps it from being read. */
  readonly errors: readonly { readonly line: number; readonly message: string }[];
}

/** Reads one file's text. */
export function parseFeatureFile(path: string, text: string): FeatureFile {
  const envelopes = generateMessages(text, path, SourceMediaType.TEXT_X_CUCUMBER_GHERKIN_PLAIN, {
    defaultDialect: 'en',
    includeSource: false,
    includeGherkinDocument: true,
    includePickles: true,
    newId: IdGenerator.incrementing(),
  });
  const errors = envelopes.flatMap(({ parseError }) =>
    parseError === undefined ? [] : [{ line: parseError.source.location?.line ?? 1, message: parseError.message }],
  );
  const feature = envelopes.find((envelope) => envelope.gherkinDocument?.feature !== undefined)?.gherkinDocument?.feature;
  if (feature === undefined) return { path, text, rules: [], scenarios: [], errors };

  const pickles = envelopes.flatMap((envelope) => envelope.pickle ?? []);
  const picklesOf = (scenario: Scenario) => pickles.filter((pickle) => pickle.astNodeIds[0] === scenario.id);
  const rules = feature.children.flatMap((child) => child.rule ?? []);
  const scenarios = feature.children.flatMap(({ rule, scenario }): WrittenScenario[] => {
    if (scenario !== undefined) return [{ scenario, pickles: picklesOf(scenario) }];
    const within = rule?.children.flatMap((child) => child.scenario ?? []) ?? [];
    return within.map((inner) => ({ scenario: inner, pickles: picklesOf(inner), ...(rule === undefined ? {} : { rule }) }));
  });
  return { path, text, feature, rules, scenarios, errors };
}

/** Reads every feature file below `directory`; paths are relative to the directory above it. */
export function readFeatureFiles(directory: string): FeatureFile[] {
  return readdirSync(directory, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.feature'))
    .sort()
    .map((name) => {
      const file = join(directory, name);
      return parseFeatureFile(relative(join(directory, '..'), file).split(sep).join('/'), readFileSync(file, 'utf8'));
    });
}

/** The clause IDs among tags, in their order. */
export function clausesIn(tags: readonly Pick<Tag, 'name'>[]): string[] {
  return tags.flatMap((tag) => CLAUSE_TAG.exec(tag.name)?.[1] ?? []);
}

/** The clause that a Rule is about, if its tags name exactly one. */
export function clauseOfRule(rule: Rule): string | undefined {
  const [clause, second] = clausesIn(rule.tags);
  return second === undefined ? clause : undefined;
}
