import type { BookContent } from './content';
import type { BookFile, Page } from './page';

/** Something that is found: where it is, what is shown of it, and what it is found by besides. A clause and a scenario are found at their ID. */
export type Searched = readonly [title: string, text: string, place?: string];

/** What the search looks through: pages with their sections, clauses, scenarios and outlines. */
export function searched({ catalogue, plan }: BookContent, pages: readonly Page[]): readonly Searched[] {
  const definitions = new Map(plan.scenarios.map((scenario) => [scenario.definition, scenario]));
  return [
    ...pages.flatMap(({ contents = [], path, title }): Searched[] =>
      path.startsWith('chapters/')
        ? [[title, '', path]]
        : [[title, '', path], ...contents.map(({ id, text }): Searched => [text, title, `${path}#${id}`])],
    ),
    ...catalogue.clauses.map(({ accepts = '', id, text, title }): Searched => [`${id} ${title}`, `${text} ${accepts}`]),
    ...[...definitions.values()].map((scenario): Searched => [scenario.id, '']),
  ];
}

/** The same as a script, which a page from disk may load where it may not fetch. */
export function searchData(entries: readonly Searched[]): BookFile {
  return { path: 'search-data.js', content: `globalThis.cmdqvSearchData = ${JSON.stringify(entries)};\n` };
}
