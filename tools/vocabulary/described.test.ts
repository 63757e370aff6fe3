import assert from 'node:assert/strict';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { CODE_ROOT, PACKAGE_ROOT, SOURCE_EXTENSION } from '../../src/package';
import { vocabulary } from '../../src/specification/vocabulary';
import { matchVocabulary } from '../lint/vocabulary-match';
import { describedIn, readDescribed } from './described';

const SOURCE = `import { When } from '../vocabulary';

/** A helper. */
function act(): void {}

/**
 * Does what
 * it says.
 */
When("{guest}'s act", ['guest.mmio', 'twoVms'], act);

When('nobody knows', [], act);

/** Small words. */
defineParameterType({ name: 'times', regexp: /no|one/, transformer: String });
`;

describe('what sources say of the vocabulary', () => {
  it('is the doc comment directly above a sentence or a parameter type', () => {
    assert.deepEqual(describedIn('steps/a.ts', SOURCE), {
      sentences: [
        {
          file: 'steps/a.ts',
          line: 10,
          role: 'When',
          pattern: "{guest}'s act",
          needs: ['guest.mmio', 'twoVms'],
          description: 'Does what it says.',
        },
        { file: 'steps/a.ts', line: 12, role: 'When', pattern: 'nobody knows', needs: [], description: '' },
      ],
      parameters: [{ file: 'steps/a.ts', line: 15, name: 'times', regexp: 'no|one', description: 'Small words.' }],
    });
  });

  it('is all that the step definitions register', async () => {
    await matchVocabulary(['the kernel boots'], join(CODE_ROOT, 'steps', `index${SOURCE_EXTENSION}`));
    const read = readDescribed(join(PACKAGE_ROOT, 'steps')).sentences.map(({ role, pattern, needs }) => ({ role, pattern, needs }));
    const byPattern = (one: { readonly pattern: string }, other: { readonly pattern: string }) => (one.pattern < other.pattern ? -1 : 1);
    assert.deepEqual(read.sort(byPattern), [...vocabulary()].sort(byPattern));
  });
});
