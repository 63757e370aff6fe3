import { type BrowserCheck, checksOfAll, expect } from './page-checks';

/** Pages of every kind. */
const PLACES = [
  'index.html',
  'chapters.html',
  'chapters/ALLOC.html',
  'registers.html',
  'commands.html',
  'user-api.html',
  'questions.html',
  'evidence.html',
  'diagrams.html',
];

/** What a browser has to find of a book, the cheapest first. */
export const BOOK_CHECKS: readonly BrowserCheck[] = [
  {
    name: 'a page is read without JavaScript, and asks the network for nothing',
    check: async (browser, address) => {
      const context = await browser.newContext({ javaScriptEnabled: false });
      const asked: string[] = [];
      context.on('request', (request) => asked.push(request.url()));
      const page = await context.newPage();
      await page.goto(address('chapters/ALLOC.html'));
      expect((await page.locator('#ALLOC-04').textContent())?.includes('24 orders') === true, 'the clause is not there');
      expect(!(await page.locator('.search').isVisible()), 'the search is shown, and does not work');
      expect(
        asked.every((url) => url.startsWith('file:')),
        `it asks for ${asked.join(' ')}`,
      );
      await context.close();
    },
  },
  {
    name: 'a scenario has an address of its own',
    check: async (browser, address) => {
      const page = await browser.newPage();
      await page.goto(address('chapters/ALLOC.html#ALLOC-04/vcmdq-0-set-up-in-the-order-base-alloc-cmdqv-en-enable'));
      const top = await page.evaluate<number>('document.querySelector(":target")?.getBoundingClientRect().top ?? -1');
      expect(top >= 0 && top < 720, `it is at ${top}`);
      await page.close();
    },
  },
  {
    name: 'the search finds a clause, by the keyboard alone',
    check: async (browser, address) => {
      const page = await browser.newPage();
      await page.goto(address('chapters/ALLOC.html'));
      await page.keyboard.press('/');
      await page.keyboard.type('HYP_OWN never shows');
      await page.locator('#found a').first().waitFor();
      await page.keyboard.press('ArrowDown');
      await page.keyboard.press('Enter');
      await page.waitForURL((url) => url.hash === '#VINTF-01');
      await page.close();
    },
  },
  ...checksOfAll('the book', PLACES),
];
