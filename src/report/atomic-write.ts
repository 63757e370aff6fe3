import { renameSync, rmSync, writeFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';

/** Attempts at a rename that another process's hold on the file may spoil, which happens on Windows. */
const ATTEMPTS = 5;
const PAUSE_MS = 50;

/** Writes the file so that a reader finds either what was there before or all of `content`. */
export function writeAtomically(file: string, content: string): void {
  writeAllAtomically(dirname(file), { [basename(file)]: content });
}

/** The same for several files of a directory, none of which takes its place before all are written. */
export function writeAllAtomically(directory: string, contents: Readonly<Record<string, string>>): void {
  const draft = (name: string) => join(directory, `.${name}.${process.pid}.tmp`);
  try {
    for (const [name, content] of Object.entries(contents)) writeFileSync(draft(name), content);
    for (const name of Object.keys(contents)) replace(draft(name), join(directory, name));
  } catch (error) {
    for (const name of Object.keys(contents)) rmSync(draft(name), { force: true });
    throw error;
  }
}

function replace(from: string, to: string): void {
  for (let attempt = 1; ; attempt += 1) {
    try {
      renameSync(from, to);
      return;
    } catch (error) {
      if (attempt === ATTEMPTS || !isHeldByAnother(error)) throw error;
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, PAUSE_MS);
    }
  }
}

function isHeldByAnother(error: unknown): boolean {
  return error instanceof Error && 'code' in error && (error.code === 'EPERM' || error.code === 'EACCES' || error.code === 'EBUSY');
}
