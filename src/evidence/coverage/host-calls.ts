import { type HostEvent, memoryOf, type PortEvent } from '../../machine/log';
import { bytesAt, type Status } from '../../ports';
import { COMMANDS, commandWords, definitionOf } from '../../tables/commands';
import {
  ATTACH_IOMMUFD_PT,
  BIND_IOMMUFD,
  DESTROY,
  decodeStructure,
  GET_HW_INFO,
  HW_INFO_TYPES,
  HW_QUEUE_ALLOC,
  HW_QUEUE_TYPES,
  HWPT_ALLOC,
  HWPT_DATA,
  HWPT_FLAGS,
  HWPT_INVALIDATE,
  IOAS_ALLOC,
  IOAS_MAP,
  type Member,
  REQUEST_STATUSES,
  type Request,
  readMember,
  requestNumbered,
  VDEVICE_ALLOC,
  VEVENT_FLAGS,
  VEVENT_HEADER,
  VEVENT_TEGRA241,
  VEVENTQ_ALLOC,
  VEVENTQ_TYPES,
  VIOMMU_ALLOC,
  VIOMMU_TYPES,
} from '../../tables/uapi';
import { Coverpoint, type Port, type Probe } from './coverpoint';

type Ioctl = Extract<HostEvent, { op: 'ioctl' }>;

/** Requests whose sizes the documents tell (UAPI-COM-04). */
const SIZED: readonly Request[] = [
  DESTROY,
  GET_HW_INFO,
  HWPT_ALLOC,
  HWPT_INVALIDATE,
  VIOMMU_ALLOC,
  VDEVICE_ALLOC,
  VEVENTQ_ALLOC,
  HW_QUEUE_ALLOC,
];
const SIZES = ['too small', 'smallest', 'whole', 'larger'] as const;
const UNDEFINED = 'undefined opcode';
const RECORD = VEVENT_HEADER.bytes + VEVENT_TEGRA241.bytes;

/** Members of requests that hold one of a few constants. */
const CHOICES: readonly { readonly request: Request; readonly member: string; readonly values: Readonly<Record<string, number>> }[] = [
  { request: GET_HW_INFO, member: 'data_type', values: HW_INFO_TYPES },
  { request: HWPT_ALLOC, member: 'data_type', values: HWPT_DATA },
  { request: VIOMMU_ALLOC, member: 'type', values: VIOMMU_TYPES },
  { request: HW_QUEUE_ALLOC, member: 'type', values: HW_QUEUE_TYPES },
  { request: VEVENTQ_ALLOC, member: 'type', values: VEVENTQ_TYPES },
];

/** Requests that a VMM makes; what it does when they are refused is told of the first of them only (LIFE-08, FAIL-01, QEMU-14). */
const REFUSED_TO_DEVICES: readonly Request[] = [
  GET_HW_INFO,
  HWPT_ALLOC,
  VIOMMU_ALLOC,
  HW_QUEUE_ALLOC,
  VEVENTQ_ALLOC,
  HWPT_INVALIDATE,
  BIND_IOMMUFD,
  ATTACH_IOMMUFD_PT,
];
const MADE_BY_DEVICES: readonly Request[] = [...REFUSED_TO_DEVICES, IOAS_ALLOC, IOAS_MAP, VDEVICE_ALLOC, DESTROY];

/** The other system calls and the ways in which they end. */
const CALLS: Readonly<Record<'open' | 'close' | 'mmap' | 'munmap' | 'fdRead', readonly Status[]>> = {
  open: ['OK'],
  close: ['OK'],
  mmap: ['OK', 'EINVAL', 'EPERM', 'ENXIO'],
  munmap: ['OK'],
  fdRead: ['OK', 'ESPIPE', 'EINVAL', 'EFAULT'],
};

/** System calls of user processes: requests and how they ended, what was in them, what events arrived. */
export class HostCallsProbe implements Probe {
  readonly ports = ['host'] as const;
  readonly points: readonly Coverpoint[];
  readonly #statuses = new Coverpoint('host', 'ioctl-statuses', 'Requests made by a user process, by how the kernel ended them', [
    ...[...REQUEST_STATUSES].flatMap(([{ name }, statuses]) => statuses.map((status) => `${name} ${status}`)),
    'unknown number ENOTTY',
  ]);
  readonly #device = new Coverpoint('host', 'device-statuses', 'Requests made by a VMM, fulfilled and refused', [
    ...MADE_BY_DEVICES.map(({ name }) => `${name} OK`),
    ...REFUSED_TO_DEVICES.map(({ name }) => `${name} refused`),
  ]);
  readonly #members = new Coverpoint('host', 'ioctl-members', 'Sizes, flags and types in requests', [
    ...SIZED.flatMap((request) => sizesOf(request).map((size) => `${request.name} size ${size}`)),
    ...Object.keys(HWPT_FLAGS).flatMap((flag) => [0, 1].map((value) => `HWPT_ALLOC ${flag}=${value}`)),
    ...CHOICES.flatMap(({ request, member, values }) =>
      [...Object.keys(values), 'unknown'].map((value) => `${request.name} ${member}=${value}`),
    ),
  ]);
  readonly #calls = new Coverpoint(
    'host',
    'system-calls',
    'Other system calls, by how they ended',
    Object.entries(CALLS).flatMap(([call, statuses]) => statuses.map((status) => `${call} ${status}`)),
  );
  readonly #events = new Coverpoint('host', 'events', 'What the event fd gave', [
    ...['nothing', 'an event', 'several events', 'LOST_EVENTS', 'an event and LOST_EVENTS'].map((what) => `read ${what}`),
    'poll nothing',
    'poll POLLIN',
    'readable',
  ]);
  readonly #invalidations = new Coverpoint(
    'host',
    'invalidations',
    'Commands handed to HWPT_INVALIDATE, by whether the kernel took them',
    [...COMMANDS.map(({ name }) => name), UNDEFINED].flatMap((name) => [`${name} OK`, `${name} EIO`]),
  );
  readonly #vms = new Set<string>();
  /** By request, of VMMs and of others. */
  readonly #seen: readonly [Map<Request, Known>, Map<Request, Known>] = [new Map(), new Map()];

  constructor() {
    this.points = [this.#statuses, this.#device, this.#members, this.#calls, this.#events, this.#invalidations];
  }

  begin(_host: unknown, operations: readonly { readonly port: Port; readonly who: string }[]): void {
    this.#vms.clear();
    for (const { port, who } of operations) if (port === 'guest') this.#vms.add(who);
  }

  see({ event, port, who }: PortEvent): void {
    if (port !== 'host') return;
    switch (event.op) {
      case 'ioctl':
        this.#ioctl(event, this.#vms.has(who));
        break;
      case 'open':
      case 'close':
      case 'mmap':
      case 'munmap':
        if (event.status !== undefined) this.#calls.hit(`${event.op} ${event.status}`);
        break;
      case 'fdRead':
        if (event.status !== undefined) this.#calls.hit(`${event.op} ${event.status}`);
        if (event.bytes !== undefined) this.#events.hit(`read ${eventsIn(event.bytes)}`);
        break;
      case 'poll':
        this.#events.hit(`poll ${event.conditions?.includes('POLLIN') ? 'POLLIN' : 'nothing'}`);
        break;
      case 'readable':
        this.#events.hit('readable');
        break;
    }
  }

  #ioctl(event: Ioctl, device: boolean): void {
    const { argument, before, request: number, status } = event;
    const request = requestNumbered(number);
    if (status === undefined) return;
    if (request === undefined) {
      this.#statuses.hit(`unknown number ${status}`);
      return;
    }
    const known = this.#known(request, device);
    if (!known.statuses.has(status)) {
      known.statuses.add(status);
      if (device) this.#device.hit(`${request.name} ${status === 'OK' ? status : 'refused'}`);
      else this.#statuses.hit(`${request.name} ${status}`);
    }
    const bytes = bytesAt(before, argument);
    if (bytes === undefined) return;
    for (const { member, told } of MEMBERS.get(request) ?? []) {
      const value = Number(readMember(bytes, member));
      const key = value * 16 + member.offset;
      if (known.values.has(key)) continue;
      known.values.add(key);
      for (const bin of told(value)) this.#members.hit(`${request.name} ${bin}`);
    }
    if (request === HWPT_INVALIDATE && (status === 'OK' || status === 'EIO')) this.#invalidate(event, status);
  }

  #known(request: Request, device: boolean): Known {
    const requests = this.#seen[device ? 0 : 1];
    const known = requests.get(request);
    if (known !== undefined) return known;
    const made: Known = { statuses: new Set(), values: new Set() };
    requests.set(request, made);
    return made;
  }

  /** A list is judged up to its first command that is refused, which is the one that `entry_num` counts to. */
  #invalidate({ after, argument, before }: Ioctl, status: Status): void {
    const memory = memoryOf(before);
    const bytes = memory.read(argument, HWPT_INVALIDATE.structure.bytes);
    const returned = memoryOf(after ?? []).read(argument, HWPT_INVALIDATE.structure.bytes);
    if (bytes === undefined || returned === undefined) return;
    const { data_uptr, entry_len, entry_num } = decodeStructure(HWPT_INVALIDATE.structure, bytes);
    const taken = decodeStructure(HWPT_INVALIDATE.structure, returned).entry_num;
    for (let entry = 0; entry < entry_num && entry <= taken; entry += 1) {
      const found = memory.read(data_uptr + BigInt(entry * entry_len), Math.min(entry_len, 16));
      if (found === undefined) return;
      const words = new Uint8Array(16);
      words.set(found);
      this.#invalidations.hit(`${definitionOf(commandWords(words))?.name ?? UNDEFINED} ${entry < taken ? 'OK' : status}`);
    }
  }
}

/** What has been noted of a request: nearly all of them are like one before. */
interface Known {
  readonly statuses: Set<Status>;
  /** Values with the offset of their member. */
  readonly values: Set<number>;
}

/** The members that are looked at, and what their values are called. */
const MEMBERS: ReadonlyMap<Request, readonly { readonly member: Member; readonly told: (value: number) => readonly string[] }[]> = new Map(
  SIZED.map((request) => [
    request,
    [
      { member: memberOf(request, 'size'), told: (value) => [`size ${sizeOf(request, value)}`] },
      ...(request === HWPT_ALLOC ? [{ member: memberOf(request, 'flags'), told: flagsIn }] : []),
      ...CHOICES.filter((choice) => choice.request === request).map(({ member, values }) => ({
        member: memberOf(request, member),
        told: (value: number) => [`${member}=${Object.entries(values).find(([, one]) => one === value)?.[0] ?? 'unknown'}`],
      })),
    ],
  ]),
);

function flagsIn(value: number): readonly string[] {
  return Object.entries(HWPT_FLAGS).map(([flag, bit]) => `${flag}=${(value & bit) === 0 ? 0 : 1}`);
}

function memberOf({ name: request, structure }: Request, name: string): Member {
  const found = structure.members[name];
  if (found === undefined) throw new Error(`${request} has no ${name}`);
  return found;
}

function sizesOf({ minimum, structure }: Request): readonly string[] {
  return SIZES.filter((size) => size !== 'smallest' || minimum < structure.bytes);
}

function sizeOf({ minimum, structure }: Request, size: number): (typeof SIZES)[number] {
  if (size < minimum) return 'too small';
  if (size > structure.bytes) return 'larger';
  return size === structure.bytes ? 'whole' : 'smallest';
}

function eventsIn(bytes: Uint8Array): string {
  if (bytes.length === 0) return 'nothing';
  const headers: number[] = [];
  for (let at = 0; at + VEVENT_HEADER.bytes <= bytes.length; ) {
    const { flags } = decodeStructure(VEVENT_HEADER, bytes.subarray(at));
    headers.push(flags);
    at += (flags & VEVENT_FLAGS.LOST_EVENTS) === 0 ? RECORD : VEVENT_HEADER.bytes;
  }
  const lost = headers.some((flags) => (flags & VEVENT_FLAGS.LOST_EVENTS) !== 0);
  if (lost) return headers.length > 1 ? 'an event and LOST_EVENTS' : 'LOST_EVENTS';
  return headers.length > 1 ? 'several events' : 'an event';
}
