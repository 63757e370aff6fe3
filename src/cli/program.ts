import { Argument, Command, InvalidArgumentError, Option } from 'commander';
import type { AdapterChoices, AdapterFlag, BuiltInAdapter } from '../adapters/built-in';
import { PATIENCE } from '../adapters/patience';
import { FORMS } from '../explore/print/forms';
import { EXPORT_FORMATS, PARTS } from '../export/parts';
import { packageIdentity } from '../package';
import { LAYERS } from '../ports';
import { type Criteria, LEVELS } from '../specification/criteria';
import { SCENARIO_LAYERS } from '../specification/plan';
import type { SuitePlaces } from '../specification/suite';
import { DRAWINGS } from '../trace/drawing';
import type { AdapterInitOptions } from './adapter-init-command';
import type { BookCommandOptions } from './book-command';
import { BADGE_FORMATS, type BadgeFormat, CONVERT_FORMATS, type ConvertFormat, FORMATS, LANGUAGES, LIST_FORMATS } from './choices';
import { SHELLS, type Shell } from './completion';
import type { ExploreCommandOptions } from './explore-command';
import type { ExportCommandOptions } from './export-command';
import type { ListCommandOptions } from './list-command';
import type { ReplayCommandOptions } from './replay-command';
import type { RunCommandOptions } from './run-command';
import type { SelfTestCommandOptions } from './self-test-command';
import type { TraceCheckOptions } from './trace-check-command';
import type { TraceShowOptions } from './trace-show-command';

/** What each command does; returns when it is done. */
export interface Commands {
  run(options: RunCommandOptions): Promise<void>;
  list(options: ListCommandOptions): void;
  explain(names: readonly string[], options: { readonly features?: string }): void;
  adapterCheck(adapter: string, options: { readonly timeout: number }): Promise<void>;
  adapterInit(directory: string, options: AdapterInitOptions): void;
  book(options: BookCommandOptions): Promise<void>;
  convert(report: string, options: { readonly format: BadgeFormat | ConvertFormat; readonly out?: string }): void;
  completion(asked: { readonly shell: Shell } | { readonly words: readonly string[] }): void;
  compare(reports: readonly string[], options: { readonly html?: string }): void;
  export(options: ExportCommandOptions): void;
  explore(options: ExploreCommandOptions): Promise<void>;
  exploreMerge(parts: readonly string[], options: { readonly out: string }): void;
  replay(file: string, options: ReplayCommandOptions): Promise<void>;
  expectUpdate(file: string, options: { readonly report: string }): void;
  selfTest(options: SelfTestCommandOptions): Promise<void>;
  traceCheck(files: readonly string[], options: TraceCheckOptions): Promise<void>;
  traceShow(file: string, options: TraceShowOptions): Promise<void>;
  reportHistory(directory: string, options: { readonly html?: string }): void;
  reportMerge(parts: readonly string[], options: { readonly out: string; readonly features?: string }): void;
}

interface ChoiceFlags extends Omit<Criteria, 'clauses' | 'layers'>, SuitePlaces {
  readonly layer?: string[];
  readonly clause?: string[];
}

type RunFlags = ChoiceFlags & Omit<RunCommandOptions, 'choices' | 'clauses' | 'layers'>;

type ExploreFlags = Omit<ExploreCommandOptions, 'choices' | 'layers'> & { readonly layer?: string[] };

type SelfTestFlags = ChoiceFlags &
  Omit<SelfTestCommandOptions, 'alternatives' | 'clauses' | 'faults' | 'layers'> & {
    readonly fault?: string[];
    readonly alternative?: string[];
    readonly faults?: true;
    readonly alternatives?: true;
  };

/** The command line. Wrong use makes it throw commander's error. */
export function program(builtIn: readonly BuiltInAdapter[], commands: Commands): Command {
  const { name, version } = packageIdentity();
  const main = new Command(name)
    .description('Executable specification of the NVIDIA Tegra241 CMDQ-V stack: runs its clauses and judges each.')
    .version(version)
    .exitOverride()
    .configureHelp({ sortSubcommands: false });

  const run = withAdapter(withChoice(main.command('run').description('run the suite and judge the implementation')), builtIn)
    .option('--out <dir>', 'directory for report.json, index.html, failures, junit.xml, summary.md and messages.ndjson', 'reports')
    .addOption(new Option('--format <format>', 'what to print while it runs').choices(FORMATS).default('progress'))
    .option('--seed <number>', 'run in the random order of this seed', wholeNumber)
    .option('--expect <file>', 'known deviations of the implementation (default for a built-in adapter: its own)')
    .option('--no-expect', 'hold the run against no known deviations')
    .option('--bail', 'begin no further scenario once one has failed')
    .option('--rerun-failed <report>', 'only what failed or could not run in an earlier run: its report.json, or its folder')
    .option('--shard <i/n>', 'run the i-th of n parts; `report merge` joins the parts')
    .addOption(
      new Option('--jobs <n>', 'processes that share the scenarios, for adapters that take their time (default: 1)').argParser(positive),
    )
    .addOption(new Option('--part <file>').hideHelp())
    .addOption(new Option('--tell-progress').hideHelp())
    .addHelpText('after', EXIT_CODES)
    .action(async (flags: RunFlags) => commands.run({ ...flags, ...criteria(flags), choices: choicesIn(run, builtIn) }));

  withChoice(main.command('list').description('list the clauses'))
    .addOption(new Option('--format <format>', 'how to write the list').choices(LIST_FORMATS).default('table'))
    .option('--strength', 'what each clause was seen to catch: seeded faults, mutants of the reference')
    .action((flags: ChoiceFlags & Pick<ListCommandOptions, 'format' | 'strength'>) => commands.list({ ...flags, ...criteria(flags) }));

  main
    .command('explain')
    .description('explain clauses: their text, their sources, their scenarios; or single scenarios')
    .argument(
      '<ids...>',
      'clauses, chapters or scenarios, by ID or glob: ALLOC-04, ALLOC, SMMU-08/each-reset-forgets-the-error',
      severalValues,
    )
    .addOption(new Option('--features <dir>').hideHelp())
    .action((names: string[], flags: { readonly features?: string }) => commands.explain(names, flags));

  withChoice(
    main
      .command('self-test')
      .description('run the suite on faulty implementations, which it has to catch, and on different ones, which it has to accept'),
  )
    .option('--fault <ids>', 'only these faults, by ID, entry of the history, or glob', severalValues)
    .option('--alternative <ids>', 'only these legitimately different implementations, by ID or glob', severalValues)
    .option('--faults', 'all faults; with it, only the alternatives that are named')
    .option('--alternatives', 'all alternatives; with it, only the faults that are named')
    .option('--own-clauses', 'run on each fault only the clauses that are about it')
    .option('--guest <system>', 'run each fault of kernel and hardware below a guest of a stock QEMU: linux; without --fault, a sample')
    .option('--jobs <number>', 'faults and alternatives to examine side by side (default: as many as there are cores)', positive)
    .option('--out <dir>', 'directory for self-test.json', 'reports')
    .addHelpText('after', SELF_TEST_EXIT_CODES)
    .action(async ({ alternative, alternatives, fault, faults, ...flags }: SelfTestFlags) => {
      const some = [alternative, alternatives, fault, faults].some((chosen) => chosen !== undefined);
      const all = ['*'];
      await commands.selfTest({
        ...flags,
        ...criteria(flags),
        ...(some ? { faults: faults ? all : (fault ?? []), alternatives: alternatives ? all : (alternative ?? []) } : {}),
      });
    });

  main
    .command('book')
    .description('write the specification as a site that opens from disk: overview, chapters, registers, pictures, search')
    .option('--out <dir>', 'directory for index.html and all that belongs to it', 'book')
    .addOption(new Option('--features <dir>').hideHelp())
    .action((flags: BookCommandOptions) => commands.book(flags));
  const explore = withAdapter(
    main
      .command('explore')
      .description('run drawn programs on the implementation and the reference side by side, and tell where they differ'),
    builtIn,
  )
    .option(
      '--layer <layers>',
      `draw for these layers: ${LAYERS.join(', ')} (default: those that the adapter offers, or all)`,
      severalValues,
    )
    .option('--spec <revisions>', 'the reference at these revisions, one for each layer (default: the newest released of each)', joined)
    .option('--ops <number>', 'end after so many operations (default: 100000, without --time)', positive)
    .option('--time <time>', 'end after so long: 90s, 30m, 2h', duration)
    .addOption(new Option('--seed <number>', 'programs of this seed').argParser(wholeNumber).default(1))
    .option('--shard <i/n>', 'the i-th of n parts of the programs; `explore merge` joins what they found')
    .option('--corpus <dir>', 'keep programs that reach new functional coverage there, and go on from those that are there')
    .option(
      '--known <file>',
      'differences that are known: go round them, and tell them no more; a list, or the explore.json of an earlier one',
    )
    .option('--resume', 'go on where the exploration in the folder of --out ended')
    .option('--out <dir>', 'directory for explore.json and findings', 'explore')
    .addHelpText('after', EXPLORE_EXIT_CODES)
    .action(async ({ layer, ...flags }: ExploreFlags) =>
      commands.explore({ ...flags, ...(layer === undefined ? {} : { layers: layer }), choices: choicesIn(explore, builtIn) }),
    );
  explore
    .command('merge')
    .description('join what the shards of an exploration found, and their corpora')
    .argument('<dirs...>', 'their folders')
    .option('--out <dir>', 'directory for the joined findings', 'explore')
    .action((parts: string[], flags: { readonly out: string }) => commands.exploreMerge(parts, flags));

  const replay = withAdapter(
    main
      .command('replay')
      .description('do again what a trace of explore holds, and tell what is seen')
      .argument('<trace>', 'a file that explore wrote'),
    builtIn,
  )
    .option('--spec <revisions>', 'the reference at these revisions, one for each layer (default: the newest released of each)', joined)
    .addOption(new Option('--print <form>', 'print the program as a scenario, lines of qtest or C instead').choices(FORMS))
    .addHelpText('after', REPLAY_EXIT_CODES)
    .action(async (file: string, flags: ReplayCommandOptions) => commands.replay(file, { ...flags, choices: choicesIn(replay, builtIn) }));

  const adapter = main.command('adapter').description('work on an adapter');
  adapter
    .command('check')
    .description('try an adapter by itself, before any clause')
    .argument('<adapter>', 'a command, unix:PATH or tcp:HOST:PORT')
    .addOption(new Option('--timeout <ms>', 'how long it may take for a request').argParser(wholeNumber).default(PATIENCE.timeout))
    .action((name: string, flags: { readonly timeout: number }) => commands.adapterCheck(name, flags));
  adapter
    .command('init')
    .description('write the skeleton of an adapter')
    .argument('<dir>', 'directory to make')
    .addOption(new Option('--lang <language>', 'language of the skeleton').choices(LANGUAGES).makeOptionMandatory())
    .addOption(new Option('--layer <layer>', 'layer that it offers').choices(LAYERS).default('device'))
    .action((directory: string, flags: AdapterInitOptions) => commands.adapterInit(directory, flags));

  main
    .command('expect')
    .description('work on a file of known deviations')
    .command('update')
    .description('make the file fit a report; reasons are kept')
    .argument('<file>')
    .option('--report <file>', 'report.json to read', 'reports/report.json')
    .action((file: string, flags: { readonly report: string }) => commands.expectUpdate(file, flags));

  main
    .command('compare')
    .description('tell how reports differ, by clause; 1 if they do')
    .argument('<reports...>', 'two or more, each a report.json or the folder that holds it')
    .option('--html <file>', 'also write a page that shows two side by side, and more as a matrix')
    .action((paths: string[], flags: { readonly html?: string }) => commands.compare(paths, flags));

  main
    .command('badge')
    .description('write a badge of what a run came to')
    .argument('<report>', 'a report.json, or the folder that holds it')
    .addOption(
      new Option('--format <format>', "a picture, or what shields.io's endpoint badge reads").choices(BADGE_FORMATS).default('svg'),
    )
    .option('--out <file>', 'file to write (default: standard output)')
    .action((path: string, flags: { readonly format: BadgeFormat; readonly out?: string }) => commands.convert(path, flags));

  const report = main.command('report').description('work on reports');
  report
    .command('convert')
    .description('write a report in a form that CI servers read')
    .argument('<report>', 'a report.json, or the folder that holds it')
    .addOption(
      new Option('--format <format>', "SARIF 2.1.0, or GitHub's workflow commands for annotations")
        .choices(CONVERT_FORMATS)
        .makeOptionMandatory(),
    )
    .option('--out <file>', 'file to write (default: standard output)')
    .action((path: string, flags: { readonly format: ConvertFormat; readonly out?: string }) => commands.convert(path, flags));
  report
    .command('history')
    .description('tell how the reports of a folder came along, by implementation')
    .argument('<dir>', 'folder with reports at any depth')
    .option('--html <file>', 'also write it as a page')
    .action((directory: string, flags: { readonly html?: string }) => commands.reportHistory(directory, flags));
  report
    .command('merge')
    .description('join the reports of all shards of a run')
    .argument('<dirs...>', 'report directories of the shards')
    .option('--out <dir>', 'directory for the joined reports', 'reports')
    .addOption(new Option('--features <dir>').hideHelp())
    .action((parts: string[], flags: { readonly out: string; readonly features?: string }) => commands.reportMerge(parts, flags));
  main
    .command('export')
    .description('write the register map, the commands, the ioctls and the clauses for other tools')
    .addOption(new Option('--format <format>', 'what to write').choices(EXPORT_FORMATS).makeOptionMandatory())
    .option('--what <parts>', `only these: ${PARTS.join(', ')}; CSV takes one`, severalValues)
    .option('--out <file>', 'file to write (default: standard output)')
    .addOption(new Option('--features <dir>').hideHelp())
    .action((flags: ExportCommandOptions) => commands.export(flags));
  const trace = main.command('trace').description('judge and show logs that came from elsewhere: traces of QEMU, messages of a run');
  trace
    .command('check')
    .description('judge logs by the clauses that say what must always or never be')
    .argument('<files...>', "traces of QEMU's log or simple backend, operations in words, messages.ndjson; packed with gzip or not")
    .option('--spec <revisions>', 'clauses that hold at these revisions, one for each layer (default: the newest released of each)', joined)
    .option('--expect <file>', 'known deviations of what the logs are of')
    .option('--out <dir>', 'directory for report.json, index.html, failures, junit.xml and summary.md', 'reports')
    .addOption(new Option('--features <dir>').hideHelp())
    .addHelpText('after', TRACE_EXIT_CODES)
    .action((files: string[], flags: TraceCheckOptions) => commands.traceCheck(files, flags));
  trace
    .command('show')
    .description('print a log in words, or as a sequence diagram')
    .argument('<file>')
    .addOption(new Option('--format <format>', 'in words, as a diagram of text, or of Mermaid').choices(DRAWINGS).default('words'))
    .addOption(new Option('--most <number>', 'only the first so many messages').argParser(positive))
    .action((file: string, flags: TraceShowOptions) => commands.traceShow(file, flags));
  main
    .command('completion')
    .description('teach a shell to complete: `eval "$(cmdqv-conformance completion bash)"`')
    .addArgument(new Argument('[shell]', SHELLS.join(', ')))
    .argument('[words...]')
    .addOption(new Option('--words').hideHelp())
    .action((shell: string | undefined, words: string[], flags: { readonly words?: boolean }, command: Command) => {
      if (flags.words === true) commands.completion({ words: shell === undefined ? words : [shell, ...words] });
      else commands.completion({ shell: shellNamed(shell, command) });
    });
  return main;
}

function shellNamed(written: string | undefined, command: Command): Shell {
  const shell = SHELLS.find((name) => name === written);
  return shell ?? command.error(`error: give a shell: ${SHELLS.join(', ')}`);
}

function withChoice(command: Command): Command {
  return command
    .option('--layer <layers>', `only scenarios of these layers: ${SCENARIO_LAYERS.join(', ')}`, severalValues)
    .option('--clause <ids>', 'only these clauses or scenarios, by ID or glob', severalValues)
    .option('--level <level>', `only clauses at least as binding: ${LEVELS.join(', ')} (default: may, that is all)`)
    .option('--spec <revisions>', 'clauses that hold at these revisions, one for each layer (default: the newest released of each)', joined)
    .option('--tags <expression>', 'only scenarios whose tags match')
    .addOption(new Option('--features <dir>').hideHelp())
    .addOption(new Option('--support <file>').hideHelp())
    .addHelpText('after', '\n--layer, --clause and --spec take several values, separated by commas or by repeating the option.');
}

/** The options that say which implementation is meant, and how it is treated. */
function withAdapter(command: Command, builtIn: readonly BuiltInAdapter[]): Command {
  command
    .addOption(
      new Option(
        '--adapter <adapter>',
        `implementation under test: ${builtIn.map(({ name }) => `${name}, `).join('')}a command, unix:PATH, tcp:HOST:PORT, or a module (default: the reference); repeat for adapters of other layers`,
      ).argParser(append),
    )
    .addOption(new Option('--timeout <ms>', 'how long an adapter may take for a request').argParser(wholeNumber).default(PATIENCE.timeout))
    .addOption(
      new Option('--restarts <number>', 'how often a broken adapter is started again').argParser(wholeNumber).default(PATIENCE.restarts),
    );
  for (const adapter of builtIn) for (const flag of adapter.flags) command.addOption(adapterOption(adapter, flag));
  return command;
}

function adapterOption(adapter: BuiltInAdapter, { name, value, description, repeatable }: AdapterFlag): Option {
  const option = new Option(value === undefined ? name : `${name} <${value}>`, `with --adapter ${adapter.name}: ${description}`);
  return repeatable === true ? option.argParser(append) : option;
}

/** The flags of built-in adapters that were given. */
function choicesIn(command: Command, builtIn: readonly BuiltInAdapter[]): AdapterChoices {
  const choices = new Map<string, readonly string[]>();
  for (const { name } of builtIn.flatMap(({ flags }) => flags)) {
    const given: unknown = command.getOptionValue(new Option(name).attributeName());
    if (given !== undefined) choices.set(name, given === true ? [] : [given].flat().map(String));
  }
  return choices;
}

const EXIT_CODES = `
Exit codes: 0 conformant; 1 not conformant; 2 wrong use; 3 could not run, nothing was run, or cut short.`;

const EXPLORE_EXIT_CODES = `
Exit codes: 0 no difference; 1 differences; 2 wrong use; 3 could not run, or cut short.`;

const REPLAY_EXIT_CODES = `
Exit codes: 0 as the reference; 1 it differs; 2 wrong use; 3 could not run.`;

const TRACE_EXIT_CODES = `
Exit codes: 0 clauses held, and none is broken; 1 a clause is broken; 2 wrong use; 3 no clause is exercised, or a file says nothing.`;

const SELF_TEST_EXIT_CODES = `
Exit codes: 0 every fault caught by a clause that is about it, every alternative accepted; 1 not so; 2 wrong use; 3 could not run, or cut short.`;

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

function positive(written: string): number {
  const value = wholeNumber(written);
  if (value === 0) throw new InvalidArgumentError('It is not a whole number from 1.');
  return value;
}

/** Milliseconds of a time such as `90s`; a number alone is of seconds. */
function duration(written: string): number {
  const [, number, unit = 's'] = /^(\d+)([smh])?$/.exec(written) ?? [];
  if (number === undefined || Number(number) === 0) throw new InvalidArgumentError('It is no time: write 90s, 30m or 2h.');
  return Number(number) * (unit === 'h' ? 3_600_000 : unit === 'm' ? 60_000 : 1000);
}

/** One word of all that was given, so that commas and repeating the option mean the same. */
function joined(value: string, sofar: string | undefined): string {
  return sofar === undefined ? value : `${sofar},${value}`;
}

function append(value: string, sofar: readonly string[] | undefined): readonly string[] {
  return [...(sofar ?? []), value];
}
