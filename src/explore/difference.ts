import { messageOf } from '../message-of';
import type { Judge, Violation } from '../monitors';
import { Inapplicable, type WholeImplementation } from '../ports';
import { HeldCommands } from './held-commands';
import { type Program, type ProgramOp, withOps } from './program';
import type { Observation, Resolved, Stage } from './stages/stage';
import { stageOf } from './stages/stages';
import { Course, type FactDifference, Failures, TOLERANCES, type Tolerance } from './tolerances';

/** What a program showed on one machine, as far as it came. */
export interface Performance {
  readonly ops: readonly ProgramOp[];
  readonly observations: readonly Observation[];
  /** What each was about, in layers whose operations name things. */
  readonly resolved: readonly Resolved[];
  /** Where in the log each began. */
  readonly begins: readonly number[];
  /** What the implementation broke with, during the operation after the last observation. */
  readonly broke: string | undefined;
  /** It did not break: it cannot be brought to do what that operation asks for. */
  readonly unable?: true;
  readonly machine: Stage['machine'];
}

/** A way in which an implementation differs from the reference, or breaks a clause. */
export interface Difference {
  /** Position of the operation. */
  readonly n: number;
  readonly op: ProgramOp;
  readonly facts: readonly FactDifference[];
  /** The clause that a monitor saw broken, where it was one. */
  readonly monitored?: string;
}

/** How a program went. */
export interface Comparison {
  readonly difference: Difference | undefined;
  /** Operations that were compared. */
  readonly compared: number;
  /** Differences that were accepted, by what accepts them. */
  readonly accepted: ReadonlySet<string>;
  /** An allocation was to fail; the difference is none if the reference does so where it does not, and this is the operation that made it. */
  readonly unless?: number;
}

/** Runs a program on a new machine. */
export async function perform(program: Program, layers: WholeImplementation): Promise<Performance> {
  const stage = await stageOf(program, layers);
  const observations: Observation[] = [];
  const resolved: Resolved[] = [];
  const begins: number[] = [];
  let broke: string | undefined;
  let unable = false;
  for (const op of program.ops) {
    begins.push(stage.machine.log.length);
    try {
      observations.push(await stage.perform(op));
    } catch (error) {
      broke = messageOf(error);
      unable = error instanceof Inapplicable;
      break;
    }
    resolved.push(stage.resolved?.() ?? {});
  }
  return { ops: program.ops, observations, resolved, begins, broke, ...(unable ? { unable } : {}), machine: stage.machine };
}

/** The first clause that the log of a machine breaks. */
export function violationIn({ machine }: Performance, judge: Judge): Violation | undefined {
  return judge.judge({ host: machine.host, operations: machine.log.operations }).violations[0];
}

/** Holds what an implementation did against what the reference does. */
export function compared(program: Program, reference: Performance, seen: Performance): Comparison {
  const accepted = new Set<string>();
  const follow = new Set<Tolerance>();
  const course = new Course();
  const other = new Course();
  const held = [new HeldCommands(), new HeldCommands()] as const;
  const failures = new Failures();
  for (const [n, op] of program.ops.entries()) {
    const shown = [reference.observations[n], seen.observations[n]] as const;
    const isDevice = program.layer === 'device';
    const [wanted, got] = isDevice ? [shown[0] && held[0].of(op, shown[0]), shown[1] && held[1].of(op, shown[1])] : shown;
    if (got === undefined && seen.unable === true) return { difference: undefined, compared: n, accepted };
    if (wanted === undefined && got === undefined) return { difference: undefined, compared: n, accepted };
    if (wanted === undefined || got === undefined) {
      const facts = [{ fact: 'breaks', reference: reference.broke, seen: seen.broke }];
      return { difference: { n, op, facts }, compared: n, accepted };
    }
    course.looksAt(wanted);
    const differences = factsOf(course.stated(wanted, got), other.stated(got, wanted));
    const open: FactDifference[] = [];
    for (const difference of differences) {
      const tolerance = TOLERANCES.find(({ layer, accepts }) => layer === program.layer && accepts(op, difference, course));
      if (tolerance === undefined) open.push(difference);
      else {
        accepted.add(tolerance.by);
        follow.add(tolerance);
        if (tolerance.ends === true) return { difference: undefined, compared: n, accepted };
      }
    }
    const cause = [...follow].find(({ follows }) => open.some((difference) => follows?.(op, difference) === true));
    if (cause !== undefined) return { difference: undefined, compared: n, accepted };
    const verdict = program.layer === 'kernel' && open.length > 0 ? failures.judge(op, wanted, got) : 'stands';
    if (verdict === 'open') {
      accepted.add('no clause');
      return { difference: undefined, compared: n, accepted };
    }
    const unless = verdict === 'in doubt' && failures.allocation !== undefined ? { unless: failures.allocation } : {};
    if (open.length > 0) return { difference: { n, op, facts: open }, compared: n + 1, accepted, ...unless };
    failures.goesOn(op, n);
    course.goesOn(op, wanted, shown[0]);
    other.goesOn(op, got, shown[1]);
  }
  return { difference: undefined, compared: program.ops.length, accepted };
}

/** {@link compared}, where a difference that is in doubt is settled on the reference. */
export async function settled(
  program: Program,
  wanted: Performance,
  seen: Performance,
  reference: WholeImplementation,
): Promise<Comparison> {
  const comparison = compared(program, wanted, seen);
  const { difference, unless } = comparison;
  if (difference === undefined || unless === undefined) return comparison;
  const ops = program.ops.slice(0, difference.n + 1).map((op, n): ProgramOp => (n === unless ? { op: 'failAllocation', nth: 0 } : op));
  const without = await perform(withOps(program, ops), reference);
  if (without.observations[difference.n]?.status !== seen.observations[difference.n]?.status) return comparison;
  return { difference: undefined, compared: difference.n, accepted: new Set([...comparison.accepted, 'no clause']) };
}

function factsOf(wanted: Observation, got: Observation): FactDifference[] {
  const facts: FactDifference[] = [];
  for (const fact in wanted) if (wanted[fact] !== got[fact]) facts.push({ fact, reference: wanted[fact], seen: got[fact] });
  for (const fact in got) if (wanted[fact] === undefined) facts.push({ fact, reference: undefined, seen: got[fact] });
  return facts;
}
