import type { MmapRequest } from '../../src/ports';
import type { MappedPages } from './address-space';
import type { IommufdContext } from './iommufd-context';
import type { OpenFile } from './open-file';
import { Refusal } from './refusal';
import type { Veventq } from './veventq';

/** The fd of a vEVENTQ; while it is open, the queue and its iommufd live (UAPI-VEQ-07). */
export class VeventqFile implements OpenFile {
  readonly events: Veventq;
  readonly #context: IommufdContext;

  constructor(queue: Veventq, context: IommufdContext) {
    this.events = queue;
    this.#context = context;
    queue.acquire();
    context.acquire();
  }

  async ioctl(): Promise<void> {
    throw new Refusal('ENOTTY');
  }

  mmap(_request: MmapRequest): MappedPages {
    throw new Refusal('ENODEV');
  }

  async close(): Promise<void> {
    this.events.stopReading();
    this.events.release();
    await this.#context.release();
  }
}
