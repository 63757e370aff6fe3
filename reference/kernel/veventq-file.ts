import type { MmapRequest, PollCondition, ReadRequest } from '../../src/ports';
import type { MappedPages } from './address-space';
import type { IommufdContext } from './iommufd-context';
import type { OpenFile } from './open-file';
import { Refusal } from './refusal';
import type { Veventq } from './veventq';

/** The fd of a vEVENTQ; while it is open, the queue and its iommufd live (UAPI-VEQ-07). */
export class VeventqFile implements OpenFile {
  readonly #queue: Veventq;
  readonly #context: IommufdContext;

  constructor(queue: Veventq, context: IommufdContext) {
    this.#queue = queue;
    this.#context = context;
    queue.acquire();
    context.acquire();
  }

  async ioctl(): Promise<void> {
    throw new Refusal('ENOTTY');
  }

  read(request: ReadRequest): Uint8Array {
    return this.#queue.read(request);
  }

  poll(): readonly PollCondition[] {
    return this.#queue.poll();
  }

  mmap(_request: MmapRequest): MappedPages {
    throw new Refusal('ENODEV');
  }

  onReadable(handler: () => Promise<void>): void {
    this.#queue.onReadable(handler);
  }

  async close(): Promise<void> {
    this.#queue.stopReading();
    this.#queue.release();
    await this.#context.release();
  }
}
