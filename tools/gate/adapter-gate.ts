import { spawnSync } from 'node:child_process';
import { PACKAGE_ROOT } from '../../src/package';
import type { LayerName } from '../../src/ports';
import type { Gate, GateResult } from './gate';
import { runSuite } from './suite-command';

/** An example adapter and what it takes to run it. */
interface Example {
  readonly name: string;
  readonly layer: LayerName;
  /** Programs that must be there; without one the example is left out, and said so. */
  readonly tools: readonly string[];
  /** Builds it; absent where there is nothing to build. */
  readonly build?: readonly [string, ...string[]];
  readonly command: string;
}

/** Of its layer's scenarios an example has to pass so many: it may lack what a VMM need not be able to do, but not most of it. */
const SHARE = 0.85;

/** An example adapter has to pass the chapters of its layer: others start from it. */
export function adapterGate({ name, layer, tools, build, command }: Example): Gate {
  return {
    name: `${layer} adapter in ${name}`,
    vital: false,
    async pass() {
      const missing = tools.filter(
        (tool) => spawnSync(tool, ['--version'], { stdio: 'ignore', shell: process.platform === 'win32' }).status !== 0,
      );
      if (missing.length > 0) return { ok: true, passed: 0, failed: 0, note: `NOT RUN: there is no ${missing.join(', no ')}`, output: '' };
      if (build !== undefined) {
        const [program, ...args] = build;
        const built = spawnSync(program, args, { cwd: PACKAGE_ROOT, encoding: 'utf8' });
        if (built.status !== 0)
          return { ok: false, passed: 0, failed: 1, note: 'does not build', output: `${built.stdout}${built.stderr}` };
      }
      return passed(layer, command);
    },
  };
}

async function passed(layer: LayerName, command: string): Promise<GateResult> {
  const { code, failed, other, output, passed } = await runSuite(['--layer', layer, '--adapter', command]);
  const note = `${passed} ${layer} scenarios passed${other === 0 ? '' : `, ${other} neither passed nor failed`}`;
  return { ok: code === 0 && passed >= SHARE * (passed + failed + other), passed, failed, note, output };
}

/** The example adapters of this repository. */
export const EXAMPLE_ADAPTERS: readonly Example[] = [
  {
    name: 'C',
    layer: 'device',
    tools: ['cc', 'make'],
    build: ['make', '-s', '-C', 'adapters/c'],
    command: 'adapters/c/build/cmdqv-adapter-c',
  },
  { name: 'Python', layer: 'device', tools: ['python3'], command: 'python3 adapters/python/cmdqv_adapter.py' },
  { name: 'Python', layer: 'hardware', tools: ['python3'], command: 'python3 adapters/python-hardware/cmdqv_hardware.py' },
];
