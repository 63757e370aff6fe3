import type { BackedProperties, VmDescription } from '../../ports';
import type { RamFile } from './guest-ram';
import { FDS, VFIO_SLOTS } from './inherited-files';
import { BUSES, PRIMARY_BUS, placeOf } from './pci-topology';

/** A device as QEMU is told of it at start. */
export interface ColdDevice {
  readonly device: string;
  readonly streamId: number;
  /** File descriptor that QEMU finds it under. */
  readonly fd: number;
}

/** What one QEMU process is started with. */
export interface Configuration {
  /** Of whose SMMU the properties are. */
  readonly vm: Pick<VmDescription, 'accel' | 'cmdqv' | 'stage' | keyof BackedProperties>;
  readonly ram: readonly RamFile[];
  readonly firmware: string;
  readonly devices: readonly ColdDevice[];
  /** QEMU traces the device, to standard error. */
  readonly trace: boolean;
  /** The user's own arguments. */
  readonly extra: readonly string[];
  /** What runs in it; without, its processors stand still. */
  readonly guest?: GuestArguments;
}

/** A guest that runs. */
export interface GuestArguments {
  readonly processors: number;
  /** Its processors run at once, each in a thread of its own; else one after the other, and time goes by with their instructions. */
  readonly concurrent: boolean;
  readonly kernel: string;
  readonly initialRamDisk: string;
  readonly commandLine: string;
  /** Events that QEMU traces, and the file that it does so to. */
  readonly traced: readonly string[];
  readonly traceFile: string;
}

const TRACED = ['tegra241_cmdqv_*', 'smmuv3_*', 'iommufd_*'];

/** For properties that QEMU would else resolve from its first device, without which it then does not start (QEMU-06). */
const WITHOUT_DEVICE: Required<BackedProperties> = { ats: 'off', ril: 'on', oas: 44, ssidsize: 0 };

/** Arguments of QEMU: a machine whose SMMU serves the root bus. */
export function commandLine({ devices, extra, firmware, guest, ram, trace, vm }: Configuration): string[] {
  const total = ram.reduce((sum, { length }) => sum + length, 0n);
  return [
    ...['-machine', `virt,gic-version=3${ram.length === 1 ? ',memory-backend=ram0' : ''}`],
    ...(guest === undefined ? ['-accel', 'qtest'] : processorsOf(guest)),
    ...['-cpu', 'cortex-a57', '-m', `${total}b`, '-bios', firmware, '-nodefaults', '-display', 'none'],
    ...['-global', 'acpi-ged.acpi-pci-hotplug-with-bridge-support=on'],
    ...ram.flatMap(({ length, path }, index) => [
      '-object',
      `memory-backend-file,id=ram${index},mem-path=${escaped(path)},size=${length},share=on`,
      ...(ram.length === 1 ? [] : ['-numa', `node,nodeid=${index},memdev=ram${index}${index === 0 ? ',cpus=0' : ''}`]),
    ]),
    ...(guest === undefined
      ? ['-chardev', `socket,id=qtest,fd=${FDS.qtest}`, '-qtest', 'chardev:qtest', '-qtest-log', 'none']
      : softwareOf(guest)),
    ...['-chardev', `socket,id=qmp,fd=${FDS.qmp}`, '-qmp', 'chardev:qmp'],
    ...['-object', `iommufd,id=iommufd0,fd=${FDS.iommu}`],
    ...BUSES,
    ...[
      '-device',
      `arm-smmuv3,id=smmu0,primary-bus=${PRIMARY_BUS},${smmuProperties(devices.length === 0 ? { ...WITHOUT_DEVICE, ...vm } : vm)}`,
    ],
    ...devices.flatMap((device) => [
      '-device',
      Object.entries(deviceProperties(device))
        .map(([name, value]) => `${name}=${value}`)
        .join(',')
        .replace('driver=', ''),
    ]),
    ...(trace ? TRACED.flatMap((events) => ['-trace', events]) : []),
    ...extra,
  ];
}

/** How its processors run. */
export function processorsOf({ concurrent, processors }: GuestArguments): string[] {
  const turns = concurrent ? ['-accel', 'tcg,thread=multi'] : ['-accel', 'tcg,thread=single', '-icount', 'shift=4,sleep=off'];
  return [...turns, '-smp', String(processors)];
}

/** The guest's console takes the place of qtest's socket. */
function softwareOf({ commandLine: words, initialRamDisk, kernel, traceFile, traced }: GuestArguments): string[] {
  return [
    ...['-chardev', `socket,id=console,fd=${FDS.qtest}`, '-serial', 'chardev:console'],
    ...['-kernel', kernel, '-initrd', initialRamDisk, '-append', words],
    ...['-D', traceFile],
    ...traced.flatMap((event) => ['-trace', event]),
  ];
}

/** Those of the SMMU that a machine is described with, alike in all that depends on them. */
export function smmuProperties({ accel = 'on', cmdqv, stage, ats, ril, oas, ssidsize }: Configuration['vm']): string {
  const told = Object.entries({ accel, cmdqv, stage, ats, ril, oas, ssidsize }).filter(([, value]) => value !== undefined);
  return told.map(([name, value]) => `${name}=${value}`).join(',');
}

/** Properties of a passed-through device, `driver` first, for `-device` and for `device_add`. */
export function deviceProperties({ device, fd, streamId }: ColdDevice): Readonly<Record<string, string | number>> {
  return { driver: 'vfio-pci', id: device, fd: String(fd), iommufd: 'iommufd0', ...placeOf(streamId), rombar: 0 };
}

/** A path inside an option of QEMU: a comma is written twice. */
function escaped(path: string): string {
  return path.replaceAll(',', ',,');
}

/** Slot of a device's file descriptor. */
export function vfioFd(slot: number): number {
  if (slot >= VFIO_SLOTS) throw new RangeError(`QEMU was given file descriptors for ${VFIO_SLOTS} devices`);
  return FDS.vfio + slot;
}
