import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { PACKAGE_ROOT } from '../../src/package';

/** A line of the kernel's and what stands there instead. */
export interface LinuxFault {
  readonly id: string;
  /** What the kernel does then. */
  readonly what: string;
  /** The clause that is about it. */
  readonly clause: string;
  /** Path in the kernel tree. */
  readonly file: string;
  readonly from: string;
  readonly to: string;
  /** It shows where the kernel is built with AddressSanitizer. */
  readonly sanitize?: true;
}

/** The faults that are put into a copy of a kernel tree. */
export function linuxFaults(): LinuxFault[] {
  return JSON.parse(readFileSync(join(PACKAGE_ROOT, 'adapters', 'linux', 'faults.json'), 'utf8')) as LinuxFault[];
}

/** A file's text with the fault in it. Throws where what it changes is not there, or more than once. */
export function withFault(text: string, { file, from, id, to }: LinuxFault): string {
  const [before, after, more] = text.split(from);
  if (before === undefined || after === undefined || more !== undefined)
    throw new Error(`${id}: ${file} has ${after === undefined ? 'not' : 'more than once'} what it changes`);
  return `${before}${to}${after}`;
}
