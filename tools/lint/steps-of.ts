import type { PickleStep } from '@cucumber/messages';
import type { Role } from '../../src/specification/vocabulary';
import type { FeatureFile } from './feature-file';

/** A step as it runs, with the line it is written on. */
export interface RunningStep {
  readonly text: string;
  readonly line: number;
  /** Under which keyword it stands; absent for one under none. */
  readonly role?: Role;
  /** Rows of its table. */
  readonly table: readonly (readonly string[])[];
}

const ROLES: Readonly<Record<string, Role>> = { Context: 'Given', Action: 'When', Outcome: 'Then' };

/** Every step as it runs. */
export function stepsOf({ feature, scenarios }: FeatureFile): RunningStep[] {
  const lines = new Map<string, number>();
  const children = [...(feature?.children ?? []), ...(feature?.children ?? []).flatMap((child) => child.rule?.children ?? [])];
  for (const { background, scenario } of children) {
    for (const step of [...(background?.steps ?? []), ...(scenario?.steps ?? [])]) lines.set(step.id, step.location.line);
  }
  return scenarios.flatMap(({ pickles }) =>
    pickles.flatMap((pickle) => pickle.steps.map((step) => running(step, lines.get(step.astNodeIds[0] ?? '') ?? 1))),
  );
}

function running({ argument, text, type }: PickleStep, line: number): RunningStep {
  const role = type === undefined ? undefined : ROLES[type];
  const table = (argument?.dataTable?.rows ?? []).map(({ cells }) => cells.map(({ value }) => value));
  return { text, line, table, ...(role === undefined ? {} : { role }) };
}
