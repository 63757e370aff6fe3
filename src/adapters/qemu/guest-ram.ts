import { closeSync, rmSync } from 'node:fs';
import type { GuestRam, HostCalls } from '../../ports';
import type { FileMemory } from './file-memory';
import type { RunFolder } from './run-folder';

/** One region of guest RAM: a file that QEMU maps. */
export interface RamFile {
  readonly description: GuestRam;
  /** Bytes. */
  readonly length: bigint;
  readonly path: string;
  readonly file: number;
}

/** A region of guest RAM as the kernel knows it. */
export interface RamRegion extends RamFile {
  /** User address in the VMM's process. */
  readonly user: bigint;
}

/** Makes the files. The name ends with the page size, which the preloaded library tells QEMU. */
export function createRam(folder: RunFolder, ram: readonly GuestRam[]): RamFile[] {
  return ram.map((description) => {
    const length = description.runs.reduce((sum, run) => sum + run.length, 0n);
    const path = folder.unique('guest-ram', `-${description.pageSize}`);
    return { description, length, path, file: folder.file(path, length) };
  });
}

/** Gives the files to the kernel as the memory of the process. */
export async function allocateRam(calls: HostCalls, memory: FileMemory, files: readonly RamFile[]): Promise<RamRegion[]> {
  const regions: RamRegion[] = [];
  for (const file of files) {
    const { runs, pageSize } = file.description;
    memory.back(runs, file.file, 0n);
    regions.push({ ...file, user: await calls.allocate({ runs, pageSize }) });
  }
  return regions;
}

/** Nobody starts with these files any more; what QEMU has mapped stays. */
export function dropRam(files: readonly RamFile[]): void {
  for (const { file, path } of files) {
    closeSync(file);
    rmSync(path, { force: true });
  }
}
