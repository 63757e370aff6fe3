import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { PACKAGE_ROOT } from '../package';
import { runNode, toolScript } from './command';
import type { Gate } from './gate';

/** Checks all types and compiles to `dist`, from which the later gates run. */
export const buildGate: Gate = {
  name: 'types and build',
  vital: true,
  async pass() {
    // What an earlier build left of files that are gone would still be tested.
    rmSync(join(PACKAGE_ROOT, 'dist'), { recursive: true, force: true });
    const { code, output } = await runNode([toolScript('typescript/bin/tsc'), '--project', '.', '--pretty', 'false']);
    const errors = output.split('\n').filter((line) => /: error TS\d+:/.test(line)).length;
    return { ok: code === 0, passed: 0, failed: 0, note: errors === 0 ? '' : `${errors} errors`, output };
  },
};
