import { join } from 'node:path';
import { PACKAGE_ROOT } from '../../package';
import type { AdapterChoices, BuiltInAdapter } from '../built-in';
import type { QemuChoices } from './open-qemu';

const DEFAULT_LOGS = 'qemu-logs';

/** A stock QEMU as a device layer: `--adapter qemu`. */
export const qemuAdapter: BuiltInAdapter = {
  name: 'qemu',
  flags: [
    {
      name: '--qemu',
      value: 'path',
      description: 'the QEMU to test (default: from PATH, or what `npm run qemu:install` got)',
      decisive: true,
    },
    { name: '--qemu-arg', value: 'argument', description: 'one more argument for it; repeat for more', repeatable: true, decisive: true },
    { name: '--qemu-logs', value: 'dir', description: "keep each scenario's operations and QEMU's standard error there" },
    { name: '--trace', description: `also QEMU's own trace of CMDQ-V, in the folder of --qemu-logs (default: ${DEFAULT_LOGS})` },
  ],
  deviations: join(PACKAGE_ROOT, 'adapters', 'qemu', 'expectations.json'),
  open: async (choices, options) => (await import('./open-qemu.js')).openQemu(chosen(choices), options),
};

function chosen(choices: AdapterChoices): QemuChoices {
  const [path] = choices.get('--qemu') ?? [];
  const trace = choices.has('--trace');
  const [logs = trace ? DEFAULT_LOGS : undefined] = choices.get('--qemu-logs') ?? [];
  return {
    ...(path === undefined ? {} : { path }),
    arguments: choices.get('--qemu-arg') ?? [],
    ...(logs === undefined ? {} : { logs }),
    trace,
  };
}
