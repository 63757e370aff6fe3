import { join } from 'node:path';
import { PACKAGE_ROOT } from '../../package';
import { WrongUse } from '../../specification/wrong-use';
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
    {
      name: '--guest',
      value: 'system',
      description: 'the system that runs in the guest, in place of the scenarios: linux, which `npm run guest:install` got',
      decisive: true,
      implies: true,
    },
    { name: '--smp', description: "the guest's processors run at once: for races, and in no order that repeats", decisive: true },
  ],
  deviations: join(PACKAGE_ROOT, 'adapters', 'qemu', 'expectations.json'),
  open: async (choices, options) => (await import('./open-qemu.js')).openQemu(chosen(choices), options),
};

function chosen(choices: AdapterChoices): QemuChoices {
  const [path] = choices.get('--qemu') ?? [];
  const trace = choices.has('--trace');
  const [logs = trace ? DEFAULT_LOGS : undefined] = choices.get('--qemu-logs') ?? [];
  const [guest] = choices.get('--guest') ?? [];
  if (guest !== undefined && guest !== 'linux') throw new WrongUse(`no system is called ${guest}: --guest linux is all that there is`);
  if (guest === undefined && choices.has('--smp')) throw new WrongUse('--smp is for --guest linux');
  return {
    ...(guest === undefined ? {} : { guest: { concurrent: choices.has('--smp') } }),
    ...(path === undefined ? {} : { path }),
    arguments: choices.get('--qemu-arg') ?? [],
    ...(logs === undefined ? {} : { logs }),
    trace,
  };
}
