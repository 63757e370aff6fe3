import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { WholeImplementation } from '../../../src/ports';
import { loadReplaced } from '../../../src/self-test/variant';
import type { PlannedScenario } from '../../../src/specification/plan';
import { loadSuite } from '../../../src/specification/suite';
import { scenariosOfReference } from '../../cucumber/scenarios-of-reference';
import { memory } from './memory';
import type { FromWorker, Reach, ToWorker, Trial, Try } from './messages';
import { instrumentedModules, referenceModules, standIns } from './modules';
import { ScenarioRunner } from './scenario-runner';

/** Milliseconds between two signs of life. */
const BEAT_MS = 500;

const folder = mkdtempSync(join(tmpdir(), 'cmdqv-over-time-'));
process.on('exit', () => rmSync(folder, { recursive: true, force: true }));

/** The reference with some of its modules, by path below `reference/`, changed. */
function load(changed: ReadonlyMap<string, string>): WholeImplementation {
  return loadReplaced(standIns(folder, changed), {});
}

async function cover(runner: ScenarioRunner, scenarios: readonly PlannedScenario[]): Promise<Reach> {
  const modules = instrumentedModules(referenceModules());
  const implementation = load(new Map([...modules].map(([file, { text }]) => [file, text])));
  const count = [...modules.values()].reduce((sum, { places }) => sum + places.length, 0);
  const reach: (readonly [number, number])[][] = [];
  for (const scenario of scenarios) {
    memory.hits = new Uint16Array(count);
    const failure = await runner.failure(scenario, implementation);
    if (failure !== undefined) throw new Error(`${scenario.id} fails on the reference itself: ${failure.message}`);
    reach.push([...memory.hits.entries()].filter(([, hits]) => hits > 0));
    beat();
  }
  return reach;
}

async function attempt(
  runner: ScenarioRunner,
  all: ReadonlyMap<string, PlannedScenario>,
  { file, scenarios, source }: Try,
): Promise<Trial> {
  let implementation: WholeImplementation;
  memory.forget();
  try {
    implementation = load(new Map([[file, source]]));
  } catch (error) {
    return { fate: 'invalid', message: String(error) };
  }
  memory.takeActive();
  for (const id of scenarios) {
    const scenario = all.get(id);
    if (scenario === undefined) continue;
    memory.forget();
    const failure = await runner.failure(scenario, implementation);
    if (failure !== undefined) return { fate: 'killed', by: id, message: failure.message.slice(0, 200) };
    beat();
  }
  return { fate: 'survived', active: memory.takeActive() };
}

let last = 0;

function beat(): void {
  if (performance.now() - last < BEAT_MS) return;
  last = performance.now();
  tell({ kind: 'alive' });
}

function tell(message: FromWorker): void {
  process.send?.(message);
}

const { catalogue, plan, support, ...about } = loadSuite();
const scenarios = scenariosOfReference({ catalogue, plan });
const byId = new Map(scenarios.map((scenario) => [scenario.id, scenario]));
const runner = ScenarioRunner.load({ ...about, catalogue, plan, support });

process.on('message', async (message: ToWorker) => {
  try {
    if (message.kind === 'cover') tell({ kind: 'covered', reach: await cover(await runner, scenarios) });
    else {
      const trial = await attempt(await runner, byId, message);
      tell({ kind: 'tried', trial, memory: process.memoryUsage().rss });
    }
  } catch (error) {
    tell({ kind: 'unable', reason: error instanceof Error ? (error.stack ?? error.message) : String(error) });
  }
});
// What a mutant leaves behind must not end the worker.
process.on('unhandledRejection', () => {});
// Whoever started this process is gone.
process.on('disconnect', () => process.exit());
