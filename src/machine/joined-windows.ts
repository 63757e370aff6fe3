import type { DirectWindow } from '../ports';

/** Windows in ascending order, those that follow on each other as one: in how many pieces a VMM puts a page before its guest is open. */
export function joinedWindows(windows: readonly DirectWindow[]): readonly DirectWindow[] {
  const parts: DirectWindow[] = [];
  for (const window of [...windows].sort((one, other) => one.offset - other.offset)) {
    const before = parts.at(-1);
    if (before === undefined || before.offset + before.length !== window.offset) parts.push(window);
    else parts[parts.length - 1] = { ...before, length: before.length + window.length };
  }
  return parts;
}
