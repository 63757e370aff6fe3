import type { HostCalls, Status } from '../../src/ports';
import { type Called, call, type Request, type Structure, type Values } from '../../src/uapi';

/** The VMM gives up on a request of its user; the message tells why. */
export class Refusal extends Error {
  override readonly name = 'Refusal';
}

/** A refusal on account of a host call that failed with `status`. */
export function refused(what: string, status: Status): Refusal {
  return new Refusal(`${what}: ${status}`);
}

/** What a demanded request carries besides its structure. */
export interface Demand {
  /** The buffer that the structure points to. */
  readonly data?: Uint8Array;
  /** Start of the message on failure; `NAME failed` unless told. */
  readonly message?: string;
}

/** Issues a request that must succeed; throws a {@link Refusal} otherwise. */
export async function demand<S extends Structure>(
  calls: HostCalls,
  fd: number,
  request: Request<S>,
  values: Partial<Values<S>>,
  { data, message = `${request.name} failed` }: Demand = {},
): Promise<Called<S>> {
  const called = await call(calls, fd, request, values, data);
  if (called.status !== 'OK') throw refused(message, called.status);
  return called;
}

/** Opens a file that must open; throws a {@link Refusal} otherwise. */
export async function demandFile(calls: HostCalls, path: string): Promise<number> {
  const opened = await calls.open(path);
  if (opened.status !== 'OK') throw refused(`cannot open ${path}`, opened.status);
  return opened.fd;
}
