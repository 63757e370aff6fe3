import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { PACKAGE_ROOT } from '../../src/package';
import { runNode, toolScript } from './command';
import type { Gate } from './gate';

/** Checks all types, compiles to `dist`, and makes the faulty implementations and the index, from which the later gates run. */
export const buildGate: Gate = {
  name: 'types and build',
  vital: true,
  async pass() {
    // What an earlier build left of files that are gone would still be tested.
    rmSync(join(PACKAGE_ROOT, 'dist'), { recursive: true, force: true });
    const { code, output } = await runNode([toolScript('typescript/bin/tsc'), '--project', '.', '--pretty', 'false']);
    const errors = output.split('\n').filter((line) => /: error TS\d+:/.test(line)).length;
    if (code !== 0) return { ok: false, passed: 0, failed: 0, note: `${errors} errors`, output };
    const faults = await runNode([join('dist', 'tools', 'variants', 'main.js')]);
    if (faults.code !== 0) return { ok: false, passed: 0, failed: 0, note: 'a fault does not apply', output: faults.output };
    const start = await runNode([join('dist', 'tools', 'start', 'main.js')]);
    return {
      ok: start.code === 0,
      passed: 0,
      failed: 0,
      note: start.code === 0 ? '' : 'there is no index of the features',
      output: start.output,
    };
  },
};
