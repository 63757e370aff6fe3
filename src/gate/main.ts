import { adapterGate, EXAMPLE_ADAPTERS } from './adapter-gate';
import { buildGate } from './build-gate';
import { featureLintGate } from './feature-lint-gate';
import { passGates } from './pass-gates';
import { skeletonGate } from './skeleton-gate';
import { styleGate } from './style-gate';
import { suiteGate } from './suite-gate';
import { unitTestGate } from './unit-test-gate';

// `npm test`: everything that has to hold before a change is good, the cheapest first.
passGates([buildGate, styleGate, unitTestGate, featureLintGate, suiteGate, ...EXAMPLE_ADAPTERS.map(adapterGate), skeletonGate], (text) =>
  console.log(text),
).then(({ ok }) => {
  process.exitCode = ok ? 0 : 1;
});
