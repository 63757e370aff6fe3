import type { PortEvent } from '../machine/log';
import type { Participant } from './events';

const WAYS: Readonly<Record<PortEvent['port'], readonly [Participant, Participant]>> = {
  guest: ['guest', 'VMM'],
  host: ['VMM', 'kernel'],
  registers: ['kernel', 'hardware'],
  smmu: ['hardware', 'SMMU'],
  memory: ['hardware', 'hardware'],
};

/** Who an event goes from and to: down at each port, and up for what a layer tells the one above of its own accord. */
export function wayOf({ event, port }: PortEvent): readonly [Participant, Participant] {
  const [above, below] = WAYS[port];
  return event.op === 'interrupt' || event.op === 'readable' ? [below, above] : [above, below];
}
