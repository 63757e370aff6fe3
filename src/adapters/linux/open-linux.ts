import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { AdapterFault } from '../../run/faults';
import type { UnderTest } from '../../run/under-test';
import { Adapter } from '../adapter';
import { adapterUnderTest } from '../adapter-under-test';
import type { OpenOptions } from '../built-in';
import { ChildChannel } from '../protocol/child-channel';
import { buildAdapter } from './build';
import { type KernelTree, kernelTree } from './kernel-tree';
import { installedTrees } from './places';

/** What the user says of Linux. */
export interface LinuxChoices {
  /** The kernel tree, or the version of an installed one; the newest installed one without. */
  readonly tree?: string;
  /** Builds with AddressSanitizer. */
  readonly sanitize: boolean;
  /** Parameters of the drivers, `name=value` each. */
  readonly parameters: readonly string[];
}

/** A fault ends the process at once, and what lives at its end is told of by the runtime. */
const SANITIZER = 'abort_on_error=1:detect_leaks=0:handle_abort=0:detect_odr_violation=0';

/** Finds the kernel tree, builds the adapter from it, and makes it the implementation under test. */
export async function openLinux({ parameters, sanitize, tree: named }: LinuxChoices, options: OpenOptions): Promise<UnderTest> {
  if (process.platform !== 'linux' || process.arch !== 'x64')
    throw new AdapterFault('the kernel layer of Linux can be built on Linux on x86-64 alone');
  const tree = await locate(named, options.cwd);
  const program = await buildAdapter(tree, { sanitize });
  const environment = {
    LINUX_VERSION: tree.version,
    LINUX_REVISION: tree.revision,
    LINUX_PARAMETERS: parameters.join(' '),
    ASAN_OPTIONS: SANITIZER,
  };
  const adapter = await Adapter.connect({ ...options, open: () => new ChildChannel({ program, environment }, options.cwd) });
  return adapterUnderTest(adapter);
}

function locate(named: string | undefined, cwd: string): Promise<KernelTree> {
  const installed = installedTrees(named === undefined || !/^\d[\w.~+-]*$/.test(named) ? undefined : named)[0];
  if (named !== undefined && (existsSync(resolve(cwd, named)) || !/^\d[\w.~+-]*$/.test(named))) return kernelTree(resolve(cwd, named));
  if (installed !== undefined) return kernelTree(installed.folder);
  throw new AdapterFault(
    named === undefined
      ? 'there is no kernel tree: name one with --tree DIR, or get one with `npm run linux:install`'
      : `no tree of Linux ${named} is installed: \`npm run linux:install -- --version ${named}\` gets one, if Debian has it`,
  );
}
