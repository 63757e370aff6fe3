import { readdirSync, readFileSync } from 'node:fs';
import { join, relative, resolve, sep } from 'node:path';
import { generateMessages } from '@cucumber/gherkin';
import {
  type Envelope,
  type Feature,
  type GherkinDocument,
  IdGenerator,
  type Pickle,
  type Rule,
  SourceMediaType,
} from '@cucumber/messages';
import type { Catalogue, Layer } from './clauses/catalogue';

/** The folders of features, one per layer that scenarios speak to; `stack` is all of them together. */
export const SCENARIO_LAYERS = ['device', 'kernel', 'hardware', 'stack'] as const satisfies readonly Layer[];

/** A tag that names a clause, `@ALLOC-04`. */
export const CLAUSE_TAG = /^@([A-Z0-9]+(?:-[A-Z0-9]+)*-\d+)$/;

/** A step of a scenario, placeholders filled in. */
export interface PlannedStep {
  /** `Given `, `* `: as in the feature file, trailing space and all. */
  readonly keyword: string;
  readonly text: string;
  /** Line in the feature file, from 1. */
  readonly line: number;
  /** The step's doc string or data table, a line each, empty for most. */
  readonly argument: readonly string[];
}

/** A scenario, or a row of a scenario outline. */
export interface PlannedScenario {
  /** `<primary clause>/<slug of the name>`, the same from run to run. */
  readonly id: string;
  readonly name: string;
  /** Path below the directory that holds the features, `/` between its parts. */
  readonly feature: string;
  /** Line of the scenario, or of the outline's row, from 1. */
  readonly line: number;
  readonly layer: Layer;
  /** IDs of the clauses it counts for, the primary one first. */
  readonly clauses: readonly string[];
  /** All tags with their `@`, inherited ones too. */
  readonly tags: readonly string[];
  readonly steps: readonly PlannedStep[];
  /** What the feature file holds; rows of an outline share it. */
  readonly definition: ScenarioDefinition;
}

/** A scenario or scenario outline as it stands in the feature file. */
export interface ScenarioDefinition {
  readonly line: number;
  /** From its tags to its last row, indentation removed. */
  readonly text: string;
}

/** A Rule of a feature: a clause and its scenarios. */
export interface PlannedRule {
  readonly name: string;
  readonly line: number;
  readonly tags: readonly string[];
  /** Lines of the description, trimmed, without blank ones. */
  readonly description: readonly string[];
}

/** A feature file. */
export interface PlannedFeature {
  /** As {@link PlannedScenario.feature}. */
  readonly path: string;
  readonly name: string;
  readonly rules: readonly PlannedRule[];
}

/** Something in the features that keeps them from being run. */
export interface PlanProblem {
  readonly feature: string;
  readonly line: number;
  readonly message: string;
}

/** Every scenario there is, in the order of the files. */
export interface Plan {
  /** The directory above the features, which paths are relative to. */
  readonly root: string;
  readonly features: readonly PlannedFeature[];
  readonly scenarios: readonly PlannedScenario[];
  readonly problems: readonly PlanProblem[];
}

/** Reads all features below `featuresDirectory`. Faults in them become {@link Plan.problems}; throws only where a file cannot be read. */
export function loadPlan(featuresDirectory: string, catalogue: Pick<Catalogue, 'clause'>): Plan {
  const root = resolve(featuresDirectory, '..');
  const features: PlannedFeature[] = [];
  const scenarios: PlannedScenario[] = [];
  const problems: PlanProblem[] = [];
  const newId = IdGenerator.incrementing();
  const taken = new Map<string, PlannedScenario>();

  for (const file of featureFiles(featuresDirectory)) {
    const feature = relative(root, file).split(sep).join('/');
    const source = readFileSync(file, 'utf8');
    const envelopes = generateMessages(source, feature, SourceMediaType.TEXT_X_CUCUMBER_GHERKIN_PLAIN, {
      defaultDialect: 'en',
      includeSource: false,
      includeGherkinDocument: true,
      includePickles: true,
      newId,
    });
    const read = readFeature(feature, source, envelopes);
    problems.push(...read.problems);
    if (read.feature === undefined) continue;
    features.push(read.feature);
    for (const scenario of read.scenarios) {
      const twin = taken.get(scenario.id);
      const at = { feature, line: scenario.line };
      if (twin !== undefined) {
        problems.push({ ...at, message: `scenario ID ${scenario.id} is taken by ${twin.feature}:${twin.line}` });
        continue;
      }
      taken.set(scenario.id, scenario);
      for (const clause of scenario.clauses)
        if (catalogue.clause(clause) === undefined) problems.push({ ...at, message: `no clause ${clause}` });
      scenarios.push(scenario);
    }
  }
  return { root, features, scenarios, problems };
}

/** What a scenario's name becomes in its ID: lower case, runs of anything but letters and digits made `-`. */
export function slug(name: string): string {
  return name
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, '-')
    .replaceAll(/^-|-$/g, '');
}

/** Key that a scenario and cucumber's own pickle of it share, whichever way the system writes paths. */
export function scenarioKey(uri: string, line: number): string {
  return `${uri.replaceAll('\\', '/')}:${line}`;
}

function featureFiles(directory: string): string[] {
  return readdirSync(directory, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.feature'))
    .sort()
    .map((name) => join(directory, name));
}

interface FeatureContent {
  readonly feature: PlannedFeature | undefined;
  readonly scenarios: readonly PlannedScenario[];
  readonly problems: readonly PlanProblem[];
}

function readFeature(path: string, source: string, envelopes: readonly Envelope[]): FeatureContent {
  const problems: PlanProblem[] = [];
  const scenarios: PlannedScenario[] = [];
  let document: GherkinDocument | undefined;
  let index: AstIndex | undefined;
  const layer = SCENARIO_LAYERS.find((name) => name === path.split('/')[1]);
  for (const { gherkinDocument, pickle, parseError } of envelopes) {
    if (parseError !== undefined) {
      problems.push({ feature: path, line: parseError.source.location?.line ?? 1, message: parseError.message });
    } else if (gherkinDocument !== undefined) {
      document = gherkinDocument;
      index = indexOf(gherkinDocument.feature, source);
    } else if (pickle !== undefined && index !== undefined) {
      const line = pickle.location?.line ?? 1;
      const primary = clausesOf(pickle)[0];
      if (layer === undefined)
        problems.push({ feature: path, line, message: `stands in none of the folders ${SCENARIO_LAYERS.join(', ')}` });
      else if (primary === undefined) problems.push({ feature: path, line, message: `scenario "${pickle.name}" names no clause` });
      else scenarios.push(plannedScenario(pickle, primary, { path, layer, line }, index));
    }
  }
  const feature = document?.feature;
  return {
    feature: feature === undefined ? undefined : { path, name: feature.name, rules: rulesOf(feature).map(plannedRule) },
    scenarios,
    problems,
  };
}

function plannedScenario(
  pickle: Pickle,
  primary: string,
  at: { readonly path: string; readonly layer: Layer; readonly line: number },
  index: AstIndex,
): PlannedScenario {
  return {
    id: `${primary}/${slug(pickle.name)}`,
    name: pickle.name,
    feature: at.path,
    line: at.line,
    layer: at.layer,
    clauses: clausesOf(pickle),
    tags: pickle.tags.map((tag) => tag.name),
    steps: pickle.steps.map((step) => {
      const written = index.steps.get(step.astNodeIds[0] ?? '');
      return {
        keyword: written?.keyword ?? '* ',
        text: step.text,
        line: written?.line ?? at.line,
        argument: argumentLines(step.argument),
      };
    }),
    definition: index.definitions.get(pickle.astNodeIds[0] ?? '') ?? { line: at.line, text: '' },
  };
}

function clausesOf(pickle: Pickle): string[] {
  const clauses = pickle.tags.flatMap((tag) => CLAUSE_TAG.exec(tag.name)?.[1] ?? []);
  return [...new Set(clauses)];
}

function argumentLines(argument: Pickle['steps'][number]['argument']): string[] {
  if (argument?.docString !== undefined) return argument.docString.content.split('\n');
  const rows = argument?.dataTable?.rows.map((row) => row.cells.map((cell) => cell.value)) ?? [];
  const widths = rows[0]?.map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0))) ?? [];
  return rows.map((row) => `| ${row.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join(' | ')} |`);
}

function plannedRule(rule: Rule): PlannedRule {
  const description = rule.description.split('\n').map((line) => line.trim());
  return {
    name: rule.name,
    line: rule.location.line,
    tags: rule.tags.map((tag) => tag.name),
    description: description.filter((line) => line !== ''),
  };
}

function rulesOf(feature: Feature): Rule[] {
  return feature.children.flatMap((child) => child.rule ?? []);
}

interface AstIndex {
  /** Steps of the file by AST node. */
  readonly steps: ReadonlyMap<string, { readonly keyword: string; readonly line: number }>;
  /** Scenarios of the file by AST node. */
  readonly definitions: ReadonlyMap<string, ScenarioDefinition>;
}

function indexOf(feature: Feature | undefined, source: string): AstIndex {
  const steps = new Map<string, { keyword: string; line: number }>();
  const definitions = new Map<string, ScenarioDefinition>();
  const lines = source.split(/\r?\n/);
  // Gherkin gives where things begin; a scenario ends where the next thing does.
  const begins: number[] = [];
  const found: { readonly id: string; readonly from: number; readonly line: number }[] = [];
  const firstLine = (node: { readonly location: { line: number }; readonly tags: readonly { location: { line: number } }[] }) =>
    Math.min(node.location.line, ...node.tags.map((tag) => tag.location.line));

  const rules = feature === undefined ? [] : rulesOf(feature);
  for (const rule of rules) begins.push(firstLine(rule));
  for (const { background, scenario } of [...(feature?.children ?? []), ...rules.flatMap((rule) => rule.children)]) {
    for (const step of [...(background?.steps ?? []), ...(scenario?.steps ?? [])]) {
      steps.set(step.id, { keyword: step.keyword, line: step.location.line });
    }
    if (scenario === undefined) continue;
    const from = firstLine(scenario);
    begins.push(from);
    found.push({ id: scenario.id, from, line: scenario.location.line });
  }
  begins.push(lines.length + 1);
  begins.sort((a, b) => a - b);
  for (const { id, from, line } of found) {
    const next = begins.find((begin) => begin > from) ?? lines.length + 1;
    definitions.set(id, { line, text: dedent(lines.slice(from - 1, next - 1)) });
  }
  return { steps, definitions };
}

function dedent(lines: readonly string[]): string {
  const last = lines.findLastIndex((line) => line.trim() !== '' && !line.trim().startsWith('#'));
  const kept = lines.slice(0, last + 1);
  const margins = kept.filter((line) => line.trim() !== '').map((line) => line.length - line.trimStart().length);
  const margin = margins.length === 0 ? 0 : Math.min(...margins);
  return kept.map((line) => line.slice(margin).trimEnd()).join('\n');
}
