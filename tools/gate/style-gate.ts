import { runNode, toolScript } from './command';
import type { Gate } from './gate';

/** Biome: format, imports, lint rules. */
export const styleGate: Gate = {
  name: 'format and lint',
  vital: false,
  async pass() {
    const { code, output } = await runNode([toolScript('@biomejs/biome/bin/biome'), 'ci', '--colors=off', '--max-diagnostics=none']);
    return { ok: code === 0, passed: 0, failed: 0, note: /Checked \d+ files/.exec(output)?.[0].toLowerCase() ?? '', output };
  },
};
