import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Language } from '../../src/cli/choices';
import { LAYERS, type LayerName } from '../../src/ports';
import { runNode, toolScript } from './command';
import type { Gate, GateResult } from './gate';

/** How the skeleton of a language is built and started, in the directory that `adapter init` wrote. */
interface Recipe {
  readonly lang: Language;
  /** Programs that must be there; without one the skeleton is left out, and said so. */
  readonly tools: readonly string[];
  readonly build: readonly (readonly [string, ...string[]])[];
  readonly command: (directory: string) => string;
}

const RECIPES: readonly Recipe[] = [
  { lang: 'c', tools: ['cc', 'make'], build: [['make', '-s']], command: (directory) => join(directory, 'build', 'adapter') },
  { lang: 'python', tools: ['python3'], build: [], command: (directory) => `python3 "${join(directory, 'adapter.py')}"` },
  {
    lang: 'typescript',
    tools: [],
    build: [[process.execPath, toolScript('typescript/bin/tsc')]],
    command: (directory) => `"${process.execPath}" "${join(directory, 'dist', 'main.js')}"`,
  },
  {
    lang: 'rust',
    tools: ['cargo'],
    build: [['cargo', 'build', '--quiet', '--release', '--offline']],
    command: (directory) => join(directory, 'target', 'release', 'cmdqv-adapter'),
  },
];

/** What `adapter init` writes has to build, and to pass `adapter check`. */
export const skeletonGate: Gate = {
  name: 'skeletons',
  vital: false,
  async pass() {
    const results: (GateResult & { readonly lang: string })[] = [];
    for (const recipe of RECIPES) results.push({ lang: recipe.lang, ...(await tryOutAll(recipe)) });
    const count = (what: 'passed' | 'failed') => results.reduce((sum, result) => sum + result[what], 0);
    return {
      ok: results.every((result) => result.ok),
      passed: count('passed'),
      failed: count('failed'),
      note: results.map(({ lang, note }) => `${lang} ${note}`).join(', '),
      output: results.map(({ output }) => output).join('\n'),
    };
  },
};

/** The skeletons of a language for every layer. */
async function tryOutAll(recipe: Recipe): Promise<GateResult> {
  const missing = recipe.tools.filter((tool) => spawnSync(tool, ['--version'], { stdio: 'ignore' }).status !== 0);
  if (missing.length > 0) return { ok: true, passed: 0, failed: 0, note: `NOT RUN (no ${missing.join(', no ')})`, output: '' };
  const results: GateResult[] = [];
  for (const layer of LAYERS) results.push(await tryOut(recipe, layer));
  const count = (what: 'passed' | 'failed') => results.reduce((sum, result) => sum + result[what], 0);
  const wrong = results.flatMap(({ note, ok }) => (ok ? [] : [note]));
  return {
    ok: wrong.length === 0,
    passed: count('passed'),
    failed: count('failed'),
    note: wrong.length === 0 ? `${count('passed')} checks` : wrong.join(', '),
    output: results.map(({ output }) => output).join('\n'),
  };
}

async function tryOut({ lang, build, command }: Recipe, layer: LayerName): Promise<GateResult> {
  const parent = mkdtempSync(join(tmpdir(), 'cmdqv-skeleton-'));
  const directory = join(parent, lang);
  const main = join('dist', 'src', 'cli', 'main.js');
  try {
    await runNode([main, 'adapter', 'init', '--lang', lang, '--layer', layer, directory]);
    for (const [program, ...args] of build) {
      const built = spawnSync(program, args, { cwd: directory, encoding: 'utf8' });
      if (built.status !== 0)
        return { ok: false, passed: 0, failed: 1, note: `${layer} does not build`, output: `${built.stdout}${built.stderr}` };
    }
    const { code, output } = await runNode([main, 'adapter', 'check', command(directory)]);
    const passed = output.match(/^ok /gm)?.length ?? 0;
    const failed = output.match(/^FAILED /gm)?.length ?? 0;
    return { ok: code === 0, passed, failed, note: `${layer}: ${failed} of ${passed + failed} checks failed`, output };
  } finally {
    rmSync(parent, { recursive: true, force: true });
  }
}
