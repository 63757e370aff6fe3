import { existsSync, mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';

/** Attempts at a rename that another process's hold on the file may spoil, which happens on Windows. */
const ATTEMPTS = 5;
const PAUSE_MS = 50;

/** Writes the file so that a reader finds either what was there before or all of `content`. */
export function writeAtomically(file: string, content: string): void {
  writeAllAtomically(dirname(file), { [basename(file)]: content });
}

/** The content of a file, or of a directory: its files, or what makes it. One without files is not there. */
export type Content = string | Readonly<Record<string, string>> | ((path: string) => void);

/** The same for several files and directories of a directory, none of which takes its place before all are written. */
export function writeAllAtomically(directory: string, contents: Readonly<Record<string, Content>>): void {
  const draft = (name: string) => join(directory, `.${name}.${process.pid}.tmp`);
  const old = (name: string) => join(directory, `.${name}.${process.pid}.old`);
  try {
    for (const [name, content] of Object.entries(contents)) write(draft(name), content);
    for (const [name, content] of Object.entries(contents)) {
      const path = join(directory, name);
      if (typeof content === 'string') {
        replace(draft(name), path);
        continue;
      }
      // A directory cannot take the place of another that has files.
      if (existsSync(path)) replace(path, old(name));
      if (existsSync(draft(name))) replace(draft(name), path);
      rmSync(old(name), { recursive: true, force: true });
    }
  } catch (error) {
    for (const name of Object.keys(contents)) rmSync(draft(name), { recursive: true, force: true });
    throw error;
  }
}

function write(path: string, content: Content): void {
  if (typeof content === 'string') {
    writeFileSync(path, content);
    return;
  }
  if (typeof content === 'function') {
    content(path);
    return;
  }
  const files = Object.entries(content);
  if (files.length > 0) mkdirSync(path);
  for (const [name, text] of files) writeFileSync(join(path, name), text);
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
