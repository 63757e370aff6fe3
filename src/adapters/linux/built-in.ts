import { join } from 'node:path';
import { PACKAGE_ROOT } from '../../package';
import type { AdapterChoices, BuiltInAdapter } from '../built-in';
import type { LinuxChoices } from './open-linux';

/** Linux's own code as a kernel layer: `--adapter linux`. */
export const linuxAdapter: BuiltInAdapter = {
  name: 'linux',
  flags: [
    {
      name: '--tree',
      value: 'dir',
      description: 'the kernel tree to test, or the version of one that `npm run linux:install` got (default: the newest of these)',
      decisive: true,
    },
    { name: '--sanitize', description: 'build it with AddressSanitizer', decisive: true },
    {
      name: '--module-parameter',
      value: 'name=value',
      description: 'a parameter of the drivers, such as disable_cmdqv=1; repeat for more',
      repeatable: true,
      decisive: true,
    },
  ],
  deviations: join(PACKAGE_ROOT, 'adapters', 'linux', 'expectations.json'),
  open: async (choices, options) => (await import('./open-linux.js')).openLinux(chosen(choices), options),
};

function chosen(choices: AdapterChoices): LinuxChoices {
  const [tree] = choices.get('--tree') ?? [];
  return {
    ...(tree === undefined ? {} : { tree }),
    sanitize: choices.has('--sanitize'),
    parameters: choices.get('--module-parameter') ?? [],
  };
}
