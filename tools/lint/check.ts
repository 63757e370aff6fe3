import type { FeatureFile } from './feature-file';
import type { Finding } from './finding';
import type { Linted } from './linted';

/** One demand on the features. */
export interface Check {
  /** What holds if it finds nothing. */
  readonly name: string;
  find(linted: Linted): Finding[];
}

/** Notes what is wrong on a line. */
export type Report = (line: number, message: string) => void;

/** Looks at each file. */
export function collect(files: readonly FeatureFile[], look: (file: FeatureFile, report: Report) => void): Finding[] {
  const findings: Finding[] = [];
  for (const file of files) look(file, (line, message) => findings.push({ file: file.path, line, message }));
  return findings;
}
