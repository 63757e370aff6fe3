import { type BrowserCheck, checksOfAll, expect } from './page-checks';

const SCENARIO = 'ALLOC-01/base-after-alloc-enable-and-a-0-in-vintf0-config-requests-nothing';

/** What a browser has to find of the report of a run with failures, and of the book beside it. */
export const REPORT_CHECKS: readonly BrowserCheck[] = [
  {
    name: 'a failure is drawn, without JavaScript too',
    check: async (browser, address) => {
      const context = await browser.newContext({ javaScriptEnabled: false });
      const page = await context.newPage();
      await page.goto(address('index.html'));
      const failure = page.locator('details.failure[open]').first();
      expect(await failure.locator('svg.sequence .note.wrong').isVisible(), 'no sequence diagram shows what is wrong');
      // What a monitor found has no fields to compare.
      const compared = page.locator('details.failure', { has: page.locator('.compared svg.bits') }).first();
      expect((await compared.locator('.compared svg.bits rect.wrong').count()) === 2, 'no field is marked, expected over actual');
      expect(await failure.locator('pre.operations').first().isVisible(), 'the operations are not told in words');
      await context.close();
    },
  },
  {
    name: 'coverage is a map of registers, states and requests',
    check: async (browser, address) => {
      const page = await browser.newPage();
      await page.goto(address('index.html#functional-coverage'));
      for (const what of ['Registers read and written', 'by state of the vCMDQ', 'Requests made by a user process'])
        expect(await page.locator(`svg.matrix[aria-label*="${what}"]`).first().isVisible(), `no map of: ${what}`);
      await page.close();
    },
  },
  {
    name: 'a clause is read with its verdict, and leads to why it failed and back',
    check: async (browser, address) => {
      const page = await browser.newPage();
      await page.goto(address('index.html#ALLOC-01'));
      await page.locator('details#ALLOC-01').getByRole('link', { name: 'ALLOC-01 in the book' }).click();
      await page.waitForURL((url) => url.pathname.endsWith('/book/chapters/ALLOC.html') && url.hash === '#ALLOC-01');
      const clause = page.locator('section#ALLOC-01');
      expect(((await clause.locator('div.verdict').textContent()) ?? '').includes('failed in this run'), 'the clause has no verdict');
      await page.goto(address(`book/chapters/ALLOC.html#${SCENARIO}`));
      await page.locator(':target a', { hasText: 'why' }).click();
      await page.waitForURL((url) => url.pathname.endsWith('/index.html'));
      const open = await page.evaluate<boolean>('document.querySelector(":target")?.open === true');
      expect(open, 'the failure is not shown');
      await page.close();
    },
  },
  {
    name: 'the search of the book works from the report',
    check: async (browser, address) => {
      const page = await browser.newPage();
      await page.goto(address('index.html'));
      await page.locator('#search').fill('HYP_OWN never shows');
      await page.locator('#found a').first().click();
      await page.waitForURL((url) => url.hash === '#VINTF-01');
      await page.close();
    },
  },
  ...checksOfAll('the report', ['index.html', 'book/chapters.html', 'book/chapters/ALLOC.html', 'book/evidence.html']),
];

/** The same of pages that hold many failures. */
export const FAILURE_PAGE_CHECKS: readonly BrowserCheck[] = checksOfAll('a page of failures', ['failures/ALLOC-06.html']);
