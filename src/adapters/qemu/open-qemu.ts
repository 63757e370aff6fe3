import type { HostMemory } from '../../ports';
import type { UnderTest } from '../../run/under-test';
import { buildShim } from './build-shim';
import { locateQemu } from './locate';
import { ScenarioLogs } from './scenario-logs';
import type { GuestChoices } from './system/guest-software';
import { qemuUnderTest } from './under-test';

/** What the user says of QEMU. */
export interface QemuChoices {
  /** The program; found by itself without. */
  readonly path?: string;
  /** Arguments of QEMU's own. */
  readonly arguments: readonly string[];
  /** Folder in which each scenario leaves what was done to QEMU and what QEMU wrote. */
  readonly logs?: string;
  /** Keeps QEMU's own trace there, too. */
  readonly trace?: boolean;
  /** Linux runs in the guest. */
  readonly guest?: GuestChoices;
}

/** Finds QEMU, builds the library that it is to preload, and makes it the implementation under test. */
export async function openQemu(
  choices: QemuChoices,
  { timeout, createMemory }: { readonly timeout: number; readonly createMemory: () => HostMemory },
): Promise<UnderTest> {
  const { launcher, version } = await locateQemu(await buildShim(), choices.path);
  const logs = choices.logs === undefined ? undefined : new ScenarioLogs(choices.logs);
  const guest = choices.guest === undefined ? {} : { guest: choices.guest };
  return qemuUnderTest({
    ...guest,
    launcher,
    version,
    createMemory,
    timeout,
    extra: choices.arguments,
    trace: choices.trace === true,
    logs,
  });
}
