import colours from 'picocolors';
import { VERDICT_SIGNS } from '../../report/words';
import type { ClauseVerdict, RunVerdict } from '../../run/outcome';

const COLOURS: Readonly<Partial<Record<ClauseVerdict | RunVerdict, (text: string) => string>>> = {
  passed: colours.green,
  conformant: colours.green,
  asExpected: colours.cyan,
  failed: colours.red,
  notConformant: colours.red,
  couldNotRun: colours.yellow,
  incomplete: colours.yellow,
  unexpectedPass: colours.magenta,
  knownDeviation: colours.cyan,
};

/** The text in the verdict's colour, where the terminal has colours. */
export function inColour(verdict: ClauseVerdict | RunVerdict, text: string): string {
  return (COLOURS[verdict] ?? colours.dim)(text);
}

/** The verdict's sign in its colour. */
export function sign(verdict: ClauseVerdict | RunVerdict): string {
  return inColour(verdict, VERDICT_SIGNS[verdict]);
}
