import { type Argument, type File, type HandleKind, type HostOp, hex, type KernelOp, type Who } from '../../program';
import type { Draw } from '../draw';
import { disturbed } from './disturbed-members';

/** The first iommufd of a process. */
export const IOMMU: File = { of: 'iommu', n: 0 };
/** DATA_ADDRESS of typed calls. */
const DATA = 0x7000_0001_0000n;

/** What the drawing has to know of a queue, to put commands where they are read, and to acknowledge errors. */
interface QueueIdea {
  entries: number;
  produced: number;
  isOn: boolean;
  acknowledged: number;
}

/** The member by which a request names its data. */
function pointerOf(request: string): string {
  return request === 'IOAS_IOVA_RANGES' ? 'allowed_iovas' : 'data_uptr';
}

function asked(
  who: Who,
  request: string,
  members: Readonly<Record<string, Argument>>,
  { data, file = IOMMU }: { data?: string; file?: File },
): Extract<KernelOp, { readonly op: 'ioctl' }> {
  if (data === undefined) return { op: 'ioctl', who, file, request, members };
  return { op: 'ioctl', who, file, request, members: { [pointerOf(request)]: hex(DATA), ...members }, data };
}

/** A program for a kernel while it is drawn, and what the drawing has to know of it. */
export class KernelProgram {
  readonly draw: Draw;
  readonly ops: KernelOp[] = [];
  readonly begun = new Set<Who>();
  readonly hostile: boolean;
  readonly queues = new Map<string, QueueIdea>();
  /** Devices that each process has opened. */
  readonly opened: Record<Who, string[]> = { A: [], B: [] };
  host: HostOp | undefined;

  constructor(draw: Draw) {
    this.draw = draw;
    this.hostile = draw.chance(15);
  }

  /** It has a second SMMU. */
  get hasSecond(): boolean {
    return this.host?.second !== undefined;
  }

  /** Its pages are larger than 4 KiB. */
  get hasLargePages(): boolean {
    return this.host?.pageSize !== undefined;
  }

  /** Its SMMU has ranges of wide addresses. */
  get isWide(): boolean {
    return this.host?.registers?.['IDR5.DS'] === 1;
  }

  /** There are so few VINTFs that a process may have them all. */
  get hasFewVintfs(): boolean {
    const cmdqv = this.host?.cmdqv;
    return typeof cmdqv === 'object' && cmdqv.vintfsLog2 !== undefined && cmdqv.vintfsLog2 <= 2;
  }

  /** All vCMDQs are in the kernel's own VINTF. */
  get hasOneVintf(): boolean {
    const cmdqv = this.host?.cmdqv;
    return typeof cmdqv === 'object' && cmdqv.vintfsLog2 === 0;
  }

  /** A VINTF has fewer slots than a process has devices. */
  get hasFewSlots(): boolean {
    const cmdqv = this.host?.cmdqv;
    return typeof cmdqv === 'object' && cmdqv.sidsLog2 !== undefined && cmdqv.sidsLog2 < 2;
  }

  push(...ops: readonly KernelOp[]): void {
    this.ops.push(...ops);
  }

  /** A request, a member of which is something else at times. */
  ioctl(who: Who, request: string, members: Readonly<Record<string, Argument>>, rest: { data?: string; file?: File } = {}): void {
    const { draw } = this;
    const op = asked(who, request, draw.chance(this.hostile ? 40 : 7) ? disturbed(draw, request, members) : members, rest);
    if (draw.chance(1)) this.push({ ...op, argument: draw.pick(['readonly', 'unreadable'] as const) });
    else if (rest.data !== undefined && draw.chance(2)) this.push({ ...op, reach: draw.pick(['readonly', 'unreadable'] as const) });
    else this.push(op);
  }

  /** A request as it is, so many times. */
  ask(
    times: number,
    who: Who,
    request: string,
    members: Readonly<Record<string, Argument>>,
    rest: { data?: string; file?: File } = {},
  ): void {
    for (let n = 0; n < times; n++) this.push(asked(who, request, members, rest));
  }

  /** A device, most often one that is there. */
  anyDevice(): Argument {
    const { draw } = this;
    return draw.chance(95) ? { kind: 'device', n: draw.chance(65) ? 0 : draw.below(3), live: true } : this.anyId('any');
  }

  /** An object of this kind, be it that it has gone. */
  anyId(kind: HandleKind): { readonly kind: HandleKind; readonly n: number } {
    return { kind, n: this.draw.below(8) };
  }

  /** As far as it is known which page is that of which vIOMMU. */
  queueIdea(who: Who, page: number, slot: number): QueueIdea {
    const key = `${who} ${page} ${slot}`;
    const idea = this.queues.get(key) ?? { entries: 128, produced: 0, isOn: false, acknowledged: 0 };
    this.queues.set(key, idea);
    return idea;
  }
}
