import type { Operation, PortEvent } from '../../machine/log';
import { SLOT_STRIDE } from '../../tables/registers';
import { DESTROY, HW_QUEUE_ALLOC, type Request, VEVENTQ_TYPES, VIOMMU_TYPES } from '../../tables/uapi';
import { accessOf, commandOf, type EventValues, numberIn, slotAccessOf, wordIn } from '../events';
import type { Traced } from '../reading/traced';
import { PAGE, PAGE_BYTES } from '../rebuilt-page';
import { OpenedFiles } from './opened-files';
import { requestOf, type TrappedCommand } from './requests';

/** Calls that can be made during one access; if more wait for the end of theirs, the trace does not tell of accesses. */
const WAITING = 256;

/** Requests that are made within an access of CMDQ-V, those of a window that opens or closes among them. */
const WITHIN = new Set([
  'iommufd_backend_alloc_hw_queue',
  'iommufd_backend_free_id',
  'iommufd_backend_map_dma',
  'iommufd_backend_unmap_dma',
  'iommufd_backend_unmap_dma_non_exist',
]);

/** Where the events of requests that make an object have its ID. */
const GIVEN: Readonly<Record<string, string>> = {
  iommufd_backend_alloc_ioas: 'ioas',
  iommufd_backend_alloc_hwpt: 'out_hwpt',
  iommufd_backend_alloc_viommu: 'viommu_id',
  iommufd_backend_alloc_vdev: 'vdev_id',
  iommufd_viommu_alloc_eventq: 'veventq_id',
  iommufd_backend_alloc_hw_queue: 'queue_id',
};

/** Types of objects that a vIOMMU with CMDQ-V is or has, by the event of the request. */
const MAKES_CMDQV: Readonly<Record<string, number>> = {
  iommufd_backend_alloc_viommu: VIOMMU_TYPES.TEGRA241_CMDQV,
  iommufd_viommu_alloc_eventq: VEVENTQ_TYPES.TEGRA241_CMDQV,
};

function asked({ number }: Request): (event: PortEvent['event']) => boolean {
  return (event) => event.op === 'ioctl' && event.request === number;
}

const askedOfQueue = asked(HW_QUEUE_ALLOC);

function isStore(event: PortEvent['event']): boolean {
  return event.op === 'store';
}

/** Takes what a log is rebuilt into. */
export interface RebuildingSink {
  /** An operation, and the line that tells of it. */
  operation(operation: Operation, line: number): void;
  /** An access of the guest is not told: what it left in its registers is not known from here on. */
  untold(): void;
  /** Accesses of the guest are not told from here on; the words say why. */
  blurred(words: string): void;
  /** It is not the log of one machine; the words say why. */
  mixed(words: string): void;
}

/** A call whose cause is told by a later line. */
interface Waiting {
  readonly event: PortEvent;
  readonly line: number;
}

/**
 * Makes operations of the events of one process.
 *
 * QEMU tells of an access once it has served it, of what it did for it before. So calls that only an access of the guest, or a reset,
 * can cause wait until it is told, and then happen within it; other calls happen for reasons of their own.
 */
export class RebuiltVm {
  readonly #who: string;
  readonly #sink: RebuildingSink;
  readonly #waiting: Waiting[] = [];
  /** hw_queues that are alive, by iommufd and ID. */
  readonly #queues = new Set<string>();
  /** vIOMMUs with CMDQ-V that are alive, by iommufd and ID. */
  readonly #viommus = new Set<string>();
  readonly #files = new OpenedFiles();
  /** Those that QEMU has opened itself. */
  readonly #owned = new Set<number>();
  /** vDEVICEs that are alive, by iommufd and ID. */
  readonly #vdevices = new Set<string>();
  /** A device goes, and with the last one its queues: no access is the cause. */
  #unplugging = false;
  /** The log tells of the opening of an iommufd, and so of each vIOMMU. */
  #opened = false;
  /** Whether there is but one CMDQ-V, as far as resets show: `run` of them were told last, `before` that there was an access. */
  #blocks = { before: false, run: 0, single: false };
  /** The trace tells of accesses. */
  #accesses = false;
  /** It tells of writes. */
  #writes = false;
  #next = 0;
  #mapped = false;
  #opcode = '';
  #trapped: TrappedCommand | undefined;
  #blurred = false;

  constructor(who: string, sink: RebuildingSink) {
    this.#who = who;
    this.#sink = sink;
  }

  /** The next event; whether it can be as it says. */
  take({ event: { family, name }, values }: Traced, line: number): boolean {
    if (family === 'iommufd') return this.#request(name, values, line);
    this.#unplugging = false;
    if (family === 'smmu') {
      if (this.#waits(askedOfQueue) || this.#waits(isStore)) this.#overtake();
      this.#command(name, values);
      return true;
    }
    this.#accesses = true;
    this.#trapped = undefined;
    this.#resets(name === 'tegra241_cmdqv_init_regs');
    switch (name) {
      case 'tegra241_cmdqv_write_mmio': {
        const access = accessOf(values);
        if (access === undefined) return false;
        this.#writes = true;
        this.#caused({ port: 'guest', who: this.#who, event: { op: 'write', ...access } }, line);
        return true;
      }
      case 'tegra241_cmdqv_read_mmio':
      case 'tegra241_cmdqv_read_vcmdq_page0':
      case 'tegra241_cmdqv_read_vcmdq_page1': {
        const access = name === 'tegra241_cmdqv_read_mmio' ? accessOf(values) : slotAccessOf(values);
        if (access === undefined) return false;
        this.#overtake();
        this.#guest({ op: 'read', ...access }, line);
        return true;
      }
      case 'tegra241_cmdqv_write_vcmdq_page0':
        return this.#stored(values, line);
      case 'tegra241_cmdqv_init_regs':
        this.#caused({ port: 'guest', who: this.#who, event: { op: 'reset' } }, line);
        return true;
      default:
        return true;
    }
  }

  /** A reset is told of each CMDQ-V, one behind the other. */
  #resets(reset: boolean): void {
    const { before, run } = this.#blocks;
    if (!reset) {
      // Of a run that began before the log nobody knows how long it was.
      if (before && run === 1) this.#blocks.single = true;
      this.#blocks.before = true;
      this.#blocks.run = 0;
      return;
    }
    this.#blocks.run += 1;
    if (this.#blocks.run > 1 && !this.#blocks.single && !this.#opened)
      this.#blur('two resets follow each other: there may be more than one CMDQ-V, and events do not tell which of them they are of');
  }

  #blur(words: string): void {
    if (this.#blurred) return;
    this.#blurred = true;
    this.#sink.blurred(words);
  }

  /** Something is missing here. */
  lose(): void {
    this.#opened = false;
    this.#blocks = { before: false, run: 0, single: false };
    this.#waiting.length = 0;
    this.#queues.clear();
    this.#viommus.clear();
    this.#vdevices.clear();
    this.#files.lose();
    this.#owned.clear();
    this.#mapped = false;
    this.#trapped = undefined;
    this.#opcode = '';
  }

  /** The log is over. */
  end(): void {
    this.#release();
  }

  #guest(event: Extract<PortEvent, { readonly port: 'guest' }>['event'], line: number): void {
    if (!this.#blurred) this.#emit({ port: 'guest', who: this.#who, event }, undefined, line);
  }

  /** An act of the guest that may have caused what waits. */
  #caused(act: Extract<PortEvent, { readonly port: 'guest' }>, line: number): void {
    if (this.#blurred) {
      this.#release();
      return;
    }
    const outer = this.#emit(act, undefined, line);
    for (const { event, line: own } of this.#waiting.splice(0)) this.#emit(event, outer.n, own);
  }

  /** What waits was caused by something that is not told. */
  #release(): void {
    if (this.#waiting.length > 0) this.#sink.untold();
    for (const { event, line } of this.#waiting.splice(0)) this.#emit(event, undefined, line);
  }

  #wait(event: PortEvent, line: number): void {
    if (this.#waiting.length >= WAITING || !this.#accesses) this.#release();
    this.#waiting.push({ event, line });
    if (!this.#accesses) this.#release();
  }

  /** Something happens that cannot within an access of CMDQ-V: if a queue that was made waits, its access is over, and not told. */
  #untilNow(): void {
    if (this.#waits(askedOfQueue) || this.#waits(isStore)) this.#release();
  }

  /**
   * The guest does something else, which makes no call: no write that comes later is the cause of those that wait. Where writes are told a
   * queue was then asked for by none, and what the guest left in its registers is known as before.
   */
  #overtake(): void {
    if (!this.#writes || this.#blurred || !this.#waits(askedOfQueue) || this.#waits(isStore)) {
      this.#release();
      return;
    }
    for (const { event, line } of this.#waiting.splice(0)) this.#emit(event, undefined, line);
  }

  #waits(wanted: (event: PortEvent['event']) => boolean): boolean {
    return this.#waiting.some(({ event: { event } }) => wanted(event));
  }

  #emit(event: PortEvent, within: number | undefined, line: number): Operation {
    const { port, who } = event;
    const by = port === 'guest' ? 'scenario' : 'device';
    // Port, who and event belong together; one by one they are copied many times as fast as spread.
    const operation = { n: this.#next++, phase: 'act', within, by, given: false, port, who, event: event.event } as Operation;
    this.#sink.operation(operation, line);
    return operation;
  }

  #command(name: string, values: EventValues): void {
    if (name === 'smmuv3_cmdq_opcode') {
      this.#opcode = commandOf(values);
      this.#trapped = undefined;
    } else if (name === 'smmuv3_cmdq_cfgi_cd' && (this.#opcode === 'CFGI_CD' || this.#opcode === 'CFGI_CD_ALL')) {
      this.#trapped = { name: this.#opcode, streamId: numberIn(values, 'sid') };
    }
  }

  /** A write that went to the page of the host. */
  #stored(values: EventValues, line: number): boolean {
    const access = slotAccessOf(values);
    if (access === undefined) return false;
    if (wordIn(values, 'place') !== 'hw' || this.#blurred) return true;
    this.#map(line);
    const within = BigInt(Number(numberIn(values, 'index')) * SLOT_STRIDE) + (numberIn(values, 'offset0') % BigInt(SLOT_STRIDE));
    this.#wait({ port: 'host', who: this.#who, event: { op: 'store', address: PAGE + within, width: 4, value: access.value } }, line);
    return true;
  }

  /** The page is there from now on, if it was not. */
  #map(line: number): void {
    if (this.#mapped) return;
    const protection = { read: true, write: true, execute: false };
    const request = { length: PAGE_BYTES, offset: 0n, shared: true, protection };
    this.#emit({ port: 'host', who: this.#who, event: { op: 'mmap', fd: -1, request, status: 'OK', address: PAGE } }, undefined, line);
    this.#mapped = true;
  }

  #request(name: string, values: EventValues, line: number): boolean {
    const fd = Number(numberIn(values, 'iommufd'));
    if (name === 'iommufd_backend_connect') {
      this.#connected(values, line);
      return true;
    }
    const event = requestOf(name, values, name === 'iommufd_backend_invalidate_cache' ? this.#trapped : undefined);
    if (name === 'iommufd_backend_disconnect') this.#disconnected(values, line);
    if (name === 'iommufd_backend_viommu_mmap' && this.#viommus.has(`${fd} ${numberIn(values, 'viommu_id')}`)) this.#map(line);
    if (event === undefined) return true;
    if (name === 'iommufd_backend_invalidate_cache') this.#trapped = undefined;
    if (!WITHIN.has(name)) this.#untilNow();
    const call: PortEvent = { port: 'host', who: this.#who, event };
    const succeeded = event.status === 'OK';
    const given = succeeded ? GIVEN[name] : undefined;
    // Where openings are not told, or no more, one lies between two objects with one ID; a process begins with an IOAS.
    const begins = !this.#opened || (name === 'iommufd_backend_alloc_ioas' && !this.#files.isTwice(fd));
    if (given !== undefined && begins && this.#files.has(fd, numberIn(values, given))) this.#reopened(fd, line);
    if (given !== undefined && !this.#files.gives(fd, numberIn(values, given)))
      this.#sink.mixed('an ID is given to two objects of a file that was opened twice: lines of several machines are mixed');
    // One that was there before the log, or that is not told, may be a device's.
    const isKnown = name !== 'iommufd_backend_free_id' || this.#files.has(fd, numberIn(values, 'id'));
    if (succeeded && name === 'iommufd_backend_free_id') this.#files.takes(fd, numberIn(values, 'id'));
    if (name === 'iommufd_backend_alloc_hw_queue') {
      if (succeeded) this.#queues.add(`${fd} ${numberIn(values, 'queue_id')}`);
      // On a vIOMMU that was there before the log began; one on another object is told by itself (ALLOC-06).
      if (!this.#files.has(fd, numberIn(values, 'viommu_id'))) this.#hasViommu(`${fd} ${numberIn(values, 'viommu_id')}`);
      this.#wait(call, line);
    } else if (name === 'iommufd_backend_free_id' && this.#queues.has(`${fd} ${numberIn(values, 'id')}`)) {
      if (succeeded) this.#queues.delete(`${fd} ${numberIn(values, 'id')}`);
      if (this.#unplugging) this.#emit(call, undefined, line);
      else this.#wait(call, line);
    } else {
      if (succeeded && name === 'iommufd_backend_alloc_vdev') this.#vdevices.add(`${fd} ${numberIn(values, 'vdev_id')}`);
      if (name === 'iommufd_backend_free_id' && (this.#vdevices.delete(`${fd} ${numberIn(values, 'id')}`) || !isKnown)) {
        this.#unplugging = true;
        this.#release();
      }
      // Queues that wait went before it, and not because of an access.
      if (name === 'iommufd_backend_free_id' && this.#viommus.has(`${fd} ${numberIn(values, 'id')}`)) this.#release();
      // Nor may what has its ID have been made before it.
      if (given !== undefined && this.#waits(asked(DESTROY))) this.#release();
      this.#viommu(name, `${fd} `, values, { succeeded, line });
      this.#emit(call, undefined, line);
    }
    return true;
  }

  /** A file is opened: one that had its number before is closed. */
  #connected(values: EventValues, line: number): void {
    if (numberIn(values, 'users') !== 1n) return;
    this.#opened = true;
    const fd = Number(numberIn(values, 'fd'));
    this.#reopened(fd, line);
    if (numberIn(values, 'owned') !== 0n) this.#owned.add(fd);
  }

  /** The last device is gone: an iommufd that QEMU has opened itself it closes, and has no number for it then. */
  #disconnected(values: EventValues, line: number): void {
    if (numberIn(values, 'users') !== 0n) return;
    const fd = Number(numberIn(values, 'fd'));
    this.#files.closed(fd);
    for (const own of fd < 0 ? this.#owned : []) {
      this.#closed(own, line);
      this.#files.closed(own);
    }
  }

  #reopened(fd: number, line: number): void {
    // The process that had it is gone without a word.
    if (this.#files.opened(fd)) this.#closed(fd, line);
    this.#release();
    this.#emit({ port: 'host', who: this.#who, event: { op: 'open', path: '/dev/iommu', fd, status: 'OK' } }, undefined, line);
  }

  /** Everything that was made on a file goes with it, and so does a process's page. */
  #closed(fd: number, line: number): void {
    for (const objects of [this.#viommus, this.#queues, this.#vdevices])
      for (const key of objects) if (key.startsWith(`${fd} `)) objects.delete(key);
    this.#owned.delete(fd);
    this.#release();
    if (this.#viommus.size === 0) this.#unmap(line);
    this.#emit({ port: 'host', who: this.#who, event: { op: 'close', fd, status: 'OK' } }, undefined, line);
  }

  #unmap(line: number): void {
    if (!this.#mapped) return;
    this.#emit({ port: 'host', who: this.#who, event: { op: 'munmap', address: PAGE, length: PAGE_BYTES, status: 'OK' } }, undefined, line);
    this.#mapped = false;
  }

  #hasViommu(key: string): void {
    this.#viommus.add(key);
    if (this.#viommus.size > 1) this.#blur('more than one CMDQ-V is there at a time, and events do not tell which of them they are of');
  }

  #viommu(
    name: string,
    file: string,
    values: EventValues,
    { line, succeeded }: { readonly line: number; readonly succeeded: boolean },
  ): void {
    if (!succeeded) return;
    const made = MAKES_CMDQV[name];
    if (made !== undefined && numberIn(values, 'type') === BigInt(made)) this.#hasViommu(`${file}${numberIn(values, 'viommu_id')}`);
    // QEMU unmaps the page before, of which no event tells.
    if (name === 'iommufd_backend_free_id' && this.#viommus.delete(`${file}${numberIn(values, 'id')}`)) this.#unmap(line);
  }
}
