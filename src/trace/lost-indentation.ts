import type { Operation, PortEvent } from '../machine/log';
import { HW_QUEUE_ALLOC } from '../tables/uapi';

/**
 * Whether something stands right behind what it can only have happened within: an access to the host page behind that of the guest which
 * it serves, one to registers behind a request of a queue.
 */
export function isBeside(event: PortEvent, outer: Operation | undefined, last: Operation | undefined): boolean {
  if (outer === undefined || outer !== last) return false;
  if (event.port === 'host') return (event.event.op === 'load' || event.event.op === 'store') && outer.who === event.who && isAccess(outer);
  return event.port === 'registers' && (event.event.op === 'read' || event.event.op === 'write') && isQueueMade(outer);
}

function isAccess({ event, port }: Operation): boolean {
  return port === 'guest' && (event.op === 'read' || event.op === 'write');
}

function isQueueMade({ event, port }: Operation): boolean {
  return port === 'host' && event.op === 'ioctl' && event.request === HW_QUEUE_ALLOC.number && event.status === 'OK';
}
