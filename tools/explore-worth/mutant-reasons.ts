import type { MutantText } from '../mutation/mutant-text';

/** Why programs do not show a mutant over time, though they make it act. */
const REASONS: readonly (Pick<MutantText, 'file' | 'original' | 'replacement'> & { readonly reason: string })[] = [
  {
    file: 'kernel/heap.ts',
    original: 'this.#failed = true;',
    replacement: 'acts only every second time, for all objects',
    reason: "Whether the allocation that was to fail has done so is not compared: how many there are is the kernel's own business.",
  },
  {
    file: 'kernel/mmap-cookies.ts',
    original: 'remove(cookie: MmapCookie): void { this.#cookies = this.#cookies.filter((candid…',
    replacement: 'works on the first object, whichever it is called on',
    reason: 'It takes an mmap at the offset of a vIOMMU that is gone, of another iommufd than the first: drawn too seldom.',
  },
  {
    file: 'kernel/veventq-file.ts',
    original: 'this.events.stopReading();',
    replacement: 'releases nothing',
    reason: 'Nobody waits for events in programs.',
  },
  {
    file: 'kernel/ioas.ts',
    original: 'this.#pins--;',
    replacement: 'acts only the first time, for each object',
    reason:
      "It takes an IOAS that a second queue was destroyed of and that has no table with pages as large as the host's, and a look at its alignment: drawn too seldom.",
  },
  {
    file: 'kernel/open-file.ts',
    original: 'this.#files.delete(fd);',
    replacement: 'acts only the first time, for each object',
    reason: 'It takes a request on a file that was closed after another: drawn too seldom.',
  },
];

/** What is known of a mutant. */
export function mutantReason({ file, original, replacement }: MutantText): string | undefined {
  return REASONS.find((one) => one.file === file && one.original === original && one.replacement === replacement)?.reason;
}
