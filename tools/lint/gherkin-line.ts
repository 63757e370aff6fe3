import { dialects } from '@cucumber/gherkin';

const { background, examples, feature, rule, scenario, scenarioOutline } = dialects.en ?? {};
const KEYWORDS = [background, examples, feature, rule, scenario, scenarioOutline].flatMap((names) => names ?? []);
const MARKS = ['#', '@', '|', '*', '"""', '```'];

/** Whether a line of a description that begins so would be something else than description. */
export function beginsGherkin(line: string): boolean {
  const text = line.trimStart();
  return MARKS.some((mark) => text.startsWith(mark)) || KEYWORDS.some((keyword) => text.startsWith(`${keyword}:`));
}

/**
 * Breaks prose into lines of at most `width`, where words allow it. No line but perhaps the first begins as Gherkin does:
 * a word that would is kept behind the one before it.
 */
export function wrapDescription(text: string, width: number): string[] {
  const words = text.split(/\s+/).filter((word) => word !== '');
  const units: string[] = [];
  for (const [index, word] of words.entries()) {
    const before = units.at(-1);
    if (before !== undefined && beginsGherkin(words.slice(index).join(' '))) units[units.length - 1] = `${before} ${word}`;
    else units.push(word);
  }
  const lines: string[] = [];
  for (const unit of units) {
    const last = lines.at(-1);
    if (last !== undefined && last.length + 1 + unit.length <= width) lines[lines.length - 1] = `${last} ${unit}`;
    else lines.push(unit);
  }
  return lines;
}
