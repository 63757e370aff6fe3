/** A fault below a Linux guest, and the clause whose boot meets it. */
export interface FaultBelowGuest {
  readonly fault: string;
  readonly clause: string;
}

/** Faults of kernel and hardware that Linux meets in what it does of its own accord: one of each kind, and the boot that shows it soonest. */
export const BELOW_GUEST: readonly FaultBelowGuest[] = [
  { fault: 'user-vintf-hyp-own', clause: 'LINUX-01' },
  { fault: 'match-before-replace', clause: 'LINUX-01' },
  { fault: 'reset-keeps-prod', clause: 'LINUX-01' },
  { fault: 'guest-vmid-used', clause: 'LINUX-02' },
  { fault: 'failure-does-not-stop', clause: 'LINUX-03' },
  { fault: 'event-words-swapped', clause: 'LINUX-03' },
  { fault: 'rd-past-failure', clause: 'LINUX-03' },
  { fault: 'hardware-interrupts-twice', clause: 'LINUX-03' },
  { fault: 'atc-timeout-not-told', clause: 'LINUX-05' },
  { fault: 'last-freed-number-first', clause: 'LINUX-06' },
  { fault: 'queue-freed-without-reset', clause: 'LINUX-08' },
  { fault: 'hist-97', clause: 'LINUX-11' },
  { fault: 'vmid-of-first-vm', clause: 'LINUX-11' },
];
