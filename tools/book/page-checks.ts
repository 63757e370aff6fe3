import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Browser, Page } from 'playwright-core';

/** Something that a browser has to find of pages on disk. */
export interface BrowserCheck {
  readonly name: string;
  /** Throws with what is wrong. */
  readonly check: (browser: Browser, address: (place: string) => string) => Promise<void>;
}

/** A phone's window. */
export const PHONE = { width: 420, height: 800 };
/** A sheet of A4 without its margins, in pixels of 1/96 inch. */
const SHEET = { width: 718, height: 1047 };

/** What has to hold of each of these pages, whatever they say. */
export function checksOfAll(what: string, places: readonly string[]): readonly BrowserCheck[] {
  return [
    {
      name: `links of ${what} lead to pages and places that are there`,
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
        for (const place of places) {
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
      name: `a phone scrolls ${what} up and down only`,
      check: async (browser, address) => {
        const page = await browser.newPage({ viewport: PHONE });
        for (const place of places) {
          await page.goto(address(place));
          const width = await page.evaluate<number>('document.documentElement.scrollWidth');
          expect(width <= PHONE.width, `${place} is ${width} wide`);
        }
        await page.close();
      },
    },
    {
      name: `on paper ${what} has nothing to click on and nothing is cut`,
      check: async (browser, address) => {
        const page = await browser.newPage({ viewport: SHEET });
        await page.emulateMedia({ media: 'print' });
        for (const place of places) {
          await page.goto(address(place));
          const shown = await page.evaluate<string[]>(
            `[...document.querySelectorAll('header nav, .search, .skip, .filter, nav[aria-label=Book]')]
              .filter((element) => element.checkVisibility())
              .map((element) => element.outerHTML.slice(0, 80))`,
          );
          expect(shown.length === 0, `${place} shows ${shown[0] ?? ''}`);
          const cut = await page.evaluate<string[]>(
            `[...document.querySelectorAll('main *')]
              .filter((element) => !element.closest('svg *') && element.checkVisibility() && element.getBoundingClientRect().right > innerWidth + 1)
              .map((element) => element.outerHTML.slice(0, 120))`,
          );
          expect(cut.length === 0, `${place} goes over the edge: ${cut[0] ?? ''}`);
          const scrolled = await page.evaluate<string[]>(
            `[...document.querySelectorAll('main *')]
              .filter((element) => element.checkVisibility() && getComputedStyle(element).overflowY !== 'visible' &&
                !(element instanceof SVGElement) && element.scrollHeight > element.clientHeight + 1)
              .map((element) => element.outerHTML.slice(0, 120))`,
          );
          expect(scrolled.length === 0, `${place} hides what would be scrolled: ${scrolled[0] ?? ''}`);
        }
        const [first = ''] = places;
        await page.goto(address(first));
        const paper = await page.pdf({ format: 'A4' });
        expect(paper.length > 10_000, `${first} is ${paper.length} bytes of PDF`);
        await page.close();
      },
    },
    ...(['light', 'dark'] as const).map(
      (colorScheme): BrowserCheck => ({
        name: `axe finds nothing on ${what} when it is ${colorScheme}`,
        check: async (browser, address) => {
          const page = await browser.newPage({ colorScheme, viewport: colorScheme === 'dark' ? PHONE : { width: 1200, height: 900 } });
          const axe = readFileSync(require.resolve('axe-core/axe.min.js'), 'utf8');
          const found: string[] = [];
          for (const place of places) {
            await page.goto(address(place));
            found.push(...(await violations(page, axe)).map((violation) => `${place}: ${violation}`));
          }
          await page.close();
          expect(found.length === 0, found.join('; '));
        },
      }),
    ),
  ];
}

/** The address of a place in a folder. */
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

/** Throws with what is wrong. */
export function expect(holds: boolean, wrong: string): void {
  if (!holds) throw new Error(wrong);
}
