import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type AskedFor, Choice } from '../adapters/choice';
import type { Composition } from '../adapters/composition';
import { ClausesAbout } from '../explore/clauses-about';
import { Exploration, type Progress } from '../explore/exploration';
import { type ExploreReport, findingName, readExploreReport, reportedFinding } from '../explore/explore-report';
import type { Finding } from '../explore/finding';
import { readKnown } from '../explore/known';
import type { ExploredLayer, Program } from '../explore/program';
import { corpusFile, readCorpus, traceOf } from '../explore/trace-file';
import { messageOf } from '../message-of';
import { LAYERS } from '../ports';
import { writeAtomically } from '../report/atomic-write';
import { makeDirectory } from '../report/make-directory';
import { offeredLayers } from '../run/implementation';
import type { UnderTest } from '../run/under-test';
import { judgingRevisions, layerRevisions } from '../specification/revisions';
import { parseShard } from '../specification/shard';
import { loadSuite } from '../specification/suite';
import { WrongUse } from '../specification/wrong-use';
import { commandLine } from './command-line';
import { EXIT, type ExitCode } from './exit-code';
import { Printing } from './printing';
import { exploreProgress } from './terminal/explore-progress';

/** What `explore` was asked for. */
export interface ExploreCommandOptions extends AskedFor {
  readonly layers?: readonly string[];
  readonly spec?: string;
  readonly ops?: number;
  /** Milliseconds. */
  readonly time?: number;
  readonly seed: number;
  readonly shard?: string;
  readonly corpus?: string;
  /** A file of known differences. */
  readonly known?: string;
  readonly resume?: boolean;
  readonly out: string;
}

const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;
/** Operations of an exploration that says neither how many nor how long. */
const OPERATIONS = 100_000;
const SHRINKING = { attempts: 1500, ms: 60_000 };

/** Runs drawn programs on an implementation and beside it on the reference, and leaves what differs. */
export async function exploreCommand(options: ExploreCommandOptions, composition: Composition): Promise<ExitCode> {
  const asked = layersAsked(options.layers);
  const shard = options.shard === undefined ? { index: 1, count: 1 } : parseShard(options.shard);
  const earlier = options.resume === true ? readExploreReport(options.out) : undefined;
  const seed = earlier?.seed ?? options.seed;
  const corpus = options.corpus === undefined || !existsSync(options.corpus) ? [] : readCorpus(options.corpus);
  const known = options.known === undefined ? new Set<string>() : readKnown(options.known);
  const suite = loadSuite();
  const { revisions } = suite.catalogue;
  const choice = new Choice({ ...options, expect: false }, composition);
  prepare(options);

  const isAlone = options.adapter === undefined && (options.choices?.size ?? 0) === 0;
  let underTest: UnderTest | undefined;
  try {
    underTest = isAlone ? undefined : await choice.open(suite, layerRevisions(judgingRevisions(revisions, options.spec)));
  } catch (error) {
    if (error instanceof WrongUse) throw error;
    process.stderr.write(`${messageOf(error)}\n`);
    return EXIT.couldNotRun;
  }
  const judging = layerRevisions(judgingRevisions(revisions, options.spec, underTest?.implementation.revisions));
  const layers = asked ?? (underTest === undefined ? LAYERS : offeredLayers(underTest.implementation));
  const name = underTest === undefined ? 'the reference' : `${underTest.implementation.name} ${underTest.implementation.version}`;
  const findings = [...(earlier?.findings ?? [])];
  const started = performance.now();
  let written = started;
  const interruption = new AbortController();
  const interrupt = () => {
    process.stderr.write('\nending after the running program\n');
    interruption.abort();
  };
  for (const signal of SIGNALS) process.once(signal, interrupt);
  const ms = options.time ?? Number.POSITIVE_INFINITY;
  const operations = options.ops ?? (options.time === undefined ? OPERATIONS : Number.POSITIVE_INFINITY);
  const told = exploreProgress({ operations, ms });
  const report = (progress: Progress, reason: string | undefined): ExploreReport => ({
    explore: 1,
    suite: { name: suite.name, version: suite.version, revisions: judging },
    implementation: name,
    command: commandLine(),
    layers,
    seed,
    shard,
    seconds: Math.round((earlier?.seconds ?? 0) + (performance.now() - started) / 1000),
    complete: reason === undefined,
    ...(reason === undefined ? {} : { reason }),
    ...progress,
    findings: findings.map((finding) => ({ ...finding, met: progress.met[finding.signature] ?? finding.met })),
  });
  const write = (progress: Progress, reason: string | undefined) =>
    writeAtomically(join(options.out, 'explore.json'), `${JSON.stringify(report(progress, reason), undefined, 2)}\n`);
  const reference = composition.reference(judging);
  const printing = new Printing({ suite, reference, underTest, spec: options.spec, revisions: judging });
  const exploration = new Exploration({
    layers,
    seed,
    shard,
    corpus,
    underTest,
    operations,
    ms,
    reference,
    known,
    from: earlier === undefined ? undefined : { ...earlier },
    clauses: new ClausesAbout(suite.plan),
    shrinking: SHRINKING,
    signal: interruption.signal,
    progressed: (progress) => {
      told.progressed(progress, findings.length);
      if (performance.now() - written < 5_000) return;
      written = performance.now();
      write(progress, 'the exploration has not ended');
    },
    shrinks: told.shrinks,
    found: async (finding) => {
      const file = keepFinding(options.out, finding, name, findings.length + 1);
      findings.push(reportedFinding(finding, file));
      told.found(finding, file);
      await printing.keep(finding, join(options.out, file.replace(/\.json$/, '')));
    },
    reached: (program) => {
      if (options.corpus !== undefined) keepProgram(options.corpus, program);
    },
  });
  let reason: string | undefined;
  try {
    await exploration.run();
    if (interruption.signal.aborted) reason = 'it was interrupted';
  } catch (error) {
    reason = messageOf(error);
  } finally {
    for (const signal of SIGNALS) process.off(signal, interrupt);
    await underTest?.close();
  }
  const ended = report(exploration.progress, reason);
  write(exploration.progress, reason);
  told.over(ended, options.out);
  if (ended.operations === 0) return EXIT.couldNotRun;
  if (reason !== undefined) return EXIT.couldNotRun;
  return findings.length === 0 ? EXIT.conformant : EXIT.notConformant;
}

function layersAsked(written: readonly string[] | undefined): readonly ExploredLayer[] | undefined {
  return written?.map((name) => {
    const layer = LAYERS.find((one) => one === name);
    if (layer === undefined) throw new WrongUse(`"${name}" is no layer to explore: ${LAYERS.join(', ')}`);
    return layer;
  });
}

function prepare({ corpus, out }: ExploreCommandOptions): void {
  try {
    makeDirectory(join(out, 'findings'));
    if (corpus !== undefined) makeDirectory(corpus);
  } catch (error) {
    throw new WrongUse(`cannot write to "${out}"${corpus === undefined ? '' : ` or "${corpus}"`}: ${messageOf(error)}`);
  }
}

function keepFinding(out: string, finding: Finding, implementation: string, number: number): string {
  const file = join('findings', `${findingName(finding, number)}.json`);
  writeAtomically(join(out, file), `${JSON.stringify(traceOf(finding, implementation), undefined, 2)}\n`);
  return file;
}

function keepProgram(directory: string, program: Program): void {
  const { content, name } = corpusFile(program);
  const file = join(directory, name);
  if (!existsSync(file) || readFileSync(file, 'utf8') !== content) writeAtomically(file, content);
}
