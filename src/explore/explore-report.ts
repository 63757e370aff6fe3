import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { isObject } from '../is-object';
import { messageOf } from '../message-of';
import type { LayerRevisions } from '../ports';
import type { Shard } from '../specification/shard';
import { WrongUse } from '../specification/wrong-use';
import type { Progress } from './exploration';
import type { Finding } from './finding';
import type { ExploredLayer } from './program';
import { tellDifference } from './telling';

/** A finding as the report names it. */
export interface ReportedFinding {
  readonly signature: string;
  /** How many programs met it. */
  readonly met: number;
  readonly clauses: readonly string[];
  readonly difference: readonly string[];
  /** Its trace, below the report's folder. */
  readonly file: string;
  readonly operations: number;
}

/** The content of explore.json. */
export interface ExploreReport extends Progress {
  readonly explore: 1;
  readonly suite: { readonly name: string; readonly version: string; readonly revisions: LayerRevisions };
  readonly implementation: string;
  readonly command: string;
  readonly layers: readonly ExploredLayer[];
  readonly seed: number;
  readonly shard: Shard;
  readonly seconds: number;
  /** It came to the end of its budget. */
  readonly complete: boolean;
  readonly reason?: string;
  readonly findings: readonly ReportedFinding[];
}

/** A finding for the report. */
export function reportedFinding({ clauses, difference, program, signature }: Finding, file: string): ReportedFinding {
  const words = tellDifference(difference, program.layer);
  return { signature, met: 1, clauses, difference: words, file, operations: program.ops.length };
}

/** A name for the files of a finding. */
export function findingName({ signature }: Pick<Finding, 'signature'>, number: number): string {
  const slug = signature
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-|-$/g, '');
  return `${String(number).padStart(2, '0')}-${slug.slice(0, 60)}`;
}

/** The report of an earlier exploration; throws {@link WrongUse} where there is none. */
export function readExploreReport(directory: string): ExploreReport {
  const file = join(directory, 'explore.json');
  if (!existsSync(file)) throw new WrongUse(`there is no exploration in "${directory}"`);
  try {
    const content: unknown = JSON.parse(readFileSync(file, 'utf8'));
    if (isObject(content) && content.explore === 1) return content as unknown as ExploreReport;
  } catch (error) {
    throw new WrongUse(`cannot read ${file}: ${messageOf(error)}`);
  }
  throw new WrongUse(`${file} is no report of explore`);
}
