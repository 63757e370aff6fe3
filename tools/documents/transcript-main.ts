import { runScenario } from './protocol-transcript';

/** Runs the scenario that the first argument names, and prints its transcript as JSON. */
async function main(): Promise<void> {
  process.stdout.write(JSON.stringify(await runScenario(process.argv[2] ?? '')));
}

main().catch((error: unknown) => {
  console.error(error);
  process.exitCode = 1;
});
