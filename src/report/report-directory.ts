import { join } from 'node:path';
import type { Envelope } from '@cucumber/messages';
import type { RunResult } from '../run/outcome';
import type { Catalogue } from '../specification/clauses/catalogue';
import { writeAllAtomically, writeAtomically } from './atomic-write';
import { causesOf } from './causes/causes';
import { type ClaimedDirectory, inDirectory } from './claimed-directory';
import { toJUnit } from './junit';
import { MessagesLog } from './messages-log';
import { toReport } from './report';
import { siteOf } from './site/site';
import { verdictsOf } from './site/verdicts';
import { writeSite } from './site/write-site';
import { toFailurePages, toHtml, toMarkdown } from './templates';
import { reportView } from './view';

/** Writes a run's reports into its directory. Everything here is synchronous, so that a process that ends can still call it. */
export class ReportDirectory {
  readonly #directory: ClaimedDirectory;
  readonly #catalogue: Catalogue;
  readonly #messages: MessagesLog;

  /** Throws {@link WrongUse} if the directory cannot be written. */
  constructor(directory: ClaimedDirectory, catalogue: Catalogue) {
    this.#directory = directory;
    this.#catalogue = catalogue;
    this.#messages = inDirectory(directory.path, () => new MessagesLog(join(directory.path, 'messages.ndjson')));
  }

  /** Writes the reports of a run that is about to begin; throws {@link WrongUse} if they cannot be written. */
  begin(result: RunResult): void {
    inDirectory(this.#directory.path, () => this.#write(result, false));
    this.#directory.forget();
  }

  /** Appends one of cucumber's messages to messages.ndjson. */
  message(envelope: Envelope): void {
    this.#messages.write(envelope);
  }

  /** Replaces the reports by the last ones of the run, messages.ndjson too where `messages` is its whole content; lets others in. */
  finish(result: RunResult, messages?: string): void {
    this.#messages.close();
    if (messages !== undefined) writeAtomically(join(this.#directory.path, 'messages.ndjson'), messages);
    this.#write(result, true);
    this.#directory.forget();
    this.#directory.release();
  }

  /** What is there before the run has to do without the book, as it may be all that there ever is. */
  #write(result: RunResult, withBook: boolean): void {
    const causes = causesOf(result);
    // A shard's report is joined with others.
    const site = withBook && result.shard === undefined ? siteOf(result) : undefined;
    const view = reportView(result, this.#catalogue, { causes, site });
    writeAllAtomically(this.#directory.path, {
      'report.json': `${JSON.stringify(toReport(result, { causes }), undefined, 2)}\n`,
      'junit.xml': toJUnit(result),
      'index.html': toHtml(view),
      book: site === undefined ? {} : (path) => writeSite(site.pages, verdictsOf(view), path),
      failures: toFailurePages(view),
      'summary.md': toMarkdown(view),
    });
  }
}
