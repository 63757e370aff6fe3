import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Browser, Page } from 'playwright-core';

/** Something that a browser has to find of a book on disk. */
export interface BrowserCheck {
  readonly name: string;
  /** Throws with what is wrong. */
  readonly check: (browser: Browser, address: (place: string) => string) => Promise<void>;
}

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
const PHONE = { width: 420, height: 800 };

/** All of them, the cheapest first. */
export const BROWSER_CHECKS: readonly BrowserCheck[] = [
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
    name: 'links lead to pages and places that are there',
    check: async (browser, address) => {
      const page = await browser.newPage();
      const ids = new Map<string, ReadonlySet<string>>();
      const idsOf = async (url: string): Promise<ReadonlySet<string>> => {
        const known = ids.get(url);
        if (known !== undefined) return known;
        await page.goto(url);
        const found = new Set(await page.evaluate<string[]>("[...document.querySelectorAll('[id]')].map((element) => element.id)"));
        ids.set(url, found);
        return found;
      };
      const broken: string[] = [];
      for (const place of PLACES) {
        await page.goto(address(place));
        const links = await page.evaluate<string[]>("[...document.querySelectorAll('a[href]')].map((link) => link.href)");
        for (const link of new Set(links)) {
          if (!link.startsWith('file:')) continue;
          const [url = '', anchor] = link.split('#');
          const found = await idsOf(url);
          if (anchor !== undefined && !found.has(decodeURIComponent(anchor))) broken.push(`${place}: ${link}`);
        }
      }
      expect(broken.length === 0, broken.slice(0, 5).join(', '));
      await page.close();
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
  {
    name: 'a phone scrolls up and down only',
    check: async (browser, address) => {
      const page = await browser.newPage({ viewport: PHONE });
      for (const place of PLACES) {
        await page.goto(address(place));
        const width = await page.evaluate<number>('document.documentElement.scrollWidth');
        expect(width <= PHONE.width, `${place} is ${width} wide`);
      }
      await page.close();
    },
  },
  ...(['light', 'dark'] as const).map(
    (colorScheme): BrowserCheck => ({
      name: `axe finds nothing on a ${colorScheme} page`,
      check: async (browser, address) => {
        const page = await browser.newPage({ colorScheme, viewport: colorScheme === 'dark' ? PHONE : { width: 1200, height: 900 } });
        const axe = readFileSync(require.resolve('axe-core/axe.min.js'), 'utf8');
        const found: string[] = [];
        for (const place of PLACES) {
          await page.goto(address(place));
          found.push(...(await violations(page, axe)).map((violation) => `${place}: ${violation}`));
        }
        await page.close();
        expect(found.length === 0, found.join('; '));
      },
    }),
  ),
];

/** The address of a place of the book in a folder. */
export function addressIn(folder: string): (place: string) => string {
  return (place) => {
    const [file = '', anchor] = place.split('#');
    return `${pathToFileURL(join(folder, file)).href}${anchor === undefined ? '' : `#${anchor}`}`;
  };
}

async function violations(page: Page, axe: string): Promise<string[]> {
  await page.evaluate(axe);
  return page.evaluate<string[]>(
    'axe.run().then(({ violations }) => violations.map(({ id, nodes }) => id + " at " + nodes.slice(0, 3).map(({ html }) => html.slice(0, 120)).join(" ")))',
  );
}

function expect(holds: boolean, wrong: string): void {
  if (!holds) throw new Error(wrong);
}
