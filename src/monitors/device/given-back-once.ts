import type { HostEvent, Operation } from '../../machine/log';
import { DESTROY, MAKING_REQUESTS } from '../../tables/uapi';
import type { Monitor } from '../monitor';
import { askedOf } from '../views/call-structures';
import { madeBy } from '../views/user-objects';

/** Numbers given back that are remembered at least: a kernel uses them again, so that more are of a log with no end. */
const REMEMBERED = 32_768;

/** The last names that were given, so many at least and twice as many at most. */
class LastNames {
  #older = new Set<string>();
  #newer = new Set<string>();

  has(name: string): boolean {
    return this.#newer.has(name) || this.#older.has(name);
  }

  add(name: string): void {
    this.#newer.add(name);
    if (this.#newer.size < REMEMBERED) return;
    this.#older = this.#newer;
    this.#newer = new Set();
  }

  copy(): LastNames {
    const copy = new LastNames();
    copy.#older = new Set(this.#older);
    copy.#newer = new Set(this.#newer);
    return copy;
  }

  delete(name: string): void {
    this.#newer.delete(name);
    this.#older.delete(name);
  }
}

const REQUESTS = [DESTROY, ...MAKING_REQUESTS].map(({ name }) => `host ioctl ${name}` as const);

/** TEAR-14: what a device has given back it does not give back again, nor use. */
export const givenBackOnce: Monitor = {
  clause: 'TEAR-14',
  layer: 'device',
  sees: ['host open', 'host close', 'host mmap', 'host munmap', 'host fdRead', ...REQUESTS],
  // An ID that was given back may be that of a new object of any kind.
  needs: ['host numbers', 'host allocations', ...REQUESTS],
  looksAt: 'each CLOSE, DESTROY and MUNMAP of a VMM: what it names was not given back before; nor is a closed fd used',
  watch: (_, bench) => {
    /** What each process has given back and not got again. */
    const gone = bench.keep(new Map<string, LastNames>());
    /** How often each file of a process was opened: objects are of the file, not of its number. */
    const opened = bench.keep(new Map<string, number>());
    return {
      begins(operation) {
        if (operation.port !== 'host' || operation.by !== 'device') return;
        const { event, who } = operation;
        const past = gone.get(who) ?? new LastNames();
        gone.set(who, past);
        if (event.op === 'open' && event.fd !== undefined) opened.set(`${who} ${event.fd}`, (opened.get(`${who} ${event.fd}`) ?? 0) + 1);
        const time = 'fd' in event ? (opened.get(`${who} ${event.fd}`) ?? 0) : 0;
        for (const name of gotBy(event, time)) past.delete(name);
        const closed = 'fd' in event && event.op !== 'open' && event.fd !== undefined && past.has(fileName(event.fd));
        const given = givenBackBy(event, time);
        if (closed) bench.violated(operation, `fd ${event.fd} was closed before`);
        else if (given === undefined) return;
        else if (past.has(given)) bench.violated(operation, `${given.split(',')[0]} was given back before`);
        else if (hasSucceeded(operation)) {
          bench.held();
          past.add(given);
        }
      },
    };
  },
};

function hasSucceeded({ event }: Operation): boolean {
  return 'status' in event && event.status === 'OK';
}

/** What a call gives back, if it succeeds. */
function givenBackBy(event: HostEvent, time: number): string | undefined {
  if (event.op === 'close') return fileName(event.fd);
  if (event.op === 'munmap') return mappingName(event.address);
  const destroyed = askedOf(event, DESTROY);
  return destroyed === undefined || event.op !== 'ioctl' ? undefined : objectName(event.fd, destroyed.id, time);
}

/** What a call has got: the kernel may use a number again. */
function gotBy(event: HostEvent, time: number): readonly string[] {
  if (event.op === 'open') return event.fd === undefined ? [] : [fileName(event.fd)];
  if (event.op === 'mmap') return event.address === undefined ? [] : [mappingName(event.address)];
  if (event.op !== 'ioctl') return [];
  const made = madeBy(event);
  if (made === undefined) return [];
  const name = objectName(event.fd, made.id, time);
  return made.object.kind === 'vEVENTQ' ? [name, fileName(made.object.fd)] : [name];
}

function fileName(fd: number): string {
  return `fd ${fd}`;
}

function objectName(fd: number, id: number, time: number): string {
  return `object ${id} of fd ${fd}, opened ${time} times`;
}

function mappingName(address: bigint): string {
  return `the mapping at 0x${address.toString(16)}`;
}
