import type { Participant } from './events';
import type { Traced } from './reading/traced';

/** One message of a log, for people. */
export interface Message {
  readonly line: number;
  readonly process: string;
  readonly from: Participant;
  readonly to: Participant;
  readonly words: string;
  /** It happened within the one before that is not. */
  readonly within: boolean;
}

interface Held {
  readonly read: Traced;
  readonly line: number;
}

/** What QEMU tells before the access that it is part of. */
const PARTS = new Set([
  'iommufd_backend_alloc_hw_queue',
  'iommufd_backend_free_id',
  'tegra241_cmdqv_write_vcmdq_page0',
  'tegra241_cmdqv_write_vcmdq_page1',
]);

/** Acts of a guest that have such parts. */
const WHOLES = new Set(['tegra241_cmdqv_write_mmio', 'tegra241_cmdqv_init_regs']);

/** Parts that are held for the access that they may be part of. */
const MOST_HELD = 64;

/** Events as messages, in the order in which they happened: an access before what the VMM does for it. */
export class ToldEvents {
  readonly #take: (message: Message) => void;
  readonly #held: Held[] = [];

  constructor(take: (message: Message) => void) {
    this.#take = take;
  }

  /** The next event. */
  push(read: Traced, line: number): void {
    const { name } = read.event;
    if (PARTS.has(name)) {
      this.#held.push({ read, line });
      if (this.#held.length > MOST_HELD) this.end();
      return;
    }
    if (!WHOLES.has(name)) this.end();
    this.#tell({ read, line }, false);
    for (const part of this.#held.splice(0)) this.#tell(part, true);
  }

  /** No more come. */
  end(): void {
    for (const part of this.#held.splice(0)) this.#tell(part, false);
  }

  #tell({ line, read: { event, process: name, thread, values } }: Held, within: boolean): void {
    const process = name === '' && thread !== undefined ? String(thread) : name;
    this.#take({ line, process, from: event.from, to: event.to, words: event.tell(values).trim(), within });
  }
}
