import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { chromium } from 'playwright-core';
import { referenceAt } from '../../reference';
import { writeBook } from '../../src/book/book';
import { messageOf } from '../../src/message-of';
import { loadSuite } from '../../src/specification/suite';
import { addressIn, BROWSER_CHECKS } from './browser-checks';

/** Bytes of a book besides the diagrams of single scenarios. */
const MOST = 4_000_000;

/** Writes a book and looks at it in the browser that the first argument names. A book of few recorded scenarios is like one of all. */
async function main(executablePath: string): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'cmdqv-book-'));
  // Where root runs in a container the browser has no sandbox of its own.
  const browser = await chromium.launch({ executablePath, args: ['--no-sandbox'] });
  try {
    const { bytes, diagramBytes } = await writeBook(
      { suite: loadSuite(), reference: referenceAt(), recorded: { clauses: ['GUEST-06', 'GUEST-10', 'DIR-03'] } },
      folder,
    );
    if (bytes - diagramBytes > MOST) throw new Error(`the book has ${bytes - diagramBytes} bytes besides its diagrams`);
    let failed = 0;
    for (const { check, name } of BROWSER_CHECKS) {
      try {
        await check(browser, addressIn(folder));
        console.log(`ok ${name}`);
      } catch (error) {
        failed += 1;
        console.log(`not ok ${name}: ${messageOf(error)}`);
      }
    }
    console.log(`${BROWSER_CHECKS.length - failed} passed, ${failed} failed`);
    process.exitCode = failed === 0 ? 0 : 1;
  } finally {
    await browser.close();
    rmSync(folder, { recursive: true });
  }
}

main(process.argv[2] ?? '/usr/bin/chromium').then(
  () => process.exit(),
  (error: unknown) => {
    console.error(error);
    process.exit(1);
  },
);
