import { type HostMemory, Inapplicable, type LayerRevisions } from '../../ports';
import { AdapterFault } from '../../run/faults';
import type { UnderTest } from '../../run/under-test';
import { isNeed, NEEDS, PORT_NEEDS } from '../../specification/vocabulary';
import { type BootOptions, Boots } from './boots';
import { FileMemory } from './file-memory';
import { RunFolder } from './run-folder';
import { type GuestChoices, GuestSoftware } from './system/guest-software';
import { RunningVirtualMachine } from './system/running-virtual-machine';
import { Turns } from './turns';
import { QemuVirtualMachine } from './virtual-machine';

/** What opens QEMU as the implementation under test. */
export interface QemuOptions extends Omit<BootOptions, 'folder'> {
  /** For reports. */
  readonly version: string;
  /** Memory of a new machine, for the layers of the reference. */
  readonly createMemory: () => HostMemory;
  /** Linux runs in the guest. */
  readonly guest?: GuestChoices;
}

/** The revision of QEMU 11.1, point releases included. Others are judged by the newest released one. */
function revisionOf(version: string): { revisions?: LayerRevisions } {
  return /^11\.1(?!\d)/.test(version) ? { revisions: { device: 'qemu-11.1' } } : {};
}

/** What the device layer and the seam below it can do; the rest is the reference's. */
const CAPABILITIES = [
  ...PORT_NEEDS.filter((need) => {
    const { provider } = NEEDS[need];
    return 'layer' in provider ? provider.layer === 'device' : provider.seam[0] === 'device';
  }),
  'guest.properties',
  'guest.features',
  'observe.firmware',
  'observe.queueErrors',
];

/** What it can do where an operating system runs in the guest: all that is seen below the guest, and none of what a guest is driven for. */
const CAPABILITIES_OF_GUEST = [
  'guest.linux',
  'twoVms',
  ...CAPABILITIES.filter(
    (name) => isNeed(name) && (NEEDS[name].kind === 'observe' || 'seam' in NEEDS[name].provider) && name !== 'observe.firmware',
  ),
];

/** Milliseconds that a guest has for an act. */
const GUEST_PATIENCE = 180_000;

/** QEMU as a device layer: its guests' memory is the memory of the machine below. Rejects with an AdapterFault if it does not start. */
export async function qemuUnderTest({ createMemory, guest, version, ...options }: QemuOptions): Promise<UnderTest> {
  const folder = RunFolder.create();
  const remove = () => folder.remove();
  process.once('exit', remove);
  const boots = new Boots({ ...options, folder });
  const software = guest === undefined ? undefined : new GuestSoftware(folder, guest);
  const turns = new Turns();
  let memory = new FileMemory(createMemory());
  try {
    await boots.tryOut();
  } catch (error) {
    await boots.close();
    remove();
    throw error instanceof AdapterFault ? new AdapterFault(`QEMU does not start: ${error.message}`) : error;
  }
  return {
    implementation: {
      name: 'QEMU',
      version,
      ...revisionOf(version),
      device: {
        start: (vm, below) => {
          if (vm.system === undefined) return QemuVirtualMachine.start(vm, below, memory, boots);
          if (software === undefined) throw new Inapplicable('no guest runs in this QEMU');
          const made = software.arguments(vm);
          const boot = boots.prepareGuest(vm, made, software.guest.firmware);
          return RunningVirtualMachine.start(vm, below, memory, { ...boot, traceFile: made.traceFile, patience: GUEST_PATIENCE, turns });
        },
      },
    },
    offer: { layers: ['device'], capabilities: new Set(guest === undefined ? CAPABILITIES : CAPABILITIES_OF_GUEST) },
    createMemory: () => {
      memory = new FileMemory(createMemory());
      return memory;
    },
    newScenario: (scenario) => boots.begin(scenario),
    diagnostics: () => boots.diagnostics,
    close: async () => {
      await boots.close();
      remove();
      process.off('exit', remove);
    },
  };
}
