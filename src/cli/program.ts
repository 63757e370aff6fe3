import { Command, InvalidArgumentError, Option } from 'commander';
import { SCENARIO_LAYERS } from '../run/plan';
import { LEVELS } from '../run/selection';
import { packageIdentity } from '../package';
import { LIST_FORMATS, type ListCommandOptions } from './list-command';
import { FORMATS, type RunCommandOptions } from './run-command';

/** What each command does; returns when it is done. */
export interface Commands {
  run(options: RunCommandOptions): Promise<void>;
  list(options: ListCommandOptions): void;
  explain(clause: string, options: { readonly features?: string }): void;
}

interface ChoiceFlags {
  readonly layer?: string[];
  readonly clause?: string[];
  readonly level?: string;
  readonly spec?: string;
  readonly tags?: string;
  readonly features?: string;
  readonly support?: string;
}

/** The command line. Wrong use makes it throw commander's error. */
export function program(commands: Commands): Command {
  const { name, version } = packageIdentity();
  const main = new Command(name)
    .description('Executable specification of the NVIDIA Tegra241 CMDQ-V stack: runs its clauses and judges each.')
    .version(version)
    .exitOverride()
    .configureHelp({ sortSubcommands: false });

  withChoice(main.command('run').description('run the suite and judge the implementation'))
    .option('--out <dir>', 'directory for report.json, index.html, junit.xml, summary.md and messages.ndjson', 'reports')
    .addOption(new Option('--format <format>', 'what to print while it runs').choices(FORMATS).default('progress'))
    .option('--seed <number>', 'run in the random order of this seed', wholeNumber)
    .addHelpText('after', EXIT_CODES)
    .action(async (flags: ChoiceFlags & Pick<RunCommandOptions, 'format' | 'out' | 'seed'>) => commands.run({ ...flags, ...criteria(flags) }));

  withChoice(main.command('list').description('list the clauses'))
    .addOption(new Option('--format <format>', 'how to write the list').choices(LIST_FORMATS).default('table'))
    .action((flags: ChoiceFlags & Pick<ListCommandOptions, 'format'>) => commands.list({ ...flags, ...criteria(flags) }));

  main
    .command('explain')
    .description('explain a clause: its text, its sources, its scenarios')
    .argument('<clause>', 'ID of the clause, such as ALLOC-04')
    .addOption(new Option('--features <dir>').hideHelp())
    .action((clause: string, flags: { readonly features?: string }) => commands.explain(clause, flags));
  return main;
}

function withChoice(command: Command): Command {
  return command
    .option('--layer <layers>', `only scenarios of these layers: ${SCENARIO_LAYERS.join(', ')}`, severalValues)
    .option('--clause <ids>', 'only these clauses or scenarios, by ID or glob', severalValues)
    .option('--level <level>', `only clauses at least as binding: ${LEVELS.join(', ')} (default: may, that is all)`)
    .option('--spec <revision>', 'clauses that hold at this revision (default: the newest)')
    .option('--tags <expression>', 'only scenarios whose tags match')
    .addOption(new Option('--features <dir>').hideHelp())
    .addOption(new Option('--support <file>').hideHelp())
    .addHelpText('after', '\n--layer and --clause take several values, separated by commas or by repeating the option.');
}

const EXIT_CODES = `
Exit codes: 0 conformant; 1 not conformant; 2 wrong use; 3 could not run, nothing was run, or cut short.`;

function criteria({ clause, layer }: ChoiceFlags): { clauses?: readonly string[]; layers?: readonly string[] } {
  return { ...(clause === undefined ? {} : { clauses: clause }), ...(layer === undefined ? {} : { layers: layer }) };
}

function severalValues(written: string, earlier: string[] = []): string[] {
  // A comma between braces belongs to a glob.
  const values = written.split(/,(?![^{]*\})/).map((value) => value.trim());
  if (values.includes('')) throw new InvalidArgumentError('It holds an empty value.');
  return [...earlier, ...values];
}

function wholeNumber(written: string): number {
  const value = Number(written);
  if (!/^\d+$/.test(written) || !Number.isSafeInteger(value)) throw new InvalidArgumentError('It is not a whole number from 0.');
  return value;
}
