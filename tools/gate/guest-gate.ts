import type { Gate } from './gate';
import { install, onLinux, passedAsExpected } from './suite-command';

/** Boots that show the most: invalidations, an error, a reboot, a second kernel. */
const SAMPLE = ['LINUX-02/two-processors-one-after-the-other', 'LINUX-03', 'LINUX-06', 'LINUX-07'];

/** Puts a Linux guest into the user's cache folder, or keeps the one that is there. */
export const guestInstallGate: Gate = { name: 'a Linux guest is there', vital: false, pass: onLinux(() => install('linux-guest')) };

/** Linux in the guest of a stock QEMU has to pass its chapter, or a sample of it, but for the deviations that are known. */
export function guestGate(extent: 'sample' | 'whole', kernel: 'reference' | 'linux' = 'reference'): Gate {
  const on = kernel === 'linux' ? ['--adapter', 'qemu', '--adapter', 'linux'] : [];
  const clauses = (extent === 'sample' ? SAMPLE : ['LINUX-*']).flatMap((clause) => ['--clause', clause]);
  return {
    name: `Linux in the guest${kernel === 'linux' ? ', QEMU and Linux' : ''}${extent === 'sample' ? ', a sample' : ''}`,
    vital: false,
    pass: onLinux(() => passedAsExpected(['--guest', 'linux', ...on, ...clauses], 'known deviations')),
  };
}
