import type { Command, Option } from 'commander';

/** Shells that can be taught to complete. */
export const SHELLS = ['bash', 'zsh', 'fish'] as const;

/** See {@link SHELLS}. */
export type Shell = (typeof SHELLS)[number];

/** Names that no flag knows by itself, by the flag that takes them. */
export type Names = Readonly<Record<string, () => readonly string[]>>;

/** What may stand in place of the last of `words`, which follow the command's own name and may be empty. */
export function completions(main: Command, words: readonly string[], names: Names): readonly string[] {
  const [last = ''] = words.slice(-1);
  let command = main;
  let awaiting: Option | undefined;
  for (const word of words.slice(0, -1)) {
    awaiting = awaiting === undefined ? takesValue(command, word) : undefined;
    if (awaiting === undefined) command = command.commands.find((candidate) => candidate.name() === word) ?? command;
  }
  const all =
    awaiting === undefined ? [...subcommands(command), ...flags(command), ...valuesOf(command, names)] : valuesFor(awaiting, names);
  // What separates values of one flag belongs to what is being written.
  const head = last.slice(0, last.lastIndexOf(',') + 1);
  return all.map((value) => head + value).filter((value) => value.startsWith(last) && (last !== '' || !value.startsWith('-')));
}

/** The lines that teach a shell to ask for {@link completions}. */
export function completionScript(shell: Shell, name: string): string {
  const ask = `${name} completion --words --`;
  switch (shell) {
    case 'bash':
      return `_${name.replaceAll('-', '_')}() { local IFS=$'\\n'; COMPREPLY=($(${ask} "\${COMP_WORDS[@]:1:COMP_CWORD}" 2>/dev/null)); }
complete -o default -F _${name.replaceAll('-', '_')} ${name}`;
    case 'zsh':
      return `#compdef ${name}
_${name.replaceAll('-', '_')}() {
  local -a found
  found=("\${(@f)$(${ask} "\${(@)words[2,CURRENT]}" 2>/dev/null)}")
  compadd -- \${found:#} || _files
}
compdef _${name.replaceAll('-', '_')} ${name}`;
    case 'fish':
      return `complete -c ${name} -a '(set -l words (commandline -opc)[2..]; ${ask} $words (commandline -ct | string collect --allow-empty) 2>/dev/null)'`;
  }
}

function takesValue(command: Command, word: string): Option | undefined {
  return command.options.find(({ long, short, required, optional }) => (required || optional) && (word === long || word === short));
}

function subcommands(command: Command): string[] {
  return command.commands.map((candidate) => candidate.name());
}

function flags(command: Command): string[] {
  return command.options.flatMap(({ hidden, long }) => (hidden || long === undefined || long === null ? [] : [long]));
}

function valuesFor({ argChoices, long }: Option, names: Names): readonly string[] {
  return argChoices ?? names[long ?? '']?.() ?? [];
}

/** Arguments that are no flags. */
function valuesOf(command: Command, names: Names): readonly string[] {
  return names[command.name()]?.() ?? [];
}
