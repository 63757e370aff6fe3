import { copyFileSync } from 'node:fs';
import { join } from 'node:path';
import { type ExploreReport, findingName, type ReportedFinding, readExploreReport } from '../explore/explore-report';
import { writeAtomically } from '../report/atomic-write';
import { makeDirectory } from '../report/make-directory';
import { WrongUse } from '../specification/wrong-use';
import { EXIT, type ExitCode } from './exit-code';

/** Joins what the shards of an exploration found: each finding once, the smallest program of it. */
export function exploreMergeCommand(parts: readonly string[], { out }: { readonly out: string }): ExitCode {
  const reports = parts.map((directory) => ({ directory, report: readExploreReport(directory) }));
  const [first] = reports;
  if (first === undefined) throw new WrongUse('there is nothing to merge');
  if (parts.includes(out)) throw new WrongUse(`"${out}" is one of the parts`);
  const other = reports.find(({ report }) => report.implementation !== first.report.implementation);
  if (other !== undefined) throw new WrongUse(`${first.directory} and ${other.directory} explore different implementations`);
  const smallest = new Map<string, { readonly finding: ReportedFinding; readonly directory: string }>();
  for (const { directory, report } of reports) {
    for (const finding of report.findings) {
      const known = smallest.get(finding.signature);
      if (known === undefined || finding.operations < known.finding.operations) smallest.set(finding.signature, { directory, finding });
    }
  }
  makeDirectory(join(out, 'findings'));
  const met = summed(reports.map(({ report }) => report.met));
  const findings = [...smallest.values()].map(({ directory, finding }, n) => {
    const file = join('findings', `${findingName(finding, n + 1)}.json`);
    copyFileSync(join(directory, finding.file), join(out, file));
    return { ...finding, file, met: met[finding.signature] ?? finding.met };
  });
  const all = reports.map(({ report }) => report);
  const cut = all.find(({ complete }) => !complete);
  const { reason: _cut, ...head } = first.report;
  const merged: ExploreReport = {
    ...head,
    shard: { index: 1, count: 1 },
    programs: total(all.map(({ programs }) => programs)),
    operations: total(all.map(({ operations }) => operations)),
    seconds: total(all.map(({ seconds }) => seconds)),
    states: Math.max(...all.map(({ states }) => states)),
    next: Math.min(...all.map(({ next }) => next)),
    met,
    accepted: summed(all.map(({ accepted }) => accepted)),
    findings,
    complete: cut === undefined,
    ...(cut === undefined ? {} : { reason: cut.reason ?? 'a part was cut short' }),
  };
  writeAtomically(join(out, 'explore.json'), `${JSON.stringify(merged, undefined, 2)}\n`);
  process.stdout.write(
    `${[`${merged.operations} operations in ${merged.programs} programs of ${parts.length} parts: ${findings.length === 0 ? 'no difference' : `${findings.length} differences`}`, ...findings.map((finding) => `  ${String(finding.met).padStart(6)} x  ${finding.signature}  (${finding.file})`)].join('\n')}\n`,
  );
  if (cut !== undefined) return EXIT.couldNotRun;
  return findings.length === 0 ? EXIT.conformant : EXIT.notConformant;
}

function total(numbers: readonly number[]): number {
  return numbers.reduce((sum, number) => sum + number, 0);
}

function summed(counts: readonly Readonly<Record<string, number>>[]): Record<string, number> {
  const sum: Record<string, number> = {};
  for (const count of counts) for (const [key, times] of Object.entries(count)) sum[key] = (sum[key] ?? 0) + times;
  return sum;
}
