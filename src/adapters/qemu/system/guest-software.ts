import { writeFileSync } from 'node:fs';
import type { VmDescription } from '../../../ports';
import { initialRamDisk } from '../../linux-guest/initial-ram-disk';
import { installedGuest } from '../../linux-guest/installed-guest';
import type { InstalledGuest } from '../../linux-guest/places';
import type { GuestArguments } from '../command-line';
import type { RunFolder } from '../run-folder';
import { TRACED } from './own-acts';

/** What the kernel is told: to keep quiet, to leave the SMMU to the module, and to invalidate at once. */
const WORDS = ['console=ttyAMA0', 'quiet', 'loglevel=2', 'initcall_blacklist=arm_smmu_driver_init', 'iommu.strict=1', 'cpuidle.off=1'];

/** What the user says of the guest. */
export interface GuestChoices {
  /** Its processors run at once. */
  readonly concurrent: boolean;
}

/** The software of a guest that runs in QEMU. */
export class GuestSoftware {
  readonly guest: InstalledGuest;
  readonly #concurrent: boolean;
  readonly #folder: RunFolder;
  #disk: string | undefined;

  /** Throws an AdapterFault unless one is installed. */
  constructor(folder: RunFolder, { concurrent }: GuestChoices) {
    this.guest = installedGuest();
    this.#folder = folder;
    this.#concurrent = concurrent;
  }

  /** How QEMU is started with it. */
  arguments({ system }: VmDescription): GuestArguments {
    const traceFile = this.#folder.unique('trace');
    writeFileSync(traceFile, '');
    this.#disk ??= this.#makeDisk();
    return {
      processors: system?.processors ?? 1,
      concurrent: this.#concurrent,
      kernel: this.guest.kernel,
      initialRamDisk: this.#disk,
      commandLine: WORDS.join(' '),
      traced: TRACED,
      traceFile,
    };
  }

  #makeDisk(): string {
    const path = this.#folder.unique('initrd');
    writeFileSync(path, initialRamDisk(this.guest, { second: true }));
    return path;
  }
}
