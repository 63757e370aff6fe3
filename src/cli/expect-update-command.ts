import { existsSync, readFileSync } from 'node:fs';
import { writeAtomically } from '../report/atomic-write';
import { readReport } from '../report/read-report';
import { readUnfinishedExpectations } from '../run/expectations/expectations-file';
import { updateExpectations } from '../run/expectations/update';
import { loadSuite } from '../specification/suite';

/** Makes a file of known deviations fit a report; tells what changed. */
export function expectUpdateCommand(file: string, { report }: { readonly report: string }): string {
  const old = existsSync(file) && readFileSync(file, 'utf8').trim() !== '' ? readUnfinishedExpectations(file) : { deviations: [] };
  const { scenarios, implementation } = readReport(report);
  const { plan } = loadSuite();
  const known = new Set(plan.scenarios.flatMap((scenario) => [scenario.id, ...scenario.clauses]));
  const basis = { scenarios, version: implementation.version, names: (id: string) => known.has(id) };
  const { file: updated, added, removed } = updateExpectations(old, basis);
  writeAtomically(file, `${JSON.stringify(updated, undefined, 2)}\n`);
  const lines = [
    `${file}: ${updated.deviations.length} entries, ${added.length} new, ${removed.length} removed.`,
    ...added.map((id) => `new: ${id} (write its reason and link: until then run --expect refuses the file)`),
    ...removed.map((id) => `removed: ${id} (it passes, or the suite does not have it)`),
  ];
  return lines.join('\n');
}
