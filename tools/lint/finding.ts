/** Something wrong in the features. */
export interface Finding {
  /** Path of the file, `/` between its parts. */
  readonly file: string;
  /** From 1. */
  readonly line: number;
  /** What is wrong and what would be right. */
  readonly message: string;
}

/** `file:line: message`, which terminals and editors link. */
export function findingLine({ file, line, message }: Finding): string {
  return `${file}:${line}: ${message}`;
}
