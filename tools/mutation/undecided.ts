import type { StrykerReport } from './stryker-report';

/** Tells how many mutants survived a sample only, and the report without them: StrykerJS then tries them anew. */
export function withoutUndecided(report: StrykerReport): { readonly report: StrykerReport; readonly undecided: number } {
  let undecided = 0;
  const files = Object.entries(report.files).map(([name, file]) => {
    const mutants = file.mutants.filter(
      ({ coveredBy = [], status, testsCompleted = 0 }) => status !== 'Survived' || testsCompleted >= coveredBy.length,
    );
    undecided += file.mutants.length - mutants.length;
    return [name, { ...file, mutants }] as const;
  });
  return { report: { ...report, files: Object.fromEntries(files) }, undecided };
}
