import { perform } from '../explore/difference';
import type { Finding } from '../explore/finding';
import { FORM_ENDINGS, FORMS, type Form, inForm } from '../explore/print/forms';
import { type Shown, scenarioOf } from '../explore/print/gherkin';
import { triedWords } from '../explore/print/tried-words';
import { type Tried, tryScenario } from '../explore/print/try-scenario';
import type { Program } from '../explore/program';
import type { LayerRevisions, WholeImplementation } from '../ports';
import { writeAtomically } from '../report/atomic-write';
import { inProcess, type UnderTest } from '../run/under-test';
import type { Suite } from '../specification/suite';

/** What printed scenarios are tried on. */
export interface PrintingOptions {
  readonly suite: Suite;
  readonly reference: WholeImplementation;
  /** The reference alone where absent. */
  readonly underTest: UnderTest | undefined;
  readonly spec: string | undefined;
  readonly revisions: LayerRevisions;
}

/** Prints programs for readers: scenarios only once they were run. */
export class Printing {
  readonly #options: PrintingOptions;

  constructor(options: PrintingOptions) {
    this.#options = options;
  }

  /** The program in this form; nothing where its layer has no such form. */
  async text(form: Form, program: Program, shown: Shown): Promise<string | undefined> {
    if (form !== 'gherkin') return (await inForm(form, program, shown))?.text;
    const printed = scenarioOf(program, shown);
    if (!printed.isComplete) return `# Not run: not all of it has a sentence.\n${printed.text}`;
    const { reference, underTest, ...on } = this.#options;
    const under = { ...on, reference, layer: program.layer, clauses: shown.clauses };
    const tried: (readonly [string, Tried])[] = [
      ['the reference', await tryScenario(printed, { ...under, underTest: inProcess(reference) })],
    ];
    if (underTest !== undefined && underTest.implementation.name !== reference.name)
      tried.push([underTest.implementation.name, await tryScenario(printed, { ...under, underTest })]);
    return `${[...triedWords(tried), printed.text].join('\n')}`;
  }

  /** Writes a finding in each form beside its trace, `path` without ending. */
  async keep({ clauses, difference, program }: Finding, path: string): Promise<void> {
    const shown = { clauses, difference, performance: await perform(program, this.#options.reference) };
    for (const form of FORMS) {
      const text = await this.text(form, program, shown);
      if (text !== undefined) writeAtomically(`${path}.${FORM_ENDINGS[form]}`, text);
    }
  }
}
