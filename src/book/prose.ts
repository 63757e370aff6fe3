import MarkdownIt from 'markdown-it';
import type { Catalogue } from '../specification/clauses/catalogue';
import { slug } from '../specification/plan';
import { withClauses } from './clause-names';
import { rootOf } from './places';

/** What prose is rendered for. */
export interface ProseOptions {
  readonly catalogue: Pick<Catalogue, 'clause'>;
  /** The page that it stands on. */
  readonly path: string;
  /** Where a link of the prose leads in the book; nothing for one that leads out of it, whose text stays. */
  readonly placeOf?: (link: string) => string | undefined;
}

type Token = ReturnType<InstanceType<typeof MarkdownIt>['parse']>[number];

/** A heading of prose, for a table of contents. */
export interface Heading {
  readonly level: number;
  readonly id: string;
  readonly text: string;
}

/** Prose as HTML. */
export interface RenderedProse {
  /** Without its title, the heading of the first level. */
  readonly html: string;
  readonly title: string;
  readonly headings: readonly Heading[];
}

const NONE = new Map<string, string>();

/** Renders Markdown: clauses by their IDs become links, headings get anchors, and `<!-- picture: NAME -->` the picture. */
export function renderProse(markdown: string, options: ProseOptions, pictures: ReadonlyMap<string, string> = NONE): RenderedProse {
  const md = new MarkdownIt({ html: false });
  // What may be wider than the page is scrolled by itself, with the keys as well.
  md.renderer.rules.table_open = () => '<section class="scroll" tabindex="0" aria-label="Table"><table>\n';
  md.renderer.rules.table_close = () => '</table></section>\n';
  const pieces = markdown.split(/^<!-- picture: ([\w-]+) -->$/m);
  const headings: Heading[] = [];
  let title = '';
  const html = pieces.map((piece, index) => {
    // Every other piece is a picture's name.
    if (index % 2 === 1) return pictures.get(piece) ?? '';
    const text = piece.replaceAll(/<!--[\s\S]*?-->/g, '');
    const tokens = md.parse(text, {});
    title ||= takeTitle(tokens);
    for (const [position, token] of tokens.entries()) {
      if (token.type === 'heading_open') headings.push(anchor(token, tokens[position + 1]?.content ?? '', headings));
      if (token.children !== null) token.children = linked(token.children, options);
    }
    return md.renderer.render(tokens, md.options, {});
  });
  return { html: html.join('\n'), title, headings };
}

function takeTitle(tokens: Token[]): string {
  const [open, inline] = tokens;
  if (open?.type !== 'heading_open' || open.tag !== 'h1') return '';
  tokens.splice(0, 3);
  return inline?.content ?? '';
}

function anchor(token: Token, text: string, earlier: readonly Heading[]): Heading {
  const plain = text.replaceAll(/[`*]/g, '').replaceAll(/\[([^\]]*)\]\([^)]*\)/g, '$1');
  const wanted = slug(plain);
  const same = earlier.filter(({ id }) => id === wanted || id.startsWith(`${wanted}--`)).length;
  const id = same === 0 ? wanted : `${wanted}--${same + 1}`;
  token.attrSet('id', id);
  return { level: Number(token.tag.slice(1)), id, text: plain };
}

/** Links of the book in place of those of the repository, and clauses by their IDs as links. */
function linked(children: readonly Token[], { catalogue, path, placeOf = () => undefined }: ProseOptions): Token[] {
  const root = rootOf(path);
  const result: Token[] = [];
  /** Of each link around the place, whether it is one. */
  const around: boolean[] = [];
  for (const token of children) {
    if (token.type === 'link_open') {
      const href = String(token.attrGet('href') ?? '');
      const own = href.startsWith('#') ? `#${slug(href.slice(1))}` : undefined;
      const place = placeOf(href);
      const target = /^https?:/.test(href) ? href : (own ?? (place === undefined ? undefined : root + place));
      around.push(target !== undefined);
      if (target === undefined) continue;
      token.attrSet('href', target);
    } else if (token.type === 'link_close') {
      if (around.pop() !== true) continue;
    } else if (token.type === 'text' && !around.includes(true)) {
      result.push(...withClauses(token.content, catalogue).flatMap((part) => tokensOf(token, part.text, part.place, root)));
      continue;
    }
    result.push(token);
  }
  return result;
}

function tokensOf(like: Token, content: string, place: string | undefined, root: string): Token[] {
  const Token = like.constructor as new (type: string, tag: string, nesting: -1 | 0 | 1) => Token;
  const text = new Token('text', '', 0);
  text.content = content;
  if (place === undefined) return [text];
  const open = new Token('link_open', 'a', 1);
  open.attrs = [
    ['class', 'clause'],
    ['href', root + place],
  ];
  return [open, text, new Token('link_close', 'a', -1)];
}
