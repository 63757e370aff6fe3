import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type CpioFile, cpioArchive } from './cpio';
import { GUEST_SOURCES, type GuestFiles } from './places';

const DIRECTORY = 0o040755;
const PROGRAM = 0o100755;
const FILE = 0o100644;
const LINK = 0o120777;
const CHARACTER_DEVICE = 0o020600;

/** All that the guest has besides its kernel; `second` also what it starts a second kernel with. */
export function initialRamDisk(guest: GuestFiles, { second }: { readonly second: boolean }): Buffer {
  const small: CpioFile[] = [
    { path: 'bin', mode: DIRECTORY },
    { path: 'dev', mode: DIRECTORY },
    { path: 'dev/console', mode: CHARACTER_DEVICE, device: [5, 1] },
    { path: 'bin/busybox', mode: PROGRAM, content: readFileSync(guest.busybox) },
    { path: 'bin/sh', mode: LINK, content: Buffer.from('busybox') },
    { path: 'init', mode: PROGRAM, content: readFileSync(join(GUEST_SOURCES, 'init')) },
    { path: 'kexec', mode: PROGRAM, content: readFileSync(guest.kexec) },
    { path: 'smmuv3_cmdqv.ko', mode: FILE, content: readFileSync(guest.driver) },
    { path: 'cmdqv_dma.ko', mode: FILE, content: readFileSync(guest.dma) },
  ];
  if (!second) return cpioArchive(small);
  return cpioArchive([
    ...small,
    { path: 'Image', mode: FILE, content: readFileSync(guest.kernel) },
    { path: 'initrd', mode: FILE, content: cpioArchive(small) },
  ]);
}
