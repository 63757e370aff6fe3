import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { reference } from '../../reference';
import { Adapter } from '../../src/adapters/adapter';
import { channelPair } from '../../src/adapters/protocol/channel-pair';
import { serveImplementation } from '../../src/adapters/serve';
import { SOURCE_EXTENSION } from '../../src/package';
import { SuiteRun } from '../../src/run/suite-run';
import { select } from '../../src/specification/selection';
import { loadSuite } from '../../src/specification/suite';
import { PORT_NEEDS } from '../../src/specification/vocabulary';

/** Bytes that a transcript may have. */
const MAX_OUTPUT = 1 << 24;
/** Milliseconds that a request may take. */
const TIMEOUT = 60_000;

/** A run of one scenario, and all that passes between the suite and an adapter meanwhile. */
export interface Transcript {
  /** The scenario's Given, When and Then, in its own words. */
  readonly steps: readonly string[];
  readonly lines: readonly { readonly from: 'suite' | 'adapter'; readonly line: string }[];
}

/** {@link runScenario} in a process of its own: the step definitions are loaded once in a process, and the vocabulary's guide loads them too. */
export async function transcriptOf(scenario: string): Promise<Transcript> {
  const loader = SOURCE_EXTENSION === '.ts' ? ['-r', 'ts-node/register/transpile-only'] : [];
  const main = join(__dirname, `transcript-main${SOURCE_EXTENSION}`);
  const { stdout } = await promisify(execFile)(process.execPath, [...loader, main, scenario], { maxBuffer: MAX_OUTPUT });
  const transcript: Transcript = JSON.parse(stdout);
  return transcript;
}

/** Runs a scenario on the reference's device, served as an adapter. Rejects unless it passes. */
export async function runScenario(scenario: string): Promise<Transcript> {
  const loaded = loadSuite({});
  const suite = { name: loaded.name, version: loaded.version };
  const lines: Transcript['lines'][number][] = [];
  const { device } = reference;
  const open = () => {
    const { adapter, suite: channel } = channelPair((from, line) => lines.push({ from, line }));
    const capabilities = PORT_NEEDS.filter((need) => need.startsWith('guest.') || need === 'observe.interrupts');
    serveImplementation(adapter, { name: 'example', version: '1.0', device }, capabilities);
    return channel;
  };
  const createMemory = () => reference.hardware.createMemory();
  const adapter = await Adapter.connect({ open, suite, timeout: TIMEOUT, restarts: 0, createMemory });
  const selection = select(loaded.plan, loaded.catalogue, { clauses: [scenario] });
  const run = new SuiteRun({
    suite,
    plan: loaded.plan,
    selection,
    support: loaded.support,
    underTest: {
      implementation: adapter.implementation,
      offer: adapter.offer,
      newScenario: () => adapter.newScenario(),
      close: () => adapter.close(),
    },
    reference,
    command: 'transcript',
    reproduce: ({ id }) => id,
  });
  const { scenarios, reason } = await run.execute();
  await adapter.close();
  const [outcome] = scenarios;
  if (outcome === undefined || outcome.verdict !== 'passed' || scenarios.length > 1)
    throw new Error(`${scenario} does not pass alone: ${reason ?? outcome?.reason ?? outcome?.failure?.message ?? 'there are several'}`);
  return { steps: outcome.scenario.steps.map(({ keyword, text }) => `${keyword}${text}`), lines };
}
