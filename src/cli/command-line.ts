import { packageIdentity } from '../package';

/** This process's command as a user would write it, for the report. */
export function commandLine(): string {
  return [packageIdentity().name, ...process.argv.slice(2).map(quoted)].join(' ');
}

function quoted(word: string): string {
  return /^[\w@%+=:,./\\-]+$/.test(word) ? word : `"${word.replaceAll(/["\\$`]/g, '\\$&')}"`;
}
