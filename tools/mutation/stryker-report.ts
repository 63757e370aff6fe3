import { readFileSync } from 'node:fs';

/** The parts of StrykerJS's JSON report that are used here. */
export interface StrykerReport {
  readonly files: Readonly<Record<string, MutatedFile>>;
  readonly testFiles?: Readonly<Record<string, { readonly tests: readonly StrykerTest[] }>>;
}

/** A source file with its mutants; `source` is the text before mutation. */
export interface MutatedFile {
  readonly source: string;
  mutants: readonly Mutant[];
}

/** One change of one place; lines and columns count from 1. */
export interface Mutant {
  readonly mutatorName: string;
  readonly replacement?: string;
  readonly status: 'Killed' | 'Survived' | 'NoCoverage' | 'Timeout' | 'RuntimeError' | 'CompileError' | 'Ignored' | 'Pending';
  readonly location: { readonly start: Position; readonly end: Position };
  /** Scenarios that reach it. */
  readonly coveredBy?: readonly string[];
  readonly killedBy?: readonly string[];
  /** How many scenarios tried it. */
  readonly testsCompleted?: number;
}

/** A place in a source file. */
export interface Position {
  readonly line: number;
  readonly column: number;
}

/** A scenario as StrykerJS knows it. */
export interface StrykerTest {
  readonly id: string;
  readonly location?: { readonly start: Position };
}

/** Reads a report that StrykerJS wrote. */
export function readStrykerReport(file: string): StrykerReport {
  const json: unknown = JSON.parse(readFileSync(file, 'utf8'));
  if (!isReport(json)) throw new Error(`${file} is no report of StrykerJS`);
  return json;
}

// StrykerJS has validated what it wrote; this is only to tell its file from another.
function isReport(json: unknown): json is StrykerReport {
  return typeof json === 'object' && json !== null && 'files' in json && typeof json.files === 'object' && json.files !== null;
}
