/** An entry of the history that is no fault of the corpus, and why. */
export interface Unobservable {
  readonly history: string;
  readonly reason: string;
}

/** Entries of the history that no run can observe, or that the specification accepts. */
export const UNOBSERVABLE: readonly Unobservable[] = [
  { history: 'HIST-06', reason: 'VINTF0_STATUS has no bit besides ENABLE_OK that is ever set (VINTF-03), so none can be lost.' },
  { history: 'HIST-10', reason: 'A null pointer of the implementation: a run sees a crash, and no wrong behaviour.' },
  { history: 'HIST-36', reason: 'The two orders differ in the log of the VMM only; no register changes in either.' },
  { history: 'HIST-39', reason: 'A false warning in the log of the VMM; the event itself is taken.' },
  { history: 'HIST-40', reason: 'A false warning in the log of the VMM; the event itself is taken.' },
  { history: 'HIST-43', reason: 'The VMM exits over its command line, which crosses no port (QEMU-06).' },
  { history: 'HIST-44', reason: 'The VMM accepts a command line that it should refuse, which crosses no port (QEMU-06).' },
  { history: 'HIST-45', reason: 'ACPI tables cross no port (QEMU-10).' },
  { history: 'HIST-46', reason: 'ACPI tables cross no port (QEMU-09).' },
  {
    history: 'HIST-48',
    reason:
      'While CMDQ-V is active the first device cannot be unplugged and nothing fails after the event queue is there, so the path is never taken.',
  },
  { history: 'HIST-50', reason: 'Memory that is used after it was freed: a run sees a crash, if anything.' },
  { history: 'HIST-55', reason: 'Accepted: the specification leaves open whether SID_MATCH and SID_REPLACE survive a reset (TEAR-05).' },
  {
    history: 'HIST-57',
    reason: 'Accepted: the specification lets reads of undefined offsets of an allocated slot reach the host page (ACC-10).',
  },
  { history: 'HIST-59', reason: 'Accesses cross the ports as values; only a host of the other byte order would tell.' },
  { history: 'HIST-71', reason: 'Which of its queues the host driver uses for its own commands is its choice; no clause demands one.' },
  { history: 'HIST-75', reason: 'It takes a driver whose structure has a wrong size; no caller gets there.' },
  { history: 'HIST-76', reason: 'It takes an error interrupt in the middle of an allocation, and ends in a crash of the host.' },
  { history: 'HIST-77', reason: 'It takes an error interrupt in the middle of an allocation, and ends in a crash of the host.' },
  { history: 'HIST-78', reason: 'It takes two processes at one VINTF index at the same moment, which no port can time.' },
  {
    history: 'HIST-79',
    reason: 'It takes an error that is latched across the start of another kernel, and ends in a crash of the host (HOST-02).',
  },
  { history: 'HIST-81', reason: 'It takes an error interrupt in the middle of a removal, and ends in a crash of the host (HOST-09).' },
  { history: 'HIST-82', reason: 'Memory of the kernel that is used after it was given back crosses no port.' },
  { history: 'HIST-83', reason: 'Memory of the kernel that is not freed crosses no port.' },
  {
    history: 'HIST-84',
    reason: 'How much memory a kernel can allocate at once is its own affair: any size up to IDR1.CMDQS is right (HOST-03).',
  },
  { history: 'HIST-85', reason: 'It takes a host without low memory, and memory of the kernel crosses no port.' },
  { history: 'HIST-88', reason: 'In which context an interrupt handler runs crosses no port.' },
  { history: 'HIST-89', reason: 'Memory of the kernel that is freed wrongly crosses no port.' },
  { history: 'HIST-98', reason: 'A sentence that the documentation lacked; what comes of it is HIST-61.' },
  { history: 'HIST-99', reason: 'Accepted: entry_num may count commands that were converted and not issued (UAPI-INV-12).' },
  { history: 'HIST-100', reason: 'The specification follows Linux: entry_num 0 gives EINVAL (UAPI-INV-05).' },
  { history: 'HIST-101', reason: 'No port makes the mapping of registers fail.' },
  { history: 'HIST-102', reason: 'A pointer of the kernel that is out of date: a run sees a crash, if anything.' },
];
