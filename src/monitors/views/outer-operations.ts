import type { Operation } from '../../machine/log';
import type { Request } from '../../tables/uapi';

/** What other operations happen within, as {@link Scene.around} looks for it. */
type Outer = (operation: Operation) => boolean;

/** An access of a guest, or something else that it has done to it. */
export const isGuest: Outer = ({ port }) => port === 'guest';

/** An interrupt of a block. */
export const isInterrupt: Outer = ({ event, port }) => port === 'registers' && event.op === 'interrupt';

/** What a process asks of the kernel. */
export const isCall: Outer = ({ event, port }) => port === 'host' && event.op !== 'readable';

/** One request of a process. */
export function isRequest(request: Request): Outer {
  return ({ event, port }) => port === 'host' && event.op === 'ioctl' && event.request === request.number;
}
