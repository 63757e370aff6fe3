import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { ValidateFunction } from 'ajv';
import { messageOf } from '../message-of';
import { PACKAGE_ROOT } from '../package';
import { schemaValidator } from '../schema-validator';
import { WrongUse } from '../specification/wrong-use';
import type { Finding } from './finding';
import type { Program, ProgramOp } from './program';
import { tellDifference, tellOp } from './telling';

/** Version of the format of traces. */
const VERSION = 1;

/** A program as a file holds it; of a finding, with what it shows. */
export interface TraceFile {
  readonly trace: typeof VERSION;
  readonly layer: Program['layer'];
  readonly ops: readonly ProgramOp[];
  readonly drawn?: { readonly seed: number; readonly n: number };
  readonly signature?: string;
  readonly clauses?: readonly string[];
  readonly implementation?: string;
  readonly words?: readonly string[];
  readonly difference?: readonly string[];
}

/** A finding as a file. */
export function traceOf({ clauses, difference, n, program, seed, signature }: Finding, implementation: string): TraceFile {
  const { layer } = program;
  return {
    trace: VERSION,
    layer,
    implementation,
    signature,
    clauses,
    difference: tellDifference(difference, layer),
    words: program.ops.map((op) => tellOp(op, layer)),
    drawn: { seed, n },
    ops: program.ops,
  };
}

/** A program as a file, and the name of that file: the same for the same program. */
export function corpusFile({ layer, ops }: Program): { readonly name: string; readonly content: string } {
  const content = `${JSON.stringify({ trace: VERSION, layer, ops } satisfies TraceFile)}\n`;
  const name = `${layer}-${createHash('sha256').update(content).digest('hex').slice(0, 16)}.json`;
  return { name, content };
}

/** Made once: a corpus has hundreds of traces. */
let validator: ValidateFunction<TraceFile> | undefined;

/** Reads a trace; throws {@link WrongUse} where it is none. */
export function readTrace(file: string): TraceFile {
  let content: unknown;
  try {
    content = JSON.parse(readFileSync(file, 'utf8'));
  } catch (error) {
    throw new WrongUse(`cannot read the trace ${file}: ${messageOf(error)}`);
  }
  validator ??= schemaValidator<TraceFile>(readFileSync(join(PACKAGE_ROOT, 'schemas', 'explore-trace.schema.json'), 'utf8'));
  const wrong = (words: string) => new WrongUse(`${file} is no trace of explore: ${words}`);
  if (!validator(content)) {
    const [fault] = validator.errors ?? [];
    throw wrong(`${fault?.instancePath ?? ''} ${fault?.message ?? ''}`);
  }
  // The schema knows the members of all operations; which of them one needs shows when it is told.
  const incomplete = content.ops.findIndex((op) => !canBeTold(op, content.layer));
  if (incomplete >= 0) throw wrong(`/ops/${incomplete} ${content.ops[incomplete]?.op} lacks a member`);
  return content;
}

function canBeTold(op: ProgramOp, layer: Program['layer']): boolean {
  try {
    // An opcode that no command has is told as an undefined one.
    return !/\bundefined\b(?! opcode)/.test(tellOp(op, layer));
  } catch {
    return false;
  }
}

/** The program of a trace. */
export function programIn({ layer, ops }: TraceFile): Program {
  return { layer, ops } as Program;
}

/** All programs of a folder, in the order of their names. */
export function readCorpus(directory: string): readonly Program[] {
  return readdirSync(directory)
    .filter((name) => name.endsWith('.json'))
    .sort()
    .map((name) => programIn(readTrace(join(directory, name))));
}
