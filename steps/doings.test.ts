import assert from 'node:assert/strict';
import { test } from 'node:test';
import { loadSuite } from '../src/specification/suite';
import { doingsOf, HOLDINGS } from '../src/specification/vocabulary';

test('a holding is what the ones before it are, and one act more', () => {
  const holdings = [...HOLDINGS.keys()].map((holding) => doingsOf(`a process that holds "${holding}"`));
  holdings.forEach((doings, place) => {
    assert.equal(doings.length, place + 1);
    assert.deepEqual(doings.slice(0, -1), holdings[place - 1] ?? []);
  });
});

test('a state and the act that leads there are one', () => {
  for (const [state, act] of [
    ['a VM with CMDQ-V', 'a VM starts with CMDQ-V'],
    ['VM A and VM B with CMDQ-V on one host', 'VM A and VM B start with CMDQ-V on one host'],
    ['VM A with CMDQ-V and device gpu0', 'VM A starts with CMDQ-V and device gpu0'],
    ['user space has called VIOMMU_ALLOC', 'user space calls VIOMMU_ALLOC'],
    ['VINTF0 is enabled', 'the guest writes ENABLE=1 to VINTF0_CONFIG'],
    ['vCMDQ 0 is allocated', 'vCMDQ 0 of the guest is allocated'],
    ['vCMDQ 0 is allocated', 'the guest fulfils ENABLE, ALLOC, BASE among the preconditions of vCMDQ 1'],
  ] as const)
    assert.deepEqual(doingsOf(state), doingsOf(act));
});

test('the forms that are made one are those of scenarios', () => {
  const texts = new Set(loadSuite().plan.scenarios.flatMap(({ steps }) => steps.map(({ text }) => text)));
  for (const form of [
    /^a VM starts with CMDQ-V/,
    /^VM A and VM B start with /,
    /^user space has called /,
    /^user space calls [A-Z_]+ with /,
  ])
    assert.ok(
      [...texts].some((text) => form.test(text)),
      String(form),
    );
  for (const [holding, act] of HOLDINGS) {
    assert.ok(texts.has(`a process that holds "${holding}"`), holding);
    if (act.includes(' calls '))
      assert.ok(
        [...texts].some((text) => text.startsWith(act)),
        act,
      );
  }
});
