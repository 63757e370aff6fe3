import { join } from 'node:path';
import { isCheckResults } from '../lint/check-result';
import { runNode } from './command';
import type { Gate } from './gate';

/** The demands on the feature files. */
export const featureLintGate: Gate = {
  name: 'feature lint',
  vital: false,
  async pass() {
    const { code, output, stdout } = await runNode([join('dist', 'tools', 'lint', 'main.js'), '--json']);
    const results = parse(stdout);
    if (results === undefined) return { ok: false, passed: 0, failed: 0, note: 'gave no results', output };
    const failed = results.filter(({ findings }) => findings.length > 0);
    const passed = results.length - failed.length;
    const told = failed.flatMap(({ findings, name }) => [
      `✘ ${name}`,
      ...findings.map(({ file, line, message }) => `  ${file}:${line}: ${message}`),
    ]);
    return {
      ok: code === 0 && failed.length === 0 && passed > 0,
      passed,
      failed: failed.length,
      note: `${passed} checks passed`,
      output: told.join('\n'),
    };
  },
};

function parse(text: string) {
  try {
    const results: unknown = JSON.parse(text);
    return isCheckResults(results) ? results : undefined;
  } catch {
    return undefined;
  }
}
