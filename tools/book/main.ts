import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { chromium } from 'playwright-core';
import { FAULTS } from '../../faults';
import { referenceAt } from '../../reference';
import { run } from '../../src';
import { writeBook } from '../../src/book/book';
import { messageOf } from '../../src/message-of';
import { loadVariant } from '../../src/self-test/variant';
import { loadSuite } from '../../src/specification/suite';
import { BOOK_CHECKS } from './browser-checks';
import { addressIn, type BrowserCheck } from './page-checks';
import { FAILURE_PAGE_CHECKS, REPORT_CHECKS } from './report-checks';

/** Bytes of a book besides the diagrams of single scenarios. */
const MOST = 5_000_000;

/** Writes a book and reports, and looks at them in the browser that the first argument names. */
async function main(executablePath: string): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'cmdqv-book-'));
  // Where root runs in a container the browser has no sandbox of its own.
  const browser = await chromium.launch({ executablePath, args: ['--no-sandbox'] });
  let failed = 0;
  let passed = 0;
  const look = async (checks: readonly BrowserCheck[], place: string) => {
    for (const { check, name } of checks) {
      try {
        await check(browser, addressIn(place));
        passed += 1;
        console.log(`ok ${name}`);
      } catch (error) {
        failed += 1;
        console.log(`not ok ${name}: ${messageOf(error)}`);
      }
    }
  };
  try {
    const [book, report, many] = [join(folder, 'book'), join(folder, 'report'), join(folder, 'many')];
    // A book of few recorded scenarios is like one of all.
    const recorded = { clauses: ['GUEST-06', 'GUEST-10', 'DIR-03'] };
    const { bytes, diagramBytes } = await writeBook({ suite: loadSuite(), reference: referenceAt(), recorded }, book);
    if (bytes - diagramBytes > MOST) throw new Error(`the book has ${bytes - diagramBytes} bytes besides its diagrams`);
    await look(BOOK_CHECKS, book);
    await judge('enable-ok-not-cleared', ['ALLOC-01'], report);
    await look(REPORT_CHECKS, report);
    await judge('queue-length-off-by-one', ['ALLOC-05', 'ALLOC-06'], many);
    await look(FAILURE_PAGE_CHECKS, many);
    console.log(`${passed} passed, ${failed} failed`);
    process.exitCode = failed === 0 ? 0 : 1;
  } finally {
    await browser.close();
    rmSync(folder, { recursive: true });
  }
}

/** The reports of a run on the reference with a seeded fault. */
async function judge(fault: string, clauses: readonly string[], out: string): Promise<void> {
  const variant = FAULTS.find(({ id }) => id === fault);
  if (variant === undefined) throw new Error(`there is no fault ${fault}`);
  const { totals } = await run({ implementation: loadVariant(variant, {}), clauses, out });
  if (totals.failed === 0) throw new Error(`${fault} is not caught by ${clauses.join(', ')}`);
}

main(process.argv[2] ?? '/usr/bin/chromium').then(
  () => process.exit(),
  (error: unknown) => {
    console.error(error);
    process.exit(1);
  },
);
