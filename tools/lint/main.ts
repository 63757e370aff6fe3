import type { CheckResult } from './check-result';
import { findingLine } from './finding';
import { lintFeatures } from './lint';

const FLAGS = ['--fix', '--json'];

/** `npm run lint:features [-- --fix]`; `--json` prints the results as data. */
async function main(args: readonly string[]): Promise<number> {
  const unknown = args.find((argument) => !FLAGS.includes(argument));
  if (unknown !== undefined) {
    console.error(`unknown argument ${unknown}. Usage: npm run lint:features [-- --fix]`);
    return 2;
  }
  const results = await lintFeatures({ fix: args.includes('--fix') });
  const failed = results.filter((result) => result.findings.length > 0).length;
  if (args.includes('--json')) console.log(JSON.stringify(results));
  else print(results, failed);
  return failed === 0 ? 0 : 1;
}

function print(results: readonly CheckResult[], failed: number): void {
  for (const { findings, name } of results) {
    if (findings.length > 0) console.log(`✘ ${name}\n${findings.map((finding) => `  ${findingLine(finding)}`).join('\n')}\n`);
  }
  console.log(`${results.length - failed} checks passed, ${failed} failed`);
}

main(process.argv.slice(2)).then(
  (code) => {
    process.exitCode = code;
  },
  (error: unknown) => {
    console.error(error);
    process.exitCode = 1;
  },
);
