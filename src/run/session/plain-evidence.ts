import { plainLines, plainText, WORDS } from '../../plain-text';
import type { EvidenceSection, FailureEvidence } from './evidence';

/** What is kept of a failure: more than a person reads, less than fills a disk. */
const LINES = 200;
const OPERATIONS = 2_000;
const WIDTH = 2_000;

/** Evidence in which names, values and words of the implementation are text, and bounded. */
export function plainEvidence({ actual, diagnostics, expected, operations, sections }: FailureEvidence): FailureEvidence {
  return {
    expected: plainLines(expected, LINES, WIDTH),
    actual: plainLines(actual, LINES, WIDTH),
    operations: plainLines(operations, OPERATIONS, WIDTH),
    ...(sections === undefined ? {} : { sections: sectionsOfLast(sections, operations.length) }),
    ...(diagnostics === undefined ? {} : { diagnostics: plainText(diagnostics, WORDS) }),
  };
}

/** The sections of what is kept of so many operations: a line that says how many went before, and the last ones. */
function sectionsOfLast(sections: readonly EvidenceSection[], count: number): readonly EvidenceSection[] {
  const left = count - OPERATIONS;
  if (left <= 0) return sections;
  return sections.flatMap(({ step, from, count: own }) => {
    const begin = Math.max(from, left);
    const kept = from + own - begin;
    return kept <= 0 ? [] : [{ step, from: begin - left + 1, count: kept }];
  });
}
