import type { Difference, Performance } from '../difference';
import type { Program } from '../program';
import { tellDifference, tellOp } from '../telling';
import { DeviceTelling } from './gherkin-device';
import { HardwareTelling } from './gherkin-hardware';
import { KernelTelling } from './gherkin-kernel';
import type { Printed } from './printed';
import type { Telling } from './steps';

/** A scenario, and whether it can be one: it needs something to look at. */
export interface PrintedScenario extends Printed {
  /** Sentences say what the reference shows and another does not. */
  readonly isComplete: boolean;
}

/** What a scenario is to show. */
export interface Shown {
  /** The program on the reference. */
  readonly performance: Performance;
  readonly difference: Difference | undefined;
  /** The clauses that are about it, the likeliest first. */
  readonly clauses: readonly string[];
}

/** A program as a scenario of the closed vocabulary, whose Then says what the reference does. */
export function scenarioOf(program: Program, { clauses, difference, performance }: Shown): PrintedScenario {
  const telling = tellingOf(program, performance);
  const last = difference === undefined || difference.monitored !== undefined ? program.ops.length - 1 : difference.n;
  const unsaid: string[] = [];
  const lines: string[] = [...telling.setting];
  // The last operation that does something is the act, however much it takes to say.
  let act: readonly string[] = [];
  let begins = lines.length;
  for (const [n, op] of program.ops.slice(0, last + 1).entries()) {
    const sentences = telling.act(op, n);
    if (sentences === undefined) {
      const words = tellOp(op, program.layer);
      unsaid.push(words);
      lines.push(`# no sentence for: ${words}`);
    } else if (sentences.length > 0) {
      begins = lines.length;
      lines.push(...sentences);
      act = sentences;
    }
  }
  const given = lines.slice(0, begins);
  const isBroken = difference?.facts.some(({ fact }) => fact === 'breaks') ?? true;
  const facts = isBroken ? Object.keys(performance.observations[last] ?? {}) : (difference?.facts.map(({ fact }) => fact) ?? []);
  const seen = telling.seen(last, facts);
  const acted = act[0]?.split('\n')[0] ?? 'nothing is done';
  const title = `Explored: ${acted}`.slice(0, 100).replace(/[:,]$/, '');
  const text = [
    ...(difference === undefined ? [] : tellDifference(difference, program.layer).map((line) => `# ${line}`)),
    ...(difference === undefined
      ? []
      : [clauses.length === 0 ? '# No clause is about it.' : `# Clauses about it, the likeliest first: ${clauses.join(', ')}`]),
    `Scenario: ${title}`,
    ...keyworded('Given', given),
    ...keyworded('When', lines.slice(begins)),
    ...(seen.length === 0 ? [`  # no sentence for what is seen: ${facts.join(', ')}`] : keyworded('Then', seen)),
  ];
  return { text: `${text.join('\n')}\n`, unsaid, isComplete: unsaid.length === 0 && seen.length > 0 && act.length > 0 };
}

/** The scenario in a file of `features/` of its own. */
export function featureOf({ text }: Printed, clause: string): string {
  const scenario = text
    .trimEnd()
    .split('\n')
    .map((line) => `    ${line}`)
    .join('\n');
  return `Feature: What explore found\n\n  @${clause}\n  Rule: ${clause} What explore found\n\n${scenario}\n`;
}

function tellingOf(program: Program, performance: Performance): Telling {
  switch (program.layer) {
    case 'device':
      return new DeviceTelling(program, performance);
    case 'kernel':
      return new KernelTelling(performance);
    case 'hardware':
      return new HardwareTelling(performance);
  }
}

function keyworded(keyword: 'Given' | 'When' | 'Then', sentences: readonly string[]): readonly string[] {
  let first = true;
  return sentences.flatMap((sentence) => {
    const [head = '', ...rows] = sentence.split('\n');
    if (head.startsWith('#')) return [`  ${head}`];
    const line = `  ${first ? keyword : 'And'} ${head}`;
    first = false;
    return [line, ...rows.map((row) => `  ${row}`)];
  });
}
