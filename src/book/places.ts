/** Where pages of the book are, seen from its root. Other pages and other people link to them: they stay. */
export const PLACES = {
  overview: 'index.html',
  chapters: 'chapters.html',
  registers: 'registers.html',
  commands: 'commands.html',
  api: 'user-api.html',
  diagrams: 'diagrams.html',
  reading: 'reading.html',
  vocabulary: 'vocabulary.html',
  questions: 'questions.html',
  findingsQemu: 'findings-qemu.html',
  findingsLinux: 'findings-linux.html',
  evidence: 'evidence.html',
  sources: 'sources.html',
} as const;

/** The page of a chapter of the catalogue. */
export function chapterPlace(chapter: string): string {
  return `chapters/${chapter}.html`;
}

/** A clause; its ID is the anchor. */
export function clausePlace(id: string): string {
  return `${chapterPlace(id.replace(/-\d+$/, ''))}#${id}`;
}

/** A scenario; its ID is the anchor, on the page of its first clause. */
export function scenarioPlace(id: string): string {
  return `${chapterPlace((id.split('/')[0] ?? '').replace(/-\d+$/, ''))}#${id}`;
}

/** The page with the sequence diagrams of a clause's scenarios. */
export function diagramsPlace(clause: string): string {
  return `diagrams/${clause}.html`;
}

/** What stands before a place in a link from the page at `path`. */
export function rootOf(path: string): string {
  return '../'.repeat(path.split('/').length - 1);
}
