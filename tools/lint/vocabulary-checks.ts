import { nearest } from '../../src/specification/nearest';
import type { Role } from '../../src/specification/vocabulary';
import { type Check, collect } from './check';
import type { FeatureFile } from './feature-file';
import type { Finding } from './finding';
import { type RunningStep, stepsOf } from './steps-of';

/** Every demand on sentences, and on steps as uses of them. */
export const VOCABULARY_CHECKS: readonly Check[] = [
  {
    name: 'every step is a sentence of the vocabulary',
    find: ({ files, vocabulary }) =>
      collectSteps(files, ({ text }, report) => {
        if (vocabulary.fitting(text).length > 0) return;
        const [near] = nearest(text, vocabulary.sentences, 1);
        report(`no sentence of the vocabulary says "${text}".${near === undefined ? '' : ` Nearest: "${near}"`}`);
      }),
  },
  {
    name: 'no step fits two sentences of the vocabulary',
    find: ({ files, vocabulary }) =>
      collectSteps(files, ({ text }, report) => {
        const sentences = vocabulary.fitting(text);
        if (sentences.length > 1) report(`"${text}" fits ${sentences.map((sentence) => `"${sentence}"`).join(' and ')}`);
      }),
  },
  {
    name: 'every step says what its keyword announces',
    find: ({ described, files, vocabulary }) => {
      const roles = new Map(described.sentences.map(({ pattern, role }) => [pattern, role]));
      return collectSteps(files, (step, report) => {
        if (step.role === undefined || step.role === 'Given') return;
        for (const sentence of vocabulary.fitting(step.text)) {
          const role = roles.get(sentence);
          if (role !== undefined && role !== step.role) {
            report(`"${step.text}" ${SAYS[role]}, but stands under ${step.role}`);
          }
        }
      });
    },
  },
  {
    name: 'every number agrees with its noun',
    find: ({ files, vocabulary }) =>
      collectSteps(files, ({ text }, report) => {
        for (const { singular, plural } of vocabulary.fitting(text).flatMap(countedNouns)) {
          for (const [told, count, noun] of text.matchAll(new RegExp(`(?<![\\w.^])(\\w+) (?:more )?(${plural}|${singular})\\b`, 'g'))) {
            if ((count === '1' || count === 'one') !== (noun === singular)) report(`"${text}" says "${told}"`);
          }
        }
      }),
  },
  {
    name: 'every sentence is used',
    find: ({ described, files, vocabulary }) => {
      const used = new Set(files.flatMap((file) => stepsOf(file).flatMap(({ text }) => vocabulary.fitting(text))));
      return described.sentences
        .filter(({ pattern }) => !used.has(pattern))
        .map(({ file, line, pattern }) => ({ file, line, message: `no feature says "${pattern}": the vocabulary is closed and small` }));
    },
  },
  {
    name: 'every sentence and every parameter type says what it is',
    find: ({ described: { parameters, sentences } }) =>
      [...sentences.map((sentence) => ({ ...sentence, name: sentence.pattern })), ...parameters]
        .filter(({ description }) => description === '')
        .map(({ file, line, name }) => ({
          file,
          line,
          message: `"${name}" has no doc comment, and features/VOCABULARY.md no description`,
        })),
  },
];

const SAYS: Readonly<Record<Role, string>> = { Given: 'tells a state', When: 'is an act', Then: 'tells what is seen' };

/** Nouns of a sentence that follow a number, in both forms. */
function countedNouns(pattern: string): { readonly singular: string; readonly plural: string }[] {
  return [...pattern.matchAll(/\{(?:int|times|number)\} (?:more )?([\w-]+)(?:\(s\)|\/([\w-]+))/g)].map(
    ([, singular = '', plural = `${singular}s`]) => ({
      singular,
      plural,
    }),
  );
}

/** Looks at each distinct step of a line once: rows of an outline, and scenarios with one background, share them. */
function collectSteps(files: readonly FeatureFile[], look: (step: RunningStep, report: (message: string) => void) => void): Finding[] {
  return collect(files, (file, report) => {
    const seen = new Set<string>();
    for (const step of stepsOf(file)) {
      const { line, role, text } = step;
      if (seen.has(`${line} ${role} ${text}`)) continue;
      seen.add(`${line} ${role} ${text}`);
      look(step, (message) => report(line, message));
    }
  });
}
