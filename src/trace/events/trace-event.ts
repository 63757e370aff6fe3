import type { Sight } from '../../monitors';

/** Who a message of the stack goes between, from the guest down. */
export const PARTICIPANTS = ['guest', 'VMM', 'kernel', 'hardware', 'SMMU'] as const;

/** See {@link PARTICIPANTS}. */
export type Participant = (typeof PARTICIPANTS)[number];

/** What an event tells, by the names of its parameters: numbers, and the few that are words. */
export type EventValues = Readonly<Record<string, bigint | string | undefined>>;

/** One value that an event carries. */
export interface Parameter {
  readonly name: string;
  /** A 64-bit number in a binary trace, or a text. */
  readonly kind: 'unsigned' | 'signed' | 'text';
  /** What stands before the value in a line of text. */
  readonly before: string;
  /** What stands behind it. */
  readonly after: string;
  /** How it is written. */
  readonly written: 'hex' | 'bare hex' | 'decimal' | 'word';
  /** Versions of QEMU without it write the others all the same. */
  readonly optional: boolean;
}

/** Which `-trace` pattern an event is asked for with. */
export const FAMILIES = {
  cmdqv: { pattern: 'tegra241_cmdqv_*', title: 'CMDQ-V: registers and error events' },
  iommufd: { pattern: 'iommufd_*', title: 'iommufd: requests to the kernel' },
  smmu: { pattern: 'smmuv3_*', title: 'SMMU: trapped command queue, stream table' },
} as const;

/** See {@link FAMILIES}. */
export type Family = keyof typeof FAMILIES;

/** An event of QEMU's trace that tells something of the stack. */
export interface TraceEvent {
  readonly name: string;
  readonly family: Family;
  /** In the order of a binary trace; that of a line of text is the same, but is not relied on. */
  readonly parameters: readonly Parameter[];
  /** The operations that it shows. */
  readonly shows: readonly Sight[];
  /** Events without which these operations are not told whole. */
  readonly besides?: Family;
  readonly from: Participant;
  readonly to: Participant;
  /** The event in words, for people. */
  readonly tell: (values: EventValues) => string;
}

type Details = Partial<Pick<Parameter, 'before' | 'after' | 'optional'>>;

function parameter(name: string, kind: Parameter['kind'], written: Parameter['written'], details: Details): Parameter {
  return { name, kind, written, before: `${name}=`, after: '', optional: false, ...details };
}

/** A number that is written in hexadecimal, with 0x. */
export function hex(name: string, details: Details = {}): Parameter {
  return parameter(name, 'unsigned', 'hex', details);
}

/** A number that is written in decimal. */
export function decimal(name: string, details: Details = {}): Parameter {
  return parameter(name, 'unsigned', 'decimal', details);
}

/** A number that can be below 0. */
export function signed(name: string, details: Details = {}): Parameter {
  return parameter(name, 'signed', 'decimal', details);
}

/** A word. */
export function word(name: string, details: Details = {}): Parameter {
  return parameter(name, 'text', 'word', details);
}

/** How the request ended, at the end of the line: 0, or below. */
export const RESULT = signed('result', { before: '(', after: ')' });

/** The number of a parameter; 0 where the event does not carry it. */
export function numberIn(values: EventValues, name: string): bigint {
  const value = values[name];
  return typeof value === 'bigint' ? value : 0n;
}

/** The word of a parameter. */
export function wordIn(values: EventValues, name: string): string {
  const value = values[name];
  return typeof value === 'string' ? value : '';
}
