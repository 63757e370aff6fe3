import type { GuestEvent, HostEvent, Operation } from '../machine/log';
import type { LayerName } from '../ports';
import type { Scene } from './scene';

/**
 * Operations that a monitor wants to be told of. A request by its name, `*` for all; an access of the register port, or of a guest, by
 * the name of the register in its block, with `VINTF_` or `VCMDQ_` before it where there are many such blocks. An access of a guest that
 * reaches no register as the device takes it is one of `no register`.
 */
export type Sight =
  | `guest ${GuestEvent['op']}`
  | `guest ${'read' | 'write'} ${string}`
  | `host ${Exclude<HostEvent['op'], 'ioctl'>}`
  | `host ioctl ${string}`
  /** No operation: that requests are told with the file that they are made on, and pages with their address. */
  | 'host numbers'
  /** No operation: that each request that makes an object is told, so that it is known which IDs are free. */
  | 'host allocations'
  | `registers ${'read' | 'write'} ${string}`
  | 'registers submit'
  | 'registers interrupt'
  /** A command of a vCMDQ; nobody asks for those of the SMMU's own queue. */
  | 'smmu execute'
  /** The hardware reads host memory. Nobody is told of each; what was fetched for a vCMDQ the scene knows. */
  | 'memory read'
  /** No operation: that what it reads is told, and not where alone. */
  | 'memory bytes';

/** Takes what a monitor finds. */
export interface Bench {
  /** The clause held once more. */
  held(): void;
  /** It was broken: by which operation, and in which words. */
  violated(operation: Operation, words: string): void;
  /** Keeps something between operations, as {@link Kept} says: what a watch keeps otherwise is lost where a log goes on from another. */
  keep<T extends object>(fresh: T): T;
}

/** Watches one log. */
export interface Watch {
  /** An operation that was asked for begins; what the scene knows is what held before it. Its answer is there already. */
  begins?(operation: Operation): void;
  /** One of a guest, a request or an interrupt is over, and so is everything that happened within it. */
  ends?(operation: Operation): void;
  /** Nothing is under way any more: all that began is over. */
  rests?(): void;
}

/**
 * One clause of those that say what must always or never be, as a judge of operation logs.
 *
 * It looks at what one layer did of its own accord; what a scenario did in the place of another layer, and answers that the suite
 * gave, are taken as given. It knows ports and tables, no implementation.
 */
export interface Monitor {
  /** ID of the clause. */
  readonly clause: string;
  /** The layer that it judges. */
  readonly layer: LayerName;
  /** What it is told of. */
  readonly sees: readonly Sight[];
  /** Outside of interrupts a write that leaves off what is off (ENABLE, ALLOC, or else all bits) says nothing to it; a boot does hundreds. */
  readonly skipsIdleWrites?: true;
  /** It looks at accesses of the register port only where they happen within a call or an interrupt: not at those of a boot. */
  readonly onlyWithin?: true;
  /** Without which a log from elsewhere does not show what it judges: all that it {@link sees}, unless told. */
  readonly needs?: readonly Sight[];
  /** What it looks at, in one sentence. */
  readonly looksAt: string;
  watch(scene: Scene, bench: Bench): Watch;
}
