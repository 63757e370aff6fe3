import type { Command } from 'commander';
import { linuxAdapter } from '../../src/adapters/linux/built-in';
import { qemuAdapter } from '../../src/adapters/qemu/built-in';
import { type Commands, program } from '../../src/cli/program';
import { packageIdentity } from '../../src/package';

/** `man/cmdqv-conformance.1`: the manual, its commands and options from the same definitions that read the command line. */
export function manualPage(): string {
  const { name, version } = packageIdentity();
  // Nothing is run: what the command line looks like does not depend on what the commands do.
  const main = program([qemuAdapter, linuxAdapter], {} as Commands);
  return [
    `.TH ${name.toUpperCase()} 1 "" "${name} ${version}" "User Commands"`,
    '.SH NAME',
    `${roff(name)} \\- executable specification of the NVIDIA Tegra241 CMDQ\\-V stack`,
    '.SH SYNOPSIS',
    `.B ${roff(name)}`,
    '.I command',
    '.RI [ options ]',
    '.SH DESCRIPTION',
    ...paragraphs(DESCRIPTION),
    '.SH COMMANDS',
    ...commandsOf(main).flatMap((command) => section(command)),
    '.SH EXIT STATUS',
    ...entries(EXIT_STATUS),
    '.SH ENVIRONMENT',
    ...entries(ENVIRONMENT),
    '.SH FILES',
    ...entries(FILES),
    '.SH EXAMPLES',
    ...EXAMPLES.flatMap(([what, ...lines]) => [
      ...paragraphs([what]),
      ...['.PP', '.nf'],
      ...lines.map((line) => `    ${roff(`${name} ${line}`)}`),
      '.fi',
    ]),
    '.SH SEE ALSO',
    ...paragraphs(['README.md and docs/ of the package; cmdqv-conformance help COMMAND.']),
    '',
  ].join('\n');
}

const DESCRIPTION = [
  'Judges implementations of the NVIDIA Tegra241 CMDQ-V stack by a catalogue of clauses: a VMM such as QEMU, a host kernel such as Linux, a model of the hardware. Scenarios drive a guest above three layers, what crosses the seams between them is recorded, and each clause gets a verdict. Layers that the implementation under test lacks are the reference that is part of this program.',
  'Without an adapter the reference itself is judged.',
];

const EXIT_STATUS = [
  ['0', 'Conformant: something passed, nothing failed, everything chosen could run; or the only failures are known deviations.'],
  ['1', 'Not conformant: a scenario failed, or passed unexpectedly.'],
  ['2', 'Wrong use: an unknown flag, clause, revision, tag expression.'],
  ['3', 'No judgement: scenarios could not run, none was chosen, or the run was cut short.'],
] as const;

const ENVIRONMENT = [
  ['NO_COLOR, FORCE_COLOR', 'Whether what is printed has colours; otherwise it has on a terminal.'],
  ['CC', 'The C compiler that builds the library for QEMU and the runtime for Linux; cc without it.'],
  ['DEBIAN_MIRROR', 'Where packages of Debian are fetched from by qemu:install, linux:install and guest:install.'],
  ['XDG_CACHE_HOME', 'Where the folder is in which QEMU, kernel trees, builds of them and the Linux guest are kept; ~/.cache without it.'],
] as const;

const FILES = [
  ['reports/report.json', 'All of a run, by a schema.'],
  ['reports/index.html', 'The same for people, in one file.'],
  ['reports/junit.xml', 'A test case for every scenario, in a suite for each clause.'],
  ['reports/summary.md', "Totals by chapter and the failures, for a job's summary page."],
  ['reports/messages.ndjson', "Cucumber's own messages."],
] as const;

const EXAMPLES = [
  ['The reference, by the whole specification:', 'run'],
  [
    'One clause: its text and its scenarios, then a run of it on an adapter:',
    'explain ALLOC-04',
    'run --clause ALLOC-04 --adapter ./my-adapter --format pretty',
  ],
  ['A stock QEMU:', 'run --adapter qemu --layer device --layer stack'],
  ["A log of QEMU's trace from a real machine:", 'trace check qemu.log'],
] as const;

function commandsOf(command: Command): readonly Command[] {
  return command
    .createHelp()
    .visibleCommands(command)
    .filter((one) => one.name() !== 'help');
}

/** A command with its arguments and options, then those that belong to it. */
function section(command: Command, parents = ''): string[] {
  const help = command.createHelp();
  const named = `${parents}${command.name()}`;
  const options = help.visibleOptions(command).filter(({ long }) => long !== '--help');
  const within = commandsOf(command);
  const own =
    within.length > 0 && options.length === 0
      ? []
      : [
          `.SS "${roff(`${named} ${command.usage()}`)}"`,
          ...paragraphs([sentence(command.description())]),
          ...help.visibleArguments(command).flatMap((argument) => entry(argument.name(), sentence(help.argumentDescription(argument)))),
          ...options.flatMap((option) => entry(option.flags, sentence(help.optionDescription(option)))),
          ...paragraphs(after(command)),
        ];
  return [...own, ...within.flatMap((one) => section(one, `${named} `))];
}

/** What stands below the options in the command's own help. */
function after(command: Command): readonly string[] {
  let text = '';
  command.configureOutput({ writeOut: (words) => (text += words) }).outputHelp();
  return text
    .slice(command.helpInformation().length)
    .split(/\n+/)
    .filter((line) => line !== '');
}

function entries(all: readonly (readonly [string, string])[]): string[] {
  return all.flatMap(([term, text]) => entry(term, text));
}

function entry(term: string, text: string): string[] {
  return ['.TP', `.B ${roff(term)}`, roff(text)];
}

function paragraphs(texts: readonly string[]): string[] {
  return texts.flatMap((text) => ['.PP', roff(text)]);
}

function sentence(text: string): string {
  const begun = `${text.charAt(0).toUpperCase()}${text.slice(1)}`;
  return /[.!?]$/.test(begun) || begun === '' ? begun : `${begun}.`;
}

/** Text in which roff sees nothing of its own. */
function roff(text: string): string {
  return text
    .replaceAll('\\', '\\e')
    .replaceAll('-', '\\-')
    .replaceAll('"', '\\(dq')
    .replaceAll('~', '\\(ti')
    .replaceAll('^', '\\(ha')
    .replaceAll('`', '\\(ga')
    .replace(/^(['.])/, '\\&$1');
}
