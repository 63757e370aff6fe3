interface Opened {
  /** It was opened while it was open: by the next machine of a log, or by another one that writes into it. */
  readonly twice: boolean;
  readonly ids: Set<bigint>;
}

/** The iommufds of a log, and the IDs that they have given. */
export class OpenedFiles {
  readonly #files = new Map<number, Opened>();

  /** A file is opened; whether it was known before. */
  opened(fd: number): boolean {
    const before = this.#files.has(fd);
    this.#files.set(fd, { twice: before, ids: new Set() });
    return before;
  }

  closed(fd: number): void {
    this.#files.delete(fd);
  }

  /** An object is made; false if its ID is another's, and the file is one of two machines. */
  gives(fd: number, id: bigint): boolean {
    const file = this.#files.get(fd) ?? { twice: false, ids: new Set<bigint>() };
    this.#files.set(fd, file);
    const fresh = !file.ids.has(id);
    file.ids.add(id);
    return fresh || !file.twice;
  }

  /** Whether it was opened while it was open. */
  isTwice(fd: number): boolean {
    return this.#files.get(fd)?.twice === true;
  }

  /** Whether an object has an ID, as far as the log tells. */
  has(fd: number, id: bigint): boolean {
    return this.#files.get(fd)?.ids.has(id) === true;
  }

  /** An object is destroyed. */
  takes(fd: number, id: bigint): void {
    this.#files.get(fd)?.ids.delete(id);
  }

  /** Part of the log is missing. */
  lose(): void {
    this.#files.clear();
  }
}
