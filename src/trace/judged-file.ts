import type { Judge } from '../monitors';
import { NarratedLogs } from './narrated-logs';
import { type ReadLog, readLog } from './reading/read-log';
import { type JudgedLog, TracedLogs } from './traced-logs';

/** What a file came to. */
export interface JudgedFile {
  readonly file: string;
  /** What it is, in words. */
  readonly kind: string;
  readonly logs: readonly JudgedLog[];
  /** Where something is missing in it. */
  readonly damages: readonly string[];
  /** Why it says nothing. */
  readonly fault?: string;
}

/** Judges what a file tells; never fails because of what is in it. */
export async function judgeFile(file: string, judge: Judge, signal?: AbortSignal): Promise<JudgedFile> {
  const traced = new TracedLogs(judge);
  const narrated = new NarratedLogs(judge);
  const read = await readLog(
    file,
    {
      event: (event, line) => traced.take(event, line),
      other: (line) => {
        if (!narrated.take(line)) traced.other(line);
      },
      told: (scenario, operations) => narrated.section(scenario, operations),
      lost: (line, words) => traced.lost(line, words),
    },
    signal,
  );
  const events = traced.end();
  const words = narrated.end();
  const logs = [...events.logs, ...(words === undefined ? [] : [words])];
  const cut = read.fault === undefined ? [] : [read.fault];
  const damages = [...events.damages, ...(logs.length === 0 ? [] : cut)];
  const fault = logs.length > 0 ? undefined : (read.fault ?? faultOf(read));
  return { file, kind: kindOf(read, events.logs.length, words !== undefined), logs, damages, ...(fault === undefined ? {} : { fault }) };
}

function kindOf({ kind }: ReadLog, traced: number, narrated: boolean): string {
  if (kind === 'binary') return 'a binary trace of QEMU';
  if (kind === 'messages') return 'messages of a run';
  if (narrated) return traced > 0 ? 'a trace of QEMU and operations in words' : 'operations in words';
  return traced > 0 ? 'a trace of QEMU' : 'no log of the stack';
}

function faultOf({ count, kind }: ReadLog): string {
  switch (kind) {
    case 'binary':
      return 'none of its events is one of CMDQ-V, the SMMU or iommufd';
    case 'messages':
      return 'no scenario of it failed, and a run tells the operations of those that did alone';
    case 'text':
      return count === 0
        ? 'it is empty'
        : `none of its ${count} lines is an event of CMDQ-V, the SMMU or iommufd, or an operation in words`;
  }
}
