#!/usr/bin/env node
import './node-guard';

import { CommanderError } from 'commander';
import { reference } from '../../reference';
import { qemuAdapter } from '../adapters/qemu/built-in';
import { ClaimedDirectory } from '../report/claimed-directory';
import { CatalogueError } from '../specification/clauses/catalogue';
import { WrongUse } from '../specification/wrong-use';
import { adapterCheckCommand } from './adapter-check-command';
import { adapterInitCommand } from './adapter-init-command';
import { compareCommand } from './compare-command';
import type { Composition } from './composition';
import { EXIT, type ExitCode } from './exit-code';
import { expectUpdateCommand } from './expect-update-command';
import { explainCommand } from './explain-command';
import { listCommand } from './list-command';
import { holdSignals } from './process-guard';
import { program } from './program';
import { reportMergeCommand } from './report-merge-command';
import { runCommand } from './run-command';
import { selfTestCommand } from './self-test-command';

const composition: Composition = { reference, builtIn: [qemuAdapter] };

async function main(): Promise<ExitCode> {
  let code: ExitCode = EXIT.conformant;
  const commands = program(composition.builtIn, {
    run: async (options) => {
      holdSignals();
      // First of all: from here on no earlier run's reports are taken for this one's, and no other run writes among them.
      const directory = new ClaimedDirectory(options.out);
      try {
        code = await runCommand(options, composition, directory);
      } finally {
        directory.release();
      }
    },
    list: (options) => print(listCommand(options)),
    explain: (clause, options) => print(explainCommand(clause, options)),
    adapterCheck: async (adapter, options) => {
      code = await adapterCheckCommand(adapter, options, composition);
    },
    adapterInit: (directory, options) => print(adapterInitCommand(directory, options)),
    expectUpdate: (file, options) => print(expectUpdateCommand(file, options)),
    compare: (first, second, options) => {
      code = compareCommand(first, second, options);
    },
    selfTest: async (options) => {
      code = await selfTestCommand(options);
    },
    reportMerge: (parts, options) => {
      code = reportMergeCommand(parts, options);
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
  const detail = error instanceof CatalogueError ? error.message : error instanceof Error ? (error.stack ?? error.message) : String(error);
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
