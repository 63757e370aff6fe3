import type { AlternativeResult, FaultResult } from '../../self-test/self-test';

/** Tells on standard error what comes of each fault and alternative: a line that counts on a terminal, a line each elsewhere. */
export function faultProgress(total: number): {
  readonly ended: (result: FaultResult | AlternativeResult) => void;
  readonly over: () => void;
} {
  const { stderr } = process;
  let ended = 0;
  let missed = 0;
  return {
    ended(result) {
      const { good, id, word } = told(result);
      ended += 1;
      if (!good) missed += 1;
      const count = `${String(ended).padStart(String(total).length)}/${total}`;
      if (stderr.isTTY) {
        const line = `${count} implementations, ${missed} misjudged, last: ${id}`;
        stderr.write(`\r${line.slice(0, Math.max(20, stderr.columns - 1))}\u001b[K`);
      } else {
        stderr.write(`${count} ${id}: ${word}${result.ending === 'ran' ? '' : `, ${result.ending}`}\n`);
      }
    },
    over() {
      if (stderr.isTTY) stderr.write('\r\u001b[K');
    },
  };
}

function told(result: FaultResult | AlternativeResult): { readonly good: boolean; readonly id: string; readonly word: string } {
  if ('fault' in result) return { good: result.caught, id: result.fault.id, word: result.caught ? 'caught' : 'NOT CAUGHT' };
  return { good: result.accepted, id: result.alternative.id, word: result.accepted ? 'accepted' : 'NOT ACCEPTED' };
}
