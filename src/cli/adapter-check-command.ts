import { parseAddress } from '../adapters/address';
import { checkAdapter } from '../adapters/check';
import type { Composition } from '../adapters/composition';
import { channelTo } from '../adapters/open';
import { packageIdentity } from '../package';
import { plainText, WORDS } from '../plain-text';
import { WrongUse } from '../specification/wrong-use';
import { commandLine } from './command-line';
import { EXIT, type ExitCode } from './exit-code';

/** Tries an adapter by itself and tells each check as it ends; 1 if one failed. */
export async function adapterCheckCommand(
  adapter: string,
  { timeout }: { readonly timeout: number },
  { builtIn, reference }: Composition,
): Promise<ExitCode> {
  const address = parseAddress(adapter, builtIn);
  if (address.kind === 'module')
    throw new WrongUse('a module runs in this process, without a protocol to check: use `run --adapter` at once');
  if (address.kind === 'builtIn') throw new WrongUse(`${adapter} does not speak the protocol: use \`run --adapter ${adapter}\` at once`);
  const whole = reference();
  const good = await checkAdapter(
    {
      open: () => channelTo(address, process.cwd()),
      suite: packageIdentity(),
      timeout,
      restarts: 0,
      createMemory: () => whole.hardware.createMemory(),
    },
    whole,
    ({ name, problem: told }) => {
      const problem = told === undefined ? undefined : plainText(told, WORDS);
      process.stdout.write(
        problem === undefined ? `ok      ${name}\n` : `FAILED  ${name}\n        ${problem.replaceAll('\n', '\n        ')}\n`,
      );
    },
  );
  const outcome = good
    ? 'The adapter is fit for a run.'
    : `The adapter is at fault; no clause has been tried. Repeat with: ${commandLine()}`;
  process.stdout.write(`\n${outcome}\n`);
  return good ? EXIT.conformant : EXIT.notConformant;
}
