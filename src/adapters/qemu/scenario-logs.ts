import { mkdirSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import type { Emulator } from './emulator';

/** A line of QEMU's own trace. */
const TRACED = /^(?:tegra241_cmdqv|smmuv3|iommufd)_/;

/** A folder that has a folder for each scenario, with the files of each QEMU that it had. */
export class ScenarioLogs {
  readonly #folder: string;

  constructor(folder: string) {
    this.#folder = resolve(folder);
  }

  /** Keeps what the processes of a scenario have left. */
  keep(scenario: string, emulators: readonly Emulator[]): void {
    if (emulators.length === 0) return;
    const folder = join(this.#folder, ...scenario.split('/'));
    mkdirSync(folder, { recursive: true });
    for (const [index, { errors, transcript }] of emulators.entries()) {
      const name = join(folder, `vm-${index + 1}`);
      writeFileSync(`${name}.qtest`, `${transcript.join('\n')}\n`);
      const lines = Buffer.concat(errors).toString('utf8').split('\n');
      writeFileSync(`${name}.stderr`, lines.filter((line) => !TRACED.test(line)).join('\n'));
      const traced = lines.filter((line) => TRACED.test(line));
      if (traced.length > 0) writeFileSync(`${name}.trace`, `${traced.join('\n')}\n`);
    }
  }
}
