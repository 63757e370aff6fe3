import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { loadSuite } from '../../src/specification/suite';
import { runNode, toolScript } from '../gate/command';
import { scenariosOfReference } from './scenarios-of-reference';

/** How Cucumber's own command ends, with the profiles of cucumber.json. */
function cucumber(...args: readonly string[]) {
  return runNode([toolScript('@cucumber/cucumber/bin/cucumber.js'), '--format', 'summary', ...args]);
}

/** The scenarios of a summary, if all of them came to the same. */
function allOf(output: string, status: string): number {
  return Number(new RegExp(`^(\\d+) scenarios? \\(\\1 ${status}\\)$`, 'm').exec(output)?.[1] ?? 0);
}

describe("Cucumber's own command", () => {
  const { catalogue, plan } = loadSuite();

  for (const profile of ['default', 'mutation']) {
    it(`finds one sentence for every step with the profile ${profile}`, async () => {
      const { code, output } = await cucumber('--profile', profile, '--dry-run');
      assert.equal(code, 0, output);
      assert.equal(allOf(output, 'skipped'), plan.scenarios.length, output);
    });
  }

  it('runs a feature on the reference', async () => {
    const feature = 'features/device/events.feature';
    const { code, output } = await cucumber(feature);
    assert.equal(code, 0, output);
    assert.equal(allOf(output, 'passed'), plan.scenarios.filter((scenario) => scenario.feature === feature).length, output);
  });

  it('passes, but for scenarios that are not about the reference', async () => {
    const { code, output } = await cucumber('--profile', 'mutation');
    assert.equal(code, 0, output);
    const { length } = scenariosOfReference({ catalogue, plan });
    assert.match(
      output,
      new RegExp(`^${plan.scenarios.length} scenarios \\(${plan.scenarios.length - length} skipped, ${length} passed\\)$`, 'm'),
    );
  });
});
