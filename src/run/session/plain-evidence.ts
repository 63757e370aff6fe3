import { plainLines, plainText } from '../../plain-text';
import type { FailureEvidence } from './evidence';

/** What is kept of a failure: more than a person reads, less than fills a disk. */
const LINES = 200;
const OPERATIONS = 2_000;
const WIDTH = 2_000;
const DIAGNOSTICS = 8_000;

/** Evidence in which names, values and words of the implementation are text, and bounded. */
export function plainEvidence({ actual, diagnostics, expected, operations }: FailureEvidence): FailureEvidence {
  return {
    expected: plainLines(expected, LINES, WIDTH),
    actual: plainLines(actual, LINES, WIDTH),
    operations: plainLines(operations, OPERATIONS, WIDTH),
    ...(diagnostics === undefined ? {} : { diagnostics: plainText(diagnostics, DIAGNOSTICS) }),
  };
}
