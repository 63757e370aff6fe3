import type { HostCalls, Status } from '../../src/ports';
import { type Called, call, type Request, type Structure, type Values } from '../../src/tables/uapi';

/** The VMM gives up on a request of its user; the message tells why. */
export class Refusal extends Error {}

/** A refusal on account of a host call that failed with `status`. */
export function refused(what: string, status: Status): Refusal {
  return new Refusal(`${what}: ${status}`);
}

/** Issues a request that must succeed, with the buffer that its structure points to; throws a {@link Refusal} otherwise. */
export async function demand<S extends Structure>(
  calls: HostCalls,
  fd: number,
  request: Request<S>,
  values: Partial<Values<S>>,
  data?: Uint8Array,
): Promise<Called<S>> {
  const called = await call(calls, fd, request, values, data);
  if (called.status !== 'OK') throw refused(`${request.name} failed`, called.status);
  return called;
}

/** Opens a file that must open; throws a {@link Refusal} otherwise. */
export async function demandFile(calls: HostCalls, path: string): Promise<number> {
  const opened = await calls.open(path);
  if (opened.status !== 'OK') throw refused(`cannot open ${path}`, opened.status);
  return opened.fd;
}
