import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { PACKAGE_ROOT } from '../../src/package';
import { runNode, toolScript } from './command';
import type { Gate } from './gate';

/** Checks all types, compiles to `dist`, and makes the faulty implementations, from which the later gates run. */
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
    return { ok: faults.code === 0, passed: 0, failed: 0, note: faults.code === 0 ? '' : 'a fault does not apply', output: faults.output };
  },
};
