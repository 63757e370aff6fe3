import type { Tried } from './try-scenario';

/** What became of the scenario, as comments in front of it. */
export function triedWords(tried: readonly (readonly [name: string, tried: Tried])[]): readonly string[] {
  return tried.map(([name, { message, verdict }]) => `# Run on ${name}: ${verdict}${message === '' ? '' : `, ${message}`}`);
}
