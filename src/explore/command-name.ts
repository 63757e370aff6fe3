import { commandWords, definitionOf } from '../tables/commands';
import { bytesOf } from './program';

/** Name of a command that a program has in digits; nothing for one that there is none of. */
export function commandNameIn(command: string): string | undefined {
  return definitionOf(commandWords(bytesOf(command)))?.name;
}
