/** One timer for whatever is waited for; it ends after a whole `timeout` without a sign of life. */
export class Patience {
  readonly #timeout: number;
  readonly #lost: () => void;
  #timer: NodeJS.Timeout | undefined;
  #heard = false;
  #waiting = false;

  constructor(timeout: number, lost: () => void) {
    this.#timeout = timeout;
    this.#lost = lost;
  }

  begin(): void {
    if (!this.#waiting) this.#heard = true;
    this.#waiting = true;
    this.#timer ??= setTimeout(() => this.#due(), this.#timeout).unref();
  }

  heard(more: boolean): void {
    this.#heard = true;
    this.#waiting = more;
  }

  end(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
  }

  /** A timer for each answer would cost more than the answers. */
  #due(): void {
    this.#timer = undefined;
    if (!this.#waiting) return;
    if (!this.#heard) {
      this.#lost();
      return;
    }
    this.#heard = false;
    this.#timer = setTimeout(() => this.#due(), this.#timeout).unref();
  }
}
