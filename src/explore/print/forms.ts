import type { Program } from '../program';
import { cReproducer } from './c-reproducer';
import { type Shown, scenarioOf } from './gherkin';
import type { Printed } from './printed';
import { qtestScript } from './qtest-script';

/** Forms that a program can be printed in. */
export const FORMS = ['gherkin', 'qtest', 'c'] as const;

/** See {@link FORMS}. */
export type Form = (typeof FORMS)[number];

/** How the file of a form ends. */
export const FORM_ENDINGS: Readonly<Record<Form, string>> = { gherkin: 'feature', qtest: 'qtest', c: 'c' };

/** A program in one of the forms; nothing where its layer has no such form. */
export async function inForm(form: Form, program: Program, shown: Shown): Promise<Printed | undefined> {
  switch (form) {
    case 'gherkin':
      return scenarioOf(program, shown);
    case 'qtest':
      return program.layer === 'device' ? await qtestScript(program) : undefined;
    case 'c':
      return program.layer === 'kernel' ? cReproducer(program, shown.performance) : undefined;
  }
}
