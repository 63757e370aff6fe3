import { examineFaults } from './faults';
import { type Kept, readKept, writeKept } from './kept';
import { examineMutants } from './mutants';
import { readWanted } from './options';

/** Explores each seeded fault, or mutant over time, until it shows or the budget is used up, and keeps after how many operations it did. */
async function main(): Promise<void> {
  const wanted = readWanted(process.argv.slice(2));
  let content: Kept = { layers: {}, faults: [], ...readKept(wanted.out), seed: wanted.seed };
  const keep = (section: Partial<Kept>) => {
    content = { ...content, ...section };
    writeKept(wanted.out, content);
  };
  if (wanted.mutants) await examineMutants(wanted, content, (mutants) => keep({ mutants }));
  else await examineFaults(wanted, content, keep);
  process.stdout.write(`${JSON.stringify(wanted.mutants ? content.mutants?.layers : content.layers)}\n`);
}

main().catch((error: unknown) => {
  console.error(error);
  process.exitCode = 1;
});
