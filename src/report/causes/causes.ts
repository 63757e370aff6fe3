import type { RunResult } from '../../run/outcome';
import type { PlannedScenario } from '../../specification/plan';
import { type FailedScenario, failuresOf } from '../failures';
import { homeClauses } from '../home-clauses';
import { Done, isWithin } from './done';
import { messageShape } from './message-shape';

/** Failures of one clause that say the same, numbers aside. */
export interface Cause {
  /** The first clause of these scenarios that was chosen. */
  readonly clause: string;
  /** What the first of them says. */
  readonly message: string;
  /** The one that did least first. */
  readonly failures: readonly FailedScenario[];
  /**
   * Another cause, by its place in the list, whose scenarios fail already after doing less than any of these, or else the same:
   * these may follow from it.
   */
  readonly followsFrom?: { readonly cause: number; readonly doing: 'less' | 'same' };
}

/** A cause that follows from nothing, and those that may follow from it, most scenarios first. */
export interface RootCause extends Cause {
  readonly followers: readonly Cause[];
  /** How many scenarios the followers have. */
  readonly following: number;
}

interface Member {
  readonly failure: FailedScenario;
  readonly done: readonly number[];
  readonly expects: number;
}

interface Group {
  readonly clause: string;
  readonly members: readonly Member[];
  readonly least: Member;
  /** How much the least of them expects, of all that did as little. */
  readonly expects: number;
  /** Whether the least of them could not even get to what it is about. */
  readonly unprepared: boolean;
  /** How much of its clause fails. */
  readonly share: number;
}

/** What the failures of a run come from, as far as what scenarios do tells: what follows from nothing first, by how many scenarios it tells of. */
export function causesOf({ clauses, scenarios }: Pick<RunResult, 'clauses' | 'scenarios'>): readonly Cause[] {
  const groups = grouped(scenarios, homeClauses(clauses));
  // A cause can only be one that did as little as this, or less: all that did less have had their turn.
  groups.sort((a, b) => size(a) - size(b) || Number(a.unprepared) - Number(b.unprepared) || a.expects - b.expects || b.share - a.share);
  const roots: Group[] = [];
  for (const group of groups) if (!roots.some((root) => mayFollow(group, root))) roots.push(group);

  const followers = new Map(roots.map((root) => [root, [] as Group[]]));
  const isRoot = new Set(roots);
  for (const group of groups) {
    if (isRoot.has(group)) continue;
    // Roots are sorted: the last that fits has most in common.
    const root = roots.findLast((one) => mayFollow(group, one));
    if (root !== undefined) followers.get(root)?.push(group);
  }
  const following = (root: Group): number => (followers.get(root) ?? []).reduce((sum, { members }) => sum + members.length, 0);
  const told = new Map(roots.map((root) => [root, root.members.length + following(root)]));
  const most = [...roots].sort((a, b) => (told.get(b) ?? 0) - (told.get(a) ?? 0));
  return [
    ...most.map(cause),
    ...most.flatMap((root, place) =>
      [...(followers.get(root) ?? [])]
        .sort((a, b) => b.members.length - a.members.length)
        .map((group) => ({
          ...cause(group),
          followsFrom: { cause: place, doing: size(group) === size(root) ? ('same' as const) : ('less' as const) },
        })),
    ),
  ];
}

/** Whether all that the root did was done here too; what a clause says besides is told by itself, and nothing follows from doing nothing. */
function mayFollow(group: Group, root: Group): boolean {
  return group.clause !== root.clause && root.least.done.length > 0 && isWithin(root.least.done, group.least.done);
}

/** The same with the followers at their causes. */
export function rootCauses(causes: readonly Cause[]): readonly RootCause[] {
  return causes.flatMap((root, place) => {
    if (root.followsFrom !== undefined) return [];
    const followers = causes.filter(({ followsFrom }) => followsFrom?.cause === place);
    return [{ ...root, followers, following: followers.reduce((sum, { failures }) => sum + failures.length, 0) }];
  });
}

function grouped(scenarios: RunResult['scenarios'], clauseOf: (scenario: PlannedScenario) => string): Group[] {
  const ran = new Map<string, number>();
  for (const { scenario, verdict } of scenarios) {
    if (verdict === 'notApplicable') continue;
    const clause = clauseOf(scenario);
    ran.set(clause, (ran.get(clause) ?? 0) + 1);
  }
  const done = new Done();
  const byShape = new Map<string, { clause: string; members: Member[] }>();
  const failed = new Map<string, number>();
  for (const failure of failuresOf({ scenarios })) {
    const clause = clauseOf(failure.scenario);
    failed.set(clause, (failed.get(clause) ?? 0) + 1);
    const key = `${clause}\n${messageShape(failure.failure.message)}`;
    const member = { failure, done: done.of(failure.scenario, failure.failure.step), expects: expectationsOf(failure) };
    const own = byShape.get(key);
    if (own === undefined) byShape.set(key, { clause, members: [member] });
    else own.members.push(member);
  }
  return [...byShape.values()].flatMap(({ clause, members }) => {
    members.sort((a, b) => a.done.length - b.done.length || a.expects - b.expects);
    const [least] = members;
    if (least === undefined) return [];
    const share = (failed.get(clause) ?? 0) / (ran.get(clause) ?? 1);
    return [{ clause, members, least, expects: least.expects, unprepared: isUnprepared(least.failure), share }];
  });
}

/**
 * Sentences and rows of what is expected, up to the step that failed: of two that did the same, the one that asks for less says it
 * better. A monitor, which fails at no step, asks for nothing.
 */
function expectationsOf({ scenario, failure }: FailedScenario): number {
  let expects = false;
  let count = 0;
  for (const { argument, keyword, text } of scenario.steps) {
    const word = keyword.trim();
    if (word === 'Then') expects = true;
    else if (word === 'Given' || word === 'When') expects = false;
    if (expects) count += 1 + argument.length;
    if (keyword + text === failure.step) return count;
  }
  return 0;
}

/** Whether it failed before its first act; what a monitor saw fails at no step. */
function isUnprepared({ scenario, failure }: FailedScenario): boolean {
  const act = scenario.steps.findIndex(({ keyword }) => keyword.startsWith('When') || keyword.startsWith('Then'));
  const failed = scenario.steps.findIndex(({ keyword, text }) => keyword + text === failure.step);
  return failed >= 0 && failed < act;
}

function size({ least }: Group): number {
  return least.done.length;
}

function cause({ clause, least, members }: Group): Cause {
  return {
    clause,
    message: least.failure.failure.message.split('\n')[0] ?? '',
    failures: members.map(({ failure }) => failure),
  };
}
