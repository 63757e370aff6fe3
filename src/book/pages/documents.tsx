import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { PACKAGE_ROOT } from '../../package';
import type { BookContent } from '../content';
import { Made, type Page } from '../page';
import { PLACES } from '../places';
import { renderProse } from '../prose';

/** Documents of the package that are pages of the book, by their place. */
const DOCUMENTS: readonly (readonly [place: string, file: string])[] = [
  [PLACES.overview, 'docs/overview.md'],
  [PLACES.reading, 'features/README.md'],
  [PLACES.vocabulary, 'features/VOCABULARY.md'],
  [PLACES.findingsQemu, 'docs/findings-qemu.md'],
  [PLACES.findingsLinux, 'docs/findings-linux.md'],
];

/** What a document links to, as a place in the book. */
function placeOf(link: string): string | undefined {
  const [file = '', anchor] = link.split('#');
  const name = file.split('/').at(-1) ?? '';
  const document = DOCUMENTS.find(([, path]) => path.endsWith(`/${name}`));
  if (name === '' || document === undefined || (name === 'README.md' && file !== 'README.md')) return undefined;
  return anchor === undefined ? document[0] : `${document[0]}#${anchor}`;
}

/** The documents, as pages. */
export function documentPages({ catalogue }: BookContent, pictures: ReadonlyMap<string, string>): readonly Page[] {
  return DOCUMENTS.map(([path, file]) => {
    const { headings, html, title } = renderProse(readFileSync(join(PACKAGE_ROOT, file), 'utf8'), { catalogue, path, placeOf }, pictures);
    return {
      path,
      title,
      contents: headings.filter(({ level }) => level === 2),
      body: () => <Made html={html} />,
    };
  });
}
