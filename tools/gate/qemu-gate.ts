import type { Gate } from './gate';
import { install, onLinux, passedAsExpected } from './suite-command';

/** Puts a stock QEMU into the private folder, or keeps the one that is there. */
export const qemuInstallGate: Gate = { name: 'QEMU is there', vital: true, pass: onLinux(() => install('qemu')) };

/** A stock QEMU has to pass the device and stack chapters but for the deviations that are known. */
export const qemuGate: Gate = {
  name: 'stock QEMU',
  vital: false,
  pass: onLinux(() =>
    passedAsExpected(['--adapter', 'qemu', '--layer', 'device', '--layer', 'stack'], 'known deviations or not applicable'),
  ),
};
