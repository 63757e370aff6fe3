import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { PACKAGE_ROOT } from '../../src/package';
import { runNode, toolScript } from './command';
import type { Gate } from './gate';

/** What `npm run build` makes with the compiled code, in this order. */
export const MADE_FROM_IT: readonly { readonly tool: string; readonly makes: string }[] = [
  { tool: 'variants', makes: 'an implementation with a fault' },
  { tool: 'start', makes: 'the index of the features' },
  { tool: 'site', makes: 'the pages that a run fills with verdicts' },
];

/** Checks all types, compiles to `dist`, and makes what the later gates run from. */
export const buildGate: Gate = {
  name: 'types and build',
  vital: true,
  async pass() {
    // What an earlier build left of files that are gone would still be tested.
    rmSync(join(PACKAGE_ROOT, 'dist'), { recursive: true, force: true });
    const { code, output } = await runNode([toolScript('typescript/bin/tsc'), '--project', '.', '--pretty', 'false']);
    const errors = output.split('\n').filter((line) => /: error TS\d+:/.test(line)).length;
    if (code !== 0) return { ok: false, passed: 0, failed: 0, note: `${errors} errors`, output };
    for (const { makes, tool } of MADE_FROM_IT) {
      const made = await runNode([join('dist', 'tools', tool, 'main.js')]);
      if (made.code !== 0) return { ok: false, passed: 0, failed: 0, note: `${makes} could not be made`, output: made.output };
    }
    return { ok: true, passed: 0, failed: 0, note: '', output: '' };
  },
};
