import { generateMessages } from '@cucumber/gherkin';
import {
  type Envelope,
  type Feature,
  type FeatureChild,
  type GherkinDocument,
  IdGenerator,
  type Pickle,
  type Rule,
  type RuleChild,
  SourceMediaType,
} from '@cucumber/messages';
import type { Layer } from './clauses/catalogue';
import {
  CLAUSE_TAG,
  type PlannedFeature,
  type PlannedRule,
  type PlannedScenario,
  type PlanProblem,
  SCENARIO_LAYERS,
  type ScenarioDefinition,
  slug,
} from './plan';

/** What one feature file holds, whatever the others hold. */
export interface FeatureContent {
  /** Absent if the file cannot be parsed. */
  readonly feature: PlannedFeature | undefined;
  readonly scenarios: readonly PlannedScenario[];
  readonly problems: readonly PlanProblem[];
}

/** Reads the text of the feature at `path`, which is relative to the directory above the features. Depends on nothing else. */
export function readFeature(path: string, source: string): FeatureContent {
  const envelopes = generateMessages(source, path, SourceMediaType.TEXT_X_CUCUMBER_GHERKIN_PLAIN, {
    defaultDialect: 'en',
    includeSource: false,
    includeGherkinDocument: true,
    includePickles: true,
    newId: IdGenerator.incrementing(),
  });
  return contentOf(path, source, envelopes);
}

function contentOf(path: string, source: string, envelopes: readonly Envelope[]): FeatureContent {
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
    feature:
      feature === undefined
        ? undefined
        : { path, name: feature.name, prose: paragraphsOf(feature.description), rules: rulesOf(feature).map(plannedRule) },
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
    definition: index.definitions.get(pickle.astNodeIds[0] ?? '') ?? { line: at.line, text: '', backgrounds: [] },
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

function paragraphsOf(description: string): string[] {
  const paragraphs = description.split(/\n\s*\n/).map((paragraph) => paragraph.replaceAll(/\s*\n\s*/g, '\n').trim());
  return paragraphs.filter((paragraph) => paragraph !== '');
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
  const text = textOf(feature, source.split(/\r?\n/));
  const read = (children: readonly (FeatureChild | RuleChild)[], inherited: readonly string[]): readonly string[] => {
    let backgrounds = inherited;
    for (const { background, scenario } of children) {
      for (const step of [...(background?.steps ?? []), ...(scenario?.steps ?? [])]) {
        steps.set(step.id, { keyword: step.keyword, line: step.location.line });
      }
      if (background !== undefined) backgrounds = [...backgrounds, text(firstLine(background))];
      if (scenario !== undefined) {
        definitions.set(scenario.id, { line: scenario.location.line, text: text(firstLine(scenario)), backgrounds });
      }
    }
    return backgrounds;
  };
  const ofFeature = read(feature?.children ?? [], []);
  for (const rule of feature === undefined ? [] : rulesOf(feature)) read(rule.children, ofFeature);
  return { steps, definitions };
}

/** Gives what begins in a line; Gherkin says where things begin, and each ends where the next does. */
function textOf(feature: Feature | undefined, lines: readonly string[]): (from: number) => string {
  const rules = feature === undefined ? [] : rulesOf(feature);
  const children = [...(feature?.children ?? []), ...rules.flatMap((rule) => rule.children)];
  const things = [...rules, ...children.flatMap(({ background, scenario }) => background ?? scenario ?? [])];
  const begins = [...things.map(firstLine), lines.length + 1].sort((a, b) => a - b);
  return (from) => dedent(lines.slice(from - 1, (begins.find((begin) => begin > from) ?? lines.length + 1) - 1));
}

function firstLine({ location, tags = [] }: Located & { readonly tags?: readonly Located[] }): number {
  return Math.min(location.line, ...tags.map((tag) => tag.location.line));
}

interface Located {
  readonly location: { readonly line: number };
}

function dedent(lines: readonly string[]): string {
  const last = lines.findLastIndex((line) => line.trim() !== '' && !line.trim().startsWith('#'));
  const kept = lines.slice(0, last + 1);
  const margins = kept.filter((line) => line.trim() !== '').map((line) => line.length - line.trimStart().length);
  const margin = margins.length === 0 ? 0 : Math.min(...margins);
  return kept.map((line) => line.slice(margin).trimEnd()).join('\n');
}
