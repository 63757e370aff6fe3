import { type AskedFor, Choice } from '../adapters/choice';
import type { Composition } from '../adapters/composition';
import { perform, settled, violationIn } from '../explore/difference';
import { wholeOf } from '../explore/exploration';
import type { Form } from '../explore/print/forms';
import { tellDifference, tellOp } from '../explore/telling';
import { programIn, readTrace, type TraceFile } from '../explore/trace-file';
import { messageOf } from '../message-of';
import { Judge, MONITORS } from '../monitors';
import type { UnderTest } from '../run/under-test';
import { judgingRevisions, layerRevisions } from '../specification/revisions';
import { loadSuite } from '../specification/suite';
import { WrongUse } from '../specification/wrong-use';
import { EXIT, type ExitCode } from './exit-code';
import { Printing, type PrintingOptions } from './printing';

/** What `replay` was asked for. */
export interface ReplayCommandOptions extends AskedFor {
  readonly spec?: string;
  /** Prints the program in this form instead. */
  readonly print?: Form;
}

/** Does again what a trace holds, on an implementation and on the reference, and tells what is seen. */
export async function replayCommand(file: string, options: ReplayCommandOptions, composition: Composition): Promise<ExitCode> {
  const trace = readTrace(file);
  const program = programIn(trace);
  const { catalogue, name, version } = loadSuite();
  const { revisions } = catalogue;
  const choice = new Choice({ ...options, expect: false }, composition);
  try {
    const underTest = await choice.open({ name, version }, layerRevisions(judgingRevisions(revisions, options.spec)));
    try {
      const judging = layerRevisions(judgingRevisions(revisions, options.spec, underTest.implementation.revisions));
      const reference = composition.reference(judging);
      await underTest.newScenario?.('replay');
      if (options.print !== undefined)
        return await printOnly(options.print, trace, { reference, underTest, revisions: judging, spec: options.spec });
      const seen = await perform(program, wholeOf(underTest, reference));
      const left = (await underTest.audit?.()) ?? [];
      const { accepted, difference } = await settled(program, await perform(program, reference), seen, reference);
      const lines = program.ops.flatMap((op, n) => [
        `${String(n + 1).padStart(4)}  ${tellOp(op, program.layer)}`,
        ...Object.entries(seen.observations[n] ?? {}).map(([fact, value]) => `        ${fact}: ${value}`),
      ]);
      if (seen.broke !== undefined) lines.push(`${seen.unable === true ? 'it cannot be brought to that' : 'it breaks'}: ${seen.broke}`);
      const { implementation } = underTest;
      const judge = new Judge(MONITORS.filter(({ layer }) => implementation[layer] !== undefined));
      const violation = violationIn(seen, judge);
      lines.push('');
      if (difference !== undefined)
        lines.push(`${implementation.name} differs from the reference:`, ...tellDifference(difference, program.layer));
      if (violation !== undefined) lines.push(`${violation.monitor.clause} is broken: ${violation.words}`);
      lines.push(...left.map((problem) => `left behind: ${problem}`));
      if (accepted.size > 0) lines.push(`Accepted: ${[...accepted].join(', ')}`);
      const differs = difference !== undefined || violation !== undefined || left.length > 0;
      if (!differs) lines.push(`${implementation.name} does as the reference does`);
      process.stdout.write(`${lines.join('\n')}\n`);
      return differs ? EXIT.notConformant : EXIT.conformant;
    } finally {
      await underTest.close();
    }
  } catch (error) {
    if (error instanceof WrongUse) throw error;
    process.stderr.write(`${messageOf(error)}\n`);
    return EXIT.couldNotRun;
  }
}

/** Prints the program; with an adapter, so that the form shows what it does otherwise. */
async function printOnly(
  form: Form,
  trace: TraceFile,
  on: Omit<PrintingOptions, 'suite'> & { readonly underTest: UnderTest },
): Promise<ExitCode> {
  const program = programIn(trace);
  const performance = await perform(program, on.reference);
  const seen = await perform(program, wholeOf(on.underTest, on.reference));
  const { difference } = await settled(program, performance, seen, on.reference);
  const printing = new Printing({ ...on, suite: loadSuite() });
  const text = await printing.text(form, program, { clauses: trace.clauses ?? [], difference, performance });
  if (text === undefined) throw new WrongUse(`a program of the ${program.layer} cannot be printed as ${form}`);
  process.stdout.write(text);
  return EXIT.conformant;
}
