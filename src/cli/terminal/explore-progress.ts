import type { Progress } from '../../explore/exploration';
import type { ExploreReport } from '../../explore/explore-report';
import type { Finding } from '../../explore/finding';
import { tellDifference, tellOp } from '../../explore/telling';

/** Between two lines, where each stays. */
const LINE_MS = 10_000;
/** Between two states of the line on a terminal. */
const TURN_MS = 250;

/** Tells on standard error how an exploration goes on: a line that changes on a terminal, one every few seconds elsewhere. */
export function exploreProgress(budget: { readonly operations: number; readonly ms: number }): {
  readonly progressed: (progress: Progress, findings: number) => void;
  readonly shrinks: (signature: string, operations: number) => void;
  readonly found: (finding: Finding, file: string) => void;
  readonly over: (report: ExploreReport, out: string) => void;
} {
  const { stderr, stdout } = process;
  const began = performance.now();
  let last = began;
  let first: number | undefined;
  /** A line now and then; what comes between is not told. */
  const tell = (line: () => string) => {
    const now = performance.now();
    if (now - last < (stderr.isTTY ? TURN_MS : LINE_MS)) return;
    last = now;
    stderr.write(stderr.isTTY ? `\r${line().slice(0, Math.max(20, stderr.columns - 1))}\u001b[K` : `${line()}\n`);
  };
  const clear = () => void (stderr.isTTY && stderr.write('\r\u001b[K'));
  return {
    progressed({ operations, programs, states }, findings) {
      first ??= operations;
      const spent = performance.now() - began;
      const rate = (operations - first) / spent;
      const left = Math.min((budget.operations - operations) / rate, budget.ms - spent);
      tell(() => `${operations} operations in ${programs} programs, ${states} states, ${findings} differences, ${seconds(left)} left`);
    },
    shrinks(signature, operations) {
      tell(() => `a difference is made smaller, to ${operations} operations by now: ${signature}`);
    },
    found({ clauses, difference, program, signature }, file) {
      clear();
      const lines = [
        `difference: ${signature}`,
        ...program.ops.map((op, n) => `  ${String(n + 1).padStart(3)}  ${tellOp(op, program.layer)}`),
        ...tellDifference(difference, program.layer).map((line) => `  ${line}`),
        clauses.length === 0 ? '  No clause covers it: the specification is silent.' : `  Clauses about it: ${clauses.join(', ')}`,
        `  ${file}`,
      ];
      stdout.write(`${lines.join('\n')}\n\n`);
    },
    over({ accepted, complete, findings, implementation, operations, programs, reason, states }, out) {
      clear();
      const open = Object.entries(accepted).map(([by, times]) => `${by} in ${times}`);
      const lines = [
        `${operations} operations in ${programs} programs on ${implementation}, ${states} states reached: ${
          findings.length === 0 ? 'no difference' : `${findings.length} differences`
        }`,
        ...findings.map(({ file, met, signature }) => `  ${String(met).padStart(6)} x  ${signature}  (${file})`),
        ...(open.length === 0 ? [] : [`Accepted, as the specification leaves it open: ${open.join(', ')} programs`]),
        ...(complete ? [] : [`Cut short: ${reason ?? ''}; --resume goes on`]),
        `Report: ${out}/explore.json`,
      ];
      stdout.write(`${lines.join('\n')}\n`);
    },
  };
}

function seconds(ms: number): string {
  if (!Number.isFinite(ms)) return 'who knows how long';
  const whole = Math.max(0, Math.round(ms / 1000));
  return whole < 120 ? `${whole} s` : `${Math.round(whole / 60)} min`;
}
