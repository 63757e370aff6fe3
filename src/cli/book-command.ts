import type { Composition } from '../adapters/composition';
import { writeBook } from '../book/book';
import { messageOf } from '../message-of';
import { makeDirectory } from '../report/make-directory';
import { counted } from '../report/words';
import { loadSuite, type SuitePlaces } from '../specification/suite';
import { WrongUse } from '../specification/wrong-use';

/** What `book` was asked for. */
export interface BookCommandOptions extends SuitePlaces {
  readonly out: string;
}

/** Writes the specification as a site; returns what to print. */
export async function bookCommand({ out, ...places }: BookCommandOptions, { reference }: Pick<Composition, 'reference'>): Promise<string> {
  try {
    makeDirectory(out);
  } catch (error) {
    throw new WrongUse(`cannot write the book to "${out}": ${messageOf(error)}`);
  }
  const { bytes, diagramBytes, files } = await writeBook({ suite: loadSuite(places), reference: reference() }, out);
  return `Book: ${out}/index.html (${counted(files, 'file')}; ${megabytes(bytes - diagramBytes)}, and ${megabytes(diagramBytes)} of diagrams)`;
}

function megabytes(bytes: number): string {
  return `${(bytes / 1e6).toFixed(1)} MB`;
}
