const PLAIN = /^[\w-]+(?:\/[\w-]+)?$/;

/** Tells which IDs of clauses or scenarios are meant by what a user wrote: an ID in any case, or a glob. */
export function idPattern(written: string): (id: string) => boolean {
  if (PLAIN.test(written)) {
    const wanted = written.toLowerCase();
    return (id) => id.length === wanted.length && id.toLowerCase() === wanted;
  }
  const picomatch = require('picomatch') as typeof import('picomatch');
  const matches = picomatch(written, { nocase: true });
  return (id) => matches(id);
}
