import { reference } from '../../reference';
import { Narrator, type Operation } from '../../src/machine/log';
import { SuiteRun } from '../../src/run/suite-run';
import { linuxGuestOn } from '../../src/self-test/guest';
import { select } from '../../src/specification/selection';
import { loadSuite } from '../../src/specification/suite';
import type { Gate } from './gate';
import { onLinux } from './suite-command';

/** A boot in which nothing is injected and no two processors act at once. */
const SCENARIO = 'LINUX-02/two-processors-one-after-the-other';
/** Where in memory Linux puts a queue hangs on what else it did while it waited for the suite. */
const PLACE = /^(guest of .*: write (?:VINTF\d+_LVCMDQ\d+_BASE|SMMU register 0x[89]0)) = .*$/;

/** Two runs of one guest give the same accesses in the same order, addresses of queues aside, where nothing is injected. */
export const guestOrderGate: Gate = {
  name: 'the order of a Linux guest',
  vital: false,
  pass: onLinux(async () => {
    const [one, other] = [await accesses(), await accesses()];
    const at = one.findIndex((line, index) => line !== other[index]);
    const ok = one.length > 0 && at < 0 && one.length === other.length;
    const note = `${one.length} accesses, ${ok ? 'twice in the same order' : 'in another order the second time'}`;
    const place = at < 0 ? Math.min(one.length, other.length) : at;
    const output = ok ? '' : `access ${place + 1}: first "${one[place] ?? 'none'}", then "${other[place] ?? 'none'}"`;
    return { ok, passed: ok ? 1 : 0, failed: ok ? 0 : 1, note, output };
  }),
};

/** What the guest did to the SMMU and to CMDQ-V, in words. */
async function accesses(): Promise<readonly string[]> {
  const suite = loadSuite();
  const { catalogue, plan, support } = suite;
  const lines: string[] = [];
  const logs: (() => readonly string[])[] = [];
  const above = await linuxGuestOn(reference);
  try {
    await new SuiteRun({
      suite,
      plan,
      selection: select(plan, catalogue, { clauses: [SCENARIO] }),
      support,
      underTest: above,
      reference,
      command: '',
      reproduce: () => '',
      evidence: 'brief',
      observer: {},
      logMade: ({ host, log }) => logs.push(() => guestsLines(new Narrator(host, log.operations), log.operations)),
    }).execute();
    for (const told of logs) lines.push(...told());
  } finally {
    await above.close();
  }
  return lines;
}

function guestsLines(narrator: Narrator, operations: readonly Operation[]): readonly string[] {
  return operations.filter(({ port }) => port === 'guest').map((operation) => narrator.line(operation).replace(PLACE, '$1'));
}
