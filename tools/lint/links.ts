import { posix } from 'node:path';
import type { Rule } from '@cucumber/messages';
import type { Catalogue } from '../../src/specification/clauses/catalogue';
import { suggestion } from '../../src/specification/nearest';
import type { FeatureFile } from './feature-file';
import type { Finding } from './finding';
import type { Linted } from './linted';

/** Links of documents that lead to no file, or to no heading of one. */
export function deadLinks({ documents, exists }: Linted): Finding[] {
  const headings = new Map(documents.map(({ path, text }) => [path, headingsOf(text)]));
  return documents.flatMap(({ path, text }) =>
    matches(text, /\]\((?<found>[^)\s]+)\)/g).flatMap(({ found, line }) => {
      if (/^[a-z]+:/.test(found)) return [];
      const [file = '', heading] = found.split('#');
      const target = file === '' ? path : posix.join(posix.dirname(path), file);
      if (!exists(target)) return [{ file: path, line, message: `the link leads to ${target}, which does not exist` }];
      const missing = heading !== undefined && headings.get(target)?.has(heading) !== true;
      return missing ? [{ file: path, line, message: `${target} has no heading #${heading}` }] : [];
    }),
  );
}

/** Files that descriptions name, from the root, and that do not exist. */
export function missingFiles({ exists, files }: Linted): Finding[] {
  return files.flatMap((file) =>
    descriptionsOf(file).flatMap(({ description, line }) =>
      matches(description, /(?<found>[\w./-]+\.(?:feature|md|json))\b/g)
        .filter(({ found }) => !exists(found))
        .map(({ found }) => ({
          file: file.path,
          line,
          message: `the description names ${found}, but from the root there is no such file`,
        })),
    ),
  );
}

/** Clauses that documents and descriptions name and that the catalogue does not have. */
export function unknownClauses({ catalogue, documents, files }: Linted): Finding[] {
  const known = catalogue.clauses.map(({ id }) => id);
  const find = (path: string, text: string) =>
    clausesNamed(text, catalogue)
      .filter(({ found }) => !known.includes(found))
      .map(({ found, line }) => ({ file: path, line, message: `the catalogue has no clause ${found}.${suggestion(found, known)}` }));
  return [
    ...documents.flatMap(({ path, text }) => find(path, text)),
    ...files.flatMap((file) =>
      descriptionsOf(file).flatMap(({ description, line }) => find(file.path, description).map((finding) => ({ ...finding, line }))),
    ),
  ];
}

function clausesNamed(text: string, catalogue: Catalogue): Match[] {
  const chapters = catalogue.chapters.map(({ id }) => id).join('|');
  return matches(text, new RegExp(`(?<![\\w-])(?<found>(?:${chapters})-[0-9]+)(?!\\w)`, 'g'));
}

/** Every description of a file. Gherkin does not say where one begins; the line of what it describes is near enough. */
function descriptionsOf({ feature, rules, scenarios }: FeatureFile): { readonly description: string; readonly line: number }[] {
  const described: readonly Pick<Rule, 'description' | 'location'>[] = [
    ...(feature === undefined ? [] : [feature]),
    ...rules,
    ...scenarios.map(({ scenario }) => scenario),
  ];
  return described.map(({ description, location }) => ({ description, line: location.line }));
}

interface Match {
  readonly found: string;
  /** From 1. */
  readonly line: number;
}

function matches(text: string, pattern: RegExp): Match[] {
  return text
    .split('\n')
    .flatMap((line, index) => [...line.matchAll(pattern)].map((match) => ({ found: match.groups?.found ?? '', line: index + 1 })));
}

/** The headings of a document as links name them. */
function headingsOf(text: string): ReadonlySet<string> {
  return new Set(
    matches(text, /^#+ (?<found>.+)$/g).map(({ found }) =>
      found
        // A heading that is a link is called by its words.
        .replaceAll(/\[([^\]]*)\]\([^)]*\)/g, '$1')
        .toLowerCase()
        .replace(/[^\w\s-]/g, '')
        .replaceAll(' ', '-'),
    ),
  );
}
