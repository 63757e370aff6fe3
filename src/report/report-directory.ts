import { accessSync, constants } from 'node:fs';
import { join } from 'node:path';
import type { Envelope } from '@cucumber/messages';
import type { RunResult } from '../run/outcome';
import type { Catalogue } from '../specification/clauses/catalogue';
import { WrongUse } from '../specification/wrong-use';
import { writeAtomically } from './atomic-write';
import { toJUnit } from './junit';
import { makeDirectory } from './make-directory';
import { MessagesLog } from './messages-log';
import { toReport } from './report';
import { toHtml, toMarkdown } from './templates';
import { reportView } from './view';

/** The directory that holds a run's reports. Everything here is synchronous, so that a process that ends can still call it. */
export class ReportDirectory {
  readonly path: string;
  readonly #catalogue: Catalogue;
  readonly #messages: MessagesLog;

  /** Makes the directory; throws {@link WrongUse} if it cannot be made or written. */
  constructor(path: string, catalogue: Catalogue) {
    this.path = path;
    this.#catalogue = catalogue;
    this.#messages = inDirectory(path, () => {
      makeDirectory(path);
      accessSync(path, constants.W_OK | constants.X_OK);
      return new MessagesLog(join(path, 'messages.ndjson'));
    });
  }

  /** Writes the reports of a run that is about to begin; throws {@link WrongUse} if they cannot be written. */
  begin(result: RunResult): void {
    inDirectory(this.path, () => this.write(result));
  }

  /** Appends one of cucumber's messages to messages.ndjson. */
  message(envelope: Envelope): void {
    this.#messages.write(envelope);
  }

  /** Replaces the reports by those of `result`, each at once; messages.ndjson too, where `messages` is its whole content. */
  write(result: RunResult, messages?: string): void {
    if (messages !== undefined) this.#replace('messages.ndjson', messages);
    const view = reportView(result, this.#catalogue);
    this.#replace('report.json', `${JSON.stringify(toReport(result), undefined, 2)}\n`);
    this.#replace('junit.xml', toJUnit(result));
    this.#replace('index.html', toHtml(view));
    this.#replace('summary.md', toMarkdown(view));
  }

  /** Ends messages.ndjson. */
  close(): void {
    this.#messages.close();
  }

  #replace(name: string, content: string): void {
    writeAtomically(join(this.path, name), content);
  }
}

function inDirectory<T>(path: string, work: () => T): T {
  try {
    return work();
  } catch (error) {
    if (!(error instanceof Error && 'code' in error)) throw error;
    const detail = error.code === 'EEXIST' ? 'it is not a directory' : error.message;
    throw new WrongUse(`cannot write reports to "${path}": ${detail}`);
  }
}
