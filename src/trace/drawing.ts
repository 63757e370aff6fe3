import { plainLine } from '../plain-text';
import { PARTICIPANTS } from './events';
import type { Message } from './told-events';

/** How a log is shown. */
export const DRAWINGS = ['words', 'diagram', 'mermaid'] as const;

/** See {@link DRAWINGS}. */
export type Drawing = (typeof DRAWINGS)[number];

/** Draws messages, a line or more for each. */
export interface Pen {
  /** What comes before all messages. */
  readonly head: readonly string[];
  draw(message: Message): string;
  /** Something that is no message. */
  note(words: string): string;
}

const WORDS = 400;
/** Distance of the lifelines in a diagram of text. */
const LANE = 16;

const words: Pen = {
  head: [],
  draw: ({ from, line, process, to, within, words: told }) => {
    const who = from === to ? from : `${from} → ${to}`;
    return `${String(line).padStart(7)}  ${process === '' ? '' : `[${process}] `}${who.padEnd(18)} ${within ? '  ' : ''}${plainLine(told, WORDS)}`;
  },
  note: (told) => `         ${plainLine(told, WORDS)}`,
};

const mermaid: Pen = {
  head: ['sequenceDiagram', ...PARTICIPANTS.map((name) => `  participant ${name}`)],
  draw: ({ from, line, process, to, words: told }) =>
    `  ${from}->>${to}: ${mermaidText(`${process === '' ? '' : `[${process}] `}${told} (line ${line})`)}`,
  note: (told) => `  Note over guest,hardware: ${mermaidText(told)}`,
};

const diagram: Pen = {
  head: [
    PARTICIPANTS.map((name) => name.padEnd(LANE))
      .join('')
      .trimEnd(),
    lifelines().trimEnd(),
  ],
  draw: ({ from, line, process, to, words: told }) =>
    `${arrow(from, to)}  ${line}: ${process === '' ? '' : `[${process}] `}${plainLine(told, WORDS)}`,
  note: (told) => `${lifelines()}  ${plainLine(told, WORDS)}`,
};

/** The pen of each kind of drawing. */
export const PENS: Readonly<Record<Drawing, Pen>> = { words, diagram, mermaid };

/** Text that Mermaid takes for text: signs that end a message or begin something are left out. */
function mermaidText(text: string): string {
  return plainLine(text, WORDS)
    .replaceAll(';', ',')
    .replaceAll('#', '')
    .replaceAll(/[<>%`"{}]/g, ' ');
}

function lifelines(): string {
  return PARTICIPANTS.map(() => '│'.padEnd(LANE)).join('');
}

function arrow(from: Message['from'], to: Message['to']): string {
  const [begin, end] = [PARTICIPANTS.indexOf(from), PARTICIPANTS.indexOf(to)];
  const cells = [...lifelines()];
  const [left, right] = [Math.min(begin, end) * LANE, Math.max(begin, end) * LANE];
  for (let at = left + 1; at < right; at++) cells[at] = '─';
  if (begin < end) cells[right - 1] = '▶';
  else if (begin > end) cells[left + 1] = '◀';
  else cells[left] = '●';
  return cells.join('');
}
