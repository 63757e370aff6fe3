import type { Command } from 'commander';
import { PARTS } from '../export/parts';
import { LEVELS } from '../specification/criteria';
import { SCENARIO_LAYERS } from '../specification/plan';
import { REVISION_SETS } from '../specification/revisions';
import { loadSuite } from '../specification/suite';
import { completionScript, completions, type Shell } from './completion';

/** What a shell asks for, or what teaches it to ask. */
export function completionCommand(
  main: Command,
  asked: { readonly shell: Shell } | { readonly words: readonly string[] },
  builtIn: readonly string[],
): string {
  if ('shell' in asked) return completionScript(asked.shell, main.name());
  const clauses = () => loadSuite().catalogue.clauses.map(({ id }) => id);
  const chapters = () => loadSuite().catalogue.chapters.map(({ id }) => id);
  const names = {
    '--clause': clauses,
    '--layer': () => SCENARIO_LAYERS,
    '--level': () => LEVELS,
    '--spec': () => [...loadSuite().catalogue.revisions.map(({ id }) => id), ...Object.keys(REVISION_SETS)],
    '--adapter': () => builtIn,
    '--what': () => PARTS,
    explain: () => [...chapters(), ...clauses()],
  };
  return completions(main, asked.words, names).join('\n');
}
