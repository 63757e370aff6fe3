import { Refusal } from './refusal';

/**
 * Memory for the kernel's own objects. There is always enough, unless a request for it was chosen to fail, as Linux's fault
 * injection does.
 */
export class Heap {
  /** Requests up to the one that fails, it included; 0 for none. */
  #left = 0;
  #failed = false;

  /** The n-th request from now on fails, none for 0; tells whether the one that was chosen before has failed. */
  failAt(nth: number): boolean {
    const failed = this.#failed;
    this.#left = nth;
    this.#failed = false;
    return failed;
  }

  /** Takes memory; refused with ENOMEM where there is none (UAPI-COM-11). */
  take(): void {
    if (!this.gives()) throw new Refusal('ENOMEM');
  }

  /** Takes memory where there is some; tells whether there was. */
  gives(): boolean {
    if (this.#left === 0) return true;
    this.#left -= 1;
    if (this.#left > 0) return true;
    this.#failed = true;
    return false;
  }
}
