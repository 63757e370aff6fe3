import type { Status } from '../../src/ports';
import { type HostCalls, UserMemory, type UserSegment } from '../../src/ports';
import {
  ARGUMENT_ADDRESS,
  DATA_ADDRESS,
  decodeStructure,
  type Request,
  readMember,
  requestNamed,
  writeMember,
} from '../../src/tables/uapi';
import { constantOf } from '../observe/object-names';
import { type Assignments, parseNumber } from '../parameters';

/** How a call's memory behaves: ordinary, readable only, or absent. */
export type Reach = 'writable' | 'readonly' | 'unreadable';

/** A call as a scenario describes it, before names are resolved. */
export interface CallPlan {
  readonly fd: number;
  /** Members by name; values are numbers, constants or object names. */
  readonly members: Assignments;
  /** Content of the data buffer, if the request has one. */
  readonly data: Uint8Array | undefined;
}

/** What a call left behind. */
export interface CallOutcome {
  readonly request: Request;
  readonly status: Status;
  readonly out: Readonly<Record<string, bigint | number>>;
  readonly argument: Uint8Array;
  readonly data: Uint8Array;
}

/** A call that was made while an allocation failed, what it left behind, and which physical registers it changed for good. */
export interface Attempt {
  /** Which of its allocations. */
  readonly nth: number;
  readonly status: Status;
  /** Of an ioctl. */
  readonly outcome: CallOutcome | undefined;
  readonly changes: readonly string[];
}

/** What every call comes back with. */
interface Answered {
  readonly status: Status;
}

/** Bytes behind a structure: so many that a kernel which looks at the first few alone is found out. */
const TAIL_BYTES = 64;
/** Keys that steer the call itself rather than fill a member. */
const STEERING = ['size', 'argument', 'data', 'tail'] as const;

/** The process of a kernel scenario: its files, the objects that it made by name, and its last call. */
export class UserSpace {
  readonly calls: HostCalls;
  /** Object IDs, user addresses and file descriptors by name. */
  readonly names = new Map<string, bigint>();
  readonly files = new Map<string, number>();
  /** What `a process that holds …` has made last. */
  holding: string | undefined;
  last: CallOutcome | undefined;
  lastStatus: Status | undefined;
  /** Calls that were made while one allocation after another failed; the last, none of whose allocations did, is not among them. */
  readonly attempts: Attempt[] = [];
  lastBytes: Uint8Array | undefined;
  #lastCall: (() => Promise<Answered>) | undefined;

  constructor(calls: HostCalls) {
    this.calls = calls;
  }

  /** The file descriptor called `name`. */
  file(name: string): number {
    const fd = this.files.get(name);
    if (fd === undefined) throw new Error(`the scenario has no file ${name}; it has ${[...this.files.keys()].join(', ')}`);
    return fd;
  }

  /** The number that `text` stands for in a member: a number, an object's name, `ram+0x1000`, or a constant of that member. */
  resolve(request: string, member: string, text: string): bigint {
    if (/^[0-9]/.test(text)) return parseNumber(text);
    const [name = '', offset] = text.split('+');
    if (offset !== undefined) return this.resolve(request, member, name) + parseNumber(offset);
    const constant = constantOf(request, member, text);
    if (constant !== undefined) return BigInt(constant);
    const fd = member === 'iommufd' ? this.files.get(text) : undefined;
    const id = fd === undefined ? this.names.get(text) : BigInt(fd);
    if (id === undefined)
      throw new RangeError(`'${text}' is neither a constant of ${request}.${member} nor one of ${[...this.names.keys()].join(', ')}`);
    return id;
  }

  /** Makes a system call, which can be made once more then. */
  async make<T extends Answered>(call: () => Promise<T>): Promise<T> {
    this.#lastCall = call;
    const answered = await call();
    this.lastStatus = answered.status;
    return answered;
  }

  /** Makes the last call once more. */
  async makeAgain(): Promise<Status> {
    if (this.#lastCall === undefined) throw new Error('the scenario has made no call that can be made again');
    return (await this.make(this.#lastCall)).status;
  }

  /** Issues `request`; members that the plan does not name are 0, `size` is the structure's unless named. */
  async call(requestName: string, plan: CallPlan): Promise<CallOutcome> {
    return this.make(() => this.#issue(requestName, plan));
  }

  async #issue(requestName: string, plan: CallPlan): Promise<CallOutcome> {
    const request = requestNamed(requestName);
    if (request === undefined) throw new RangeError(`the suite knows no request ${requestName}`);
    const steer = (key: (typeof STEERING)[number]): string | undefined => plan.members.get(key);
    const tail = parseNumber(steer('tail') ?? '0');
    const argument = new Uint8Array(request.structure.bytes + (steer('tail') === undefined ? 0 : TAIL_BYTES));
    for (const [member, text] of plan.members) {
      if (member !== 'size' && (STEERING as readonly string[]).includes(member)) continue;
      const definition = request.structure.members[member];
      if (definition === undefined)
        throw new RangeError(`${requestName} has no member ${member}; it has ${Object.keys(request.structure.members).join(', ')}`);
      writeMember(argument, definition, this.resolve(requestName, member, text));
    }
    const sizeMember = request.structure.members.size;
    if (sizeMember !== undefined && steer('size') === undefined) writeMember(argument, sizeMember, BigInt(argument.length));
    if (tail !== 0n) argument[argument.length - 1] = Number(tail & 0xffn);
    const data = plan.data ?? new Uint8Array(0);
    const segments: UserSegment[] = [
      ...segment(ARGUMENT_ADDRESS, argument, reachOf(steer('argument'))),
      ...segment(DATA_ADDRESS, data, reachOf(steer('data'))),
    ];
    const status = await this.calls.ioctl(plan.fd, request.number, ARGUMENT_ADDRESS, new UserMemory(segments));
    this.last = { request, status, out: decodeStructure(request.structure, argument), argument, data };
    return this.last;
  }

  /** The member of the last call's structure. */
  returned(member: string): bigint {
    return returnedBy(this.last, member);
  }
}

/** The member of a call's structure, as the kernel left it. */
export function returnedBy(outcome: CallOutcome | undefined, member: string): bigint {
  if (outcome === undefined) throw new Error('the scenario has made no call');
  const definition = outcome.request.structure.members[member];
  if (definition === undefined) throw new RangeError(`${outcome.request.name} has no member ${member}`);
  return readMember(outcome.argument, definition);
}

function reachOf(text: string | undefined): Reach {
  if (text === undefined) return 'writable';
  if (text === 'readonly' || text === 'unreadable') return text;
  throw new RangeError(`memory is 'readonly' or 'unreadable', not '${text}'`);
}

function segment(address: bigint, bytes: Uint8Array, reach: Reach): readonly UserSegment[] {
  return bytes.length === 0 || reach === 'unreadable' ? [] : [{ address, bytes, writable: reach === 'writable' }];
}
