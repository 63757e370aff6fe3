/** Numbers, and what makes the names of registers, queues and files differ from one to the next. */
const NUMBERS = /0x[0-9a-f]+|\d+/gi;

/** What messages about the same thing have in common: the first line, with every number, index and address replaced. */
export function messageShape(message: string): string {
  return (message.split('\n')[0] ?? '').replaceAll(NUMBERS, '#');
}
