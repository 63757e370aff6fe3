import type { Layer } from './clauses/catalogue';

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
  /** The backgrounds before it in the same form: the feature's, then the rule's; most have none. */
  readonly backgrounds: readonly string[];
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
  /** Paragraphs of its prose, lines kept, so that lists stay lists. */
  readonly prose: readonly string[];
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
