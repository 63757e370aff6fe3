import { Carried } from './carried';
import { CommandQueues } from './views/command-queues';
import { DeviceFiles } from './views/device-files';
import { GuestRegisters } from './views/guest-registers';
import { ObjectIds } from './views/object-ids';
import { type BlockLayout, PhysicalBlock } from './views/physical-block';
import { UserObjects } from './views/user-objects';

/** What is known of a log before its first operation. */
export interface Past {
  /** The log begins when nothing had happened yet; otherwise nothing is known of what was there. */
  readonly whole: boolean;
}

/** The name of what there is once. */
const EVERYWHERE = '';

/** An SMMU with CMDQ-V. */
class Hardware {
  readonly block: PhysicalBlock;
  readonly queues: CommandQueues;

  constructor(block: PhysicalBlock, queues: CommandQueues) {
    this.block = block;
    this.queues = queues;
  }

  copy(): Hardware {
    const block = this.block.copy();
    return new Hardware(block, this.queues.copy(block));
  }
}

/** The files of all processes. */
class Files {
  readonly devices: DeviceFiles;
  readonly ids: ObjectIds;

  constructor(devices: DeviceFiles, ids: ObjectIds) {
    this.devices = devices;
    this.ids = ids;
  }

  copy(): Files {
    return new Files(this.devices.copy(), this.ids.copy());
  }
}

/** What was seen of guests, processes and hardware. */
export class Seen {
  readonly #past: Past;
  readonly #guests: Carried<GuestRegisters>;
  readonly #processes: Carried<UserObjects>;
  readonly #hardware: Carried<Hardware>;
  readonly #files: Carried<Files>;

  constructor(past: Past, before?: Seen) {
    this.#past = past;
    this.#guests = before === undefined ? new Carried() : before.#guests.goOn();
    this.#processes = before === undefined ? new Carried() : before.#processes.goOn();
    this.#hardware = before === undefined ? new Carried() : before.#hardware.goOn();
    this.#files = before === undefined ? new Carried() : before.#files.goOn();
  }

  /** The registers of a guest, by its place. */
  get guests(): ReadonlyMap<string, GuestRegisters> {
    return this.#guests.all;
  }

  guest(place: string): GuestRegisters {
    return this.#guests.get(place) ?? this.#guests.add(place, new GuestRegisters(this.#past));
  }

  process(name: string): UserObjects {
    return this.#processes.get(name) ?? this.#processes.add(name, new UserObjects());
  }

  /** Nothing for an SMMU without CMDQ-V. */
  hardware(smmu: string): Hardware | undefined {
    return this.#hardware.get(smmu);
  }

  addHardware(smmu: string, layout: BlockLayout): void {
    const block = new PhysicalBlock(layout);
    this.#hardware.add(smmu, new Hardware(block, new CommandQueues(block, this.#past)));
  }

  get files(): Files {
    return this.#files.get(EVERYWHERE) ?? this.#files.add(EVERYWHERE, new Files(new DeviceFiles(), new ObjectIds(this.#past)));
  }

  /** What a process asked for is not known any more. */
  forgetCalls(process: string): void {
    this.#processes.delete(process);
    this.#files.delete(EVERYWHERE);
  }
}
