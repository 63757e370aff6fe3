/** How often something is so in a file, and where first. */
export interface Places {
  times: number;
  line: number;
}

/** It is so in one line more. */
export function note(places: Places, line: number): void {
  if (places.times++ === 0) places.line = line;
}

/** In words; nothing if it is so nowhere. */
export function toldOf({ line, times }: Places, what: string): readonly string[] {
  return times === 0 ? [] : [`${times} × ${what}, ${times === 1 ? '' : 'the first '}in line ${line}`];
}
