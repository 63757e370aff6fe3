/** Columns to fill: the terminal's, but not lines too long to read. */
export function columns(): number {
  return Math.max(40, Math.min(process.stdout.columns ?? 100, 120));
}

/** Breaks text at blanks; every line begins with `indent`. */
export function wrap(text: string, indent = '', width = columns()): string {
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(/\s+/)) {
    if (line !== '' && indent.length + line.length + 1 + word.length > width) {
      lines.push(indent + line);
      line = word;
    } else line = line === '' ? word : `${line} ${word}`;
  }
  lines.push(indent + line);
  return lines.join('\n');
}

/** Puts `label` before the first line and the same width before the others. */
export function labelled(label: string, lines: readonly string[], width = 12): string[] {
  return lines.flatMap((line) => line.split('\n')).map((line, position) => `${(position === 0 ? label : '').padEnd(width)}${line}`);
}
