import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, describe, it } from 'node:test';
import { validateAction } from '@action-validator/core';
import { Ajv } from 'ajv';
import { parse } from 'yaml';
import { PACKAGE_ROOT } from '../../src/package';

const directory = mkdtempSync(join(tmpdir(), 'cmdqv-ci-'));
after(() => rmSync(directory, { recursive: true }));

/** A choice of few scenarios. */
const FEW = '--clause EVT-05,EVT-06';
const MAIN = join(PACKAGE_ROOT, 'dist', 'src', 'cli', 'main.js');

interface Step {
  readonly id?: string;
  readonly if?: string;
  readonly run?: string;
  readonly uses?: string;
  readonly env?: Readonly<Record<string, string>>;
}

interface Action {
  readonly inputs: Readonly<Record<string, { readonly default: string }>>;
  readonly runs: { readonly steps: readonly Step[] };
}

const actionText = readFileSync(join(PACKAGE_ROOT, 'action.yml'), 'utf8');
const action: Action = parse(actionText);

/** Runs the action's steps as a GitHub runner does, but for those that use other actions. */
function runAction(inputs: Readonly<Record<string, string>>, folder: string) {
  const outputs = new Map<string, string>();
  const file = (name: string) => join(folder, name);
  let printed = '';
  let code = 0;
  for (const step of action.runs.steps) {
    const always = step.if?.startsWith('always()') === true;
    if (step.run === undefined || (code !== 0 && !always)) continue;
    const value = (expression: string): string => {
      const [, root, name = '', of = ''] = /^\$\{\{ (inputs|steps|github)\.([\w-]+)(?:\.outputs\.([\w-]+))? \}\}$/.exec(expression) ?? [];
      if (root === 'inputs') return inputs[name] ?? action.inputs[name]?.default ?? assert.fail(`no input ${name}`);
      if (root === 'steps') return outputs.get(`${name}.${of}`) ?? '';
      return root === 'github' && name === 'action_path' ? PACKAGE_ROOT : assert.fail(expression);
    };
    const env = Object.fromEntries(Object.entries(step.env ?? {}).map(([key, expression]) => [key, value(expression)]));
    const own = file(`output-${step.id ?? 'step'}`);
    const result = spawnSync('bash', ['--noprofile', '--norc', '-eo', 'pipefail', '-c', step.run], {
      cwd: folder,
      encoding: 'utf8',
      env: { ...process.env, ...env, GITHUB_OUTPUT: own, GITHUB_STEP_SUMMARY: file('step-summary.md') },
    });
    printed += result.stdout + result.stderr;
    if (result.status !== 0) code = result.status ?? 1;
    if (step.id === undefined || !existsSync(own)) continue;
    for (const [, key, told = ''] of readFileSync(own, 'utf8').matchAll(/^([\w-]+)=(.*)$/gm)) outputs.set(`${step.id}.${key}`, told);
  }
  return { code, outputs, printed, summary: existsSync(file('step-summary.md')) ? readFileSync(file('step-summary.md'), 'utf8') : '' };
}

const folder = () => mkdtempSync(join(directory, 'run-'));

describe('action.yml', () => {
  it('is valid by the published schema of action files', () => {
    assert.deepEqual(validateAction(actionText).errors, []);
    assert.notDeepEqual(validateAction(actionText.replace('using: composite', 'using: magic')).errors, []);
  });

  it('has only conditions that are tried out here', () => {
    const conditions = new Set(action.runs.steps.flatMap((step) => step.if ?? []));
    assert.deepEqual([...conditions], ['always()', "always() && inputs.artifact != ''"]);
  });

  it('passes a conformant implementation, and leaves summary, SARIF and badge', () => {
    const at = folder();
    const { code, outputs, printed, summary } = runAction({ arguments: FEW }, at);
    assert.equal(code, 0, printed);
    assert.deepEqual([outputs.get('suite.exit-code'), outputs.get('tell.verdict')], ['0', 'conformant']);
    assert.match(summary, /EVT/);
    for (const name of ['report.json', 'cmdqv.sarif', 'badge.svg']) assert.ok(existsSync(join(at, 'reports', name)), name);
    assert.doesNotMatch(printed, /::error/);
  });

  it('fails with the code of the suite, and annotates what failed', () => {
    const wrong = runAction({ arguments: '--clause NONE-01' }, folder());
    assert.equal(wrong.code, 2, wrong.printed);
    const broken = runAction({ arguments: FEW, adapter: 'false' }, folder());
    assert.equal(broken.code, 3, broken.printed);
    assert.match(broken.printed, /^::error title=/m);
  });

  it('joins parts into one verdict, and no part is told by itself', () => {
    const at = folder();
    for (const index of [1, 2]) {
      const part = runAction({ arguments: FEW, shard: `${index}/2`, out: `part-${index}` }, at);
      assert.deepEqual([part.code, part.summary], [0, ''], part.printed);
    }
    const lost = runAction({ merge: 'part-1' }, at);
    assert.equal(lost.code, 2, lost.printed);
    const whole = runAction({ merge: 'part-1 part-2' }, at);
    assert.deepEqual([whole.code, whole.outputs.get('tell.verdict')], [0, 'conformant'], whole.printed);
    assert.match(whole.summary, /EVT/);
  });
});

interface Job {
  readonly script: readonly string[];
  readonly after_script?: readonly string[];
}

describe('templates/gitlab-ci.yml', () => {
  const templateText = readFileSync(join(PACKAGE_ROOT, 'templates', 'gitlab-ci.yml'), 'utf8');
  const template: Readonly<Record<string, Job>> & { readonly variables: Readonly<Record<string, string>> } = parse(templateText);

  /** Runs a job's script as GitLab's shell does. */
  function job(name: string, at: string, variables: Readonly<Record<string, string>>) {
    const { after_script = [], script } = template[name] ?? assert.fail(name);
    const env = { ...process.env, ...template.variables, ...variables };
    const run = (lines: readonly string[]) =>
      spawnSync('bash', ['-eo', 'pipefail', '-c', lines.join('\n')], { cwd: at, encoding: 'utf8', env });
    const result = run(script);
    return {
      code: result.status,
      printed: result.stdout + result.stderr,
      afterwards: after_script.length === 0 ? 0 : run(after_script).status,
    };
  }

  it('is valid by the published schema of GitLab', async () => {
    // The package is a runner of pipelines; of it this takes GitLab's own schema, which no package has for itself.
    const carrier = 'gitlab-ci-local/src/schema/schema.js';
    const { schema }: { readonly schema: object } = await import(carrier);
    const validate = new Ajv({ strict: false, validateFormats: false }).compile(schema);
    const isValid = (text: string) => validate(parse(text));
    assert.ok(isValid(templateText), JSON.stringify(validate.errors));
    for (const [right, wrong] of [
      ['when: always', 'when: whenever'],
      ['parallel: 4', 'parallel: 0'],
      ['script:', 'scripts:'],
      ['reports: { junit: ', 'reports: { junitxml: '],
    ] as const) {
      assert.ok(templateText.includes(right), right);
      assert.ok(!isValid(templateText.replace(right, wrong)), wrong);
    }
  });

  it('judges in parts, and ends as the joined report does', () => {
    const at = folder();
    const suite = { CMDQV_CONFORMANCE: `${process.execPath} ${MAIN}`, CMDQV_ARGUMENTS: FEW };
    const part = (index: number, more: Readonly<Record<string, string>> = {}) =>
      job('cmdqv-conformance', at, { ...suite, ...more, CI_NODE_INDEX: String(index), CI_NODE_TOTAL: '2' });
    assert.equal(part(1).code, 0);
    assert.equal(job('cmdqv-conformance-verdict', at, suite).code, 2);
    const second = part(2);
    assert.equal(second.code, 0, second.printed);
    const verdict = job('cmdqv-conformance-verdict', at, suite);
    assert.deepEqual([verdict.code, verdict.afterwards], [0, 0], verdict.printed);
    for (const name of ['junit.xml', 'badge.svg']) assert.ok(existsSync(join(at, 'cmdqv-reports', name)), name);
    assert.notEqual(part(2, { CMDQV_ADAPTER: 'false' }).code, 0);
  });
});
