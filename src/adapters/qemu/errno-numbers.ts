import { constants } from 'node:os';
import type { Errno } from '../../ports';

/** Those that Node does not list. */
const MORE: Readonly<Record<string, number>> = { EBADFD: 77 };

/** Number of an errno on this machine. */
export function errnoNumber(errno: Errno): number {
  const known: Readonly<Record<string, number>> = constants.errno;
  const number = known[errno] ?? MORE[errno];
  if (number === undefined) throw new RangeError(`${errno} has no number on this machine`);
  return number;
}
