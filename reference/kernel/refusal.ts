import type { Errno } from '../../src/ports';

/** Ends a system call with an errno. */
export class Refusal extends Error {
  readonly errno: Errno;

  constructor(errno: Errno) {
    super(errno);
    this.name = 'Refusal';
    this.errno = errno;
  }
}
