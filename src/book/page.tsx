import type { ComponentChildren } from 'preact';
import { renderToString } from 'preact-render-to-string';
import { PLACES, rootOf } from './places';

/** A file of the book. */
export interface BookFile {
  /** From the root of the book. */
  readonly path: string;
  readonly content: string;
}

/** A page before it is put into the shell that all share. */
export interface Page {
  readonly path: string;
  readonly title: string;
  /** Given what stands before the place of another page in a link. */
  readonly body: (root: string) => ComponentChildren;
  readonly contents?: readonly { readonly id: string; readonly text: string }[];
}

/** The pages that every page leads to, in order. */
export const MENU: readonly (readonly [place: string, text: string])[] = [
  [PLACES.overview, 'Overview'],
  [PLACES.chapters, 'Chapters'],
  [PLACES.registers, 'Registers'],
  [PLACES.commands, 'Commands'],
  [PLACES.api, 'User API'],
  [PLACES.diagrams, 'Diagrams'],
  [PLACES.reading, 'How to read'],
  [PLACES.vocabulary, 'Vocabulary'],
  [PLACES.questions, 'Open questions'],
  [PLACES.findingsQemu, 'Findings: QEMU'],
  [PLACES.findingsLinux, 'Findings: Linux'],
  [PLACES.evidence, 'Evidence'],
  [PLACES.sources, 'Sources'],
];

/** HTML that something else has made, as part of a page. */
export function Made({ html }: { readonly html: string }) {
  return <div dangerouslySetInnerHTML={{ __html: html }} />;
}

/** The page as a file, in the shell; one beside the report of a run leads there as well. */
export function renderPage({ body, contents = [], path, title }: Page, edition: string, besideReport = false): BookFile {
  const root = rootOf(path);
  const html = renderToString(
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="color-scheme" content="light dark" />
        <title>{`${title} – CMDQ-V`}</title>
        <link rel="stylesheet" href={`${root}book.css`} />
        <script defer src={`${root}search.js`} data-root={root} />
      </head>
      <body>
        <a class="skip" href="#content">
          To the text
        </a>
        <header>
          <a class="name" href={`${root}${PLACES.overview}`}>
            CMDQ-V
          </a>
          <nav aria-label="Book">
            {besideReport && <a href={`${root}../index.html`}>Report</a>}
            {MENU.map(([place, text]) => (
              <a key={place} href={root + place} {...(place === path ? { 'aria-current': 'page' as const } : {})}>
                {text}
              </a>
            ))}
          </nav>
          <search class="search" hidden>
            <label for="search">Search</label>
            <input id="search" type="search" autocomplete="off" placeholder="Search: a clause, a register, a word" aria-controls="found" />
            <div id="found" aria-live="polite" hidden />
          </search>
        </header>
        <main id="content">
          <h1>{title}</h1>
          {contents.length > 1 && (
            <nav class="contents" aria-label="On this page">
              <ul>
                {contents.map(({ id, text }) => (
                  <li key={id}>
                    <a href={`#${id}`}>{text}</a>
                  </li>
                ))}
              </ul>
            </nav>
          )}
          {body(root)}
        </main>
        <footer>{edition}</footer>
      </body>
    </html>,
  );
  return { path, content: `<!doctype html>\n${html}\n` };
}
