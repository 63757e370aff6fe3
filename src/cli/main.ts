#!/usr/bin/env node
import './node-guard';
import './less-optimizing';
import './compile-cache';

import { CommanderError } from 'commander';
import type { Composition } from '../adapters/composition';
import { linuxAdapter } from '../adapters/linux/built-in';
import { qemuAdapter } from '../adapters/qemu/built-in';
import { ClaimedDirectory } from '../report/claimed-directory';
import { WrongUse } from '../specification/wrong-use';
import { EXIT, type ExitCode } from './exit-code';
import { holdSignals } from './process-guard';
import { program } from './program';

const builtIn = [qemuAdapter, linuxAdapter];

/** The reference is loaded for commands that judge something. */
function composition(): Composition {
  const { referenceAt } = require('../../reference') as typeof import('../../reference');
  return { reference: referenceAt, builtIn };
}

/** What a command stands on is loaded when it is asked for: most of what one needs no other does. */
const load = {
  adapterCheck: () => require('./adapter-check-command') as typeof import('./adapter-check-command'),
  adapterInit: () => require('./adapter-init-command') as typeof import('./adapter-init-command'),
  book: () => require('./book-command') as typeof import('./book-command'),
  compare: () => require('./compare-command') as typeof import('./compare-command'),
  completion: () => require('./completion-command') as typeof import('./completion-command'),
  convert: () => require('./convert-command') as typeof import('./convert-command'),
  expectUpdate: () => require('./expect-update-command') as typeof import('./expect-update-command'),
  export: () => require('./export-command') as typeof import('./export-command'),
  explain: () => require('./explain-command') as typeof import('./explain-command'),
  explore: () => require('./explore-command') as typeof import('./explore-command'),
  exploreMerge: () => require('./explore-merge-command') as typeof import('./explore-merge-command'),
  list: () => require('./list-command') as typeof import('./list-command'),
  reportHistory: () => require('./report-history-command') as typeof import('./report-history-command'),
  replay: () => require('./replay-command') as typeof import('./replay-command'),
  reportMerge: () => require('./report-merge-command') as typeof import('./report-merge-command'),
  run: () => require('./run-command') as typeof import('./run-command'),
  selfTest: () => require('./self-test-command') as typeof import('./self-test-command'),
  traceCheck: () => require('./trace-check-command') as typeof import('./trace-check-command'),
  traceShow: () => require('./trace-show-command') as typeof import('./trace-show-command'),
};

async function main(): Promise<ExitCode> {
  let code: ExitCode = EXIT.conformant;
  const commands = program(builtIn, {
    run: async (options) => {
      holdSignals();
      // First of all: from here on no earlier run's reports are taken for this one's, and no other run writes among them.
      const directory = new ClaimedDirectory(options.out);
      try {
        code = await load.run().runCommand(options, composition(), directory);
      } finally {
        directory.release();
      }
    },
    list: (options) => print(load.list().listCommand(options)),
    explain: (names, options) => print(load.explain().explainCommand(names, options)),
    book: async (options) => print(await load.book().bookCommand(options, composition())),
    adapterCheck: async (adapter, options) => {
      code = await load.adapterCheck().adapterCheckCommand(adapter, options, composition());
    },
    adapterInit: (directory, options) => print(load.adapterInit().adapterInitCommand(directory, options)),
    expectUpdate: (file, options) => print(load.expectUpdate().expectUpdateCommand(file, options)),
    convert: (path, options) => {
      process.stdout.write(load.convert().convertCommand(path, options));
    },
    export: (options) => {
      process.stdout.write(load.export().exportCommand(options));
    },
    completion: (asked) => {
      const told = load.completion().completionCommand(
        commands,
        asked,
        builtIn.map(({ name }) => name),
      );
      if (told !== '') print(told);
    },
    compare: (reports, options) => {
      code = load.compare().compareCommand(reports, options);
    },
    selfTest: async (options) => {
      code = await load.selfTest().selfTestCommand(options);
    },
    explore: async (options) => {
      code = await load.explore().exploreCommand(options, composition());
    },
    exploreMerge: (parts, options) => {
      code = load.exploreMerge().exploreMergeCommand(parts, options);
    },
    replay: async (file, options) => {
      code = await load.replay().replayCommand(file, options, composition());
    },
    traceCheck: async (files, options) => {
      holdSignals();
      const directory = new ClaimedDirectory(options.out);
      try {
        code = await load.traceCheck().traceCheckCommand(files, options, directory);
      } finally {
        directory.release();
      }
    },
    traceShow: async (file, options) => {
      code = await load.traceShow().traceShowCommand(file, options);
    },
    reportHistory: (directory, options) => print(load.reportHistory().reportHistoryCommand(directory, options)),
    reportMerge: (parts, options) => {
      code = load.reportMerge().reportMergeCommand(parts, options);
    },
  });
  try {
    await commands.parseAsync();
    return code;
  } catch (error) {
    return complain(error);
  }
}

function complain(error: unknown): ExitCode {
  // Commander has printed its message, and ends with an error after printing help too.
  if (error instanceof CommanderError) return error.exitCode === 0 ? EXIT.conformant : EXIT.wrongUse;
  if (error instanceof WrongUse) {
    process.stderr.write(`error: ${error.message}\n`);
    return EXIT.wrongUse;
  }
  // A fault of the catalogue is its author's to mend: where it lies says more than what found it.
  const faulty = error instanceof Error && error.name === 'CatalogueError';
  const detail = faulty ? error.message : error instanceof Error ? (error.stack ?? error.message) : String(error);
  process.stderr.write(`error: ${detail}\n`);
  return EXIT.couldNotRun;
}

function print(text: string): void {
  process.stdout.write(`${text}\n`);
}

// A reader that has seen enough, such as `head`, is no failure.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code !== 'EPIPE') throw error;
});

main().then((code) => {
  process.exitCode = code;
  // What a scenario left behind must not keep the process; what was printed must have gone out.
  process.stdout.write('', () => process.exit(code));
});
