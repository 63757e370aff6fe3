import type { FaultResult } from '../../self-test/self-test';

/** Tells on standard error what comes of each fault: a line that counts on a terminal, a line each elsewhere. */
export function faultProgress(total: number): { readonly ended: (result: FaultResult) => void; readonly over: () => void } {
  const { stderr } = process;
  let ended = 0;
  let missed = 0;
  return {
    ended({ caught, ending, fault }) {
      ended += 1;
      if (!caught) missed += 1;
      const count = `${String(ended).padStart(String(total).length)}/${total}`;
      if (stderr.isTTY) {
        const line = `${count} faults, ${missed} not caught, last: ${fault.id}`;
        stderr.write(`\r${line.slice(0, Math.max(20, stderr.columns - 1))}\u001b[K`);
      } else {
        stderr.write(`${count} ${fault.id}: ${caught ? 'caught' : 'NOT CAUGHT'}${ending === 'ran' ? '' : `, ${ending}`}\n`);
      }
    },
    over() {
      if (stderr.isTTY) stderr.write('\r\u001b[K');
    },
  };
}
