import '../../src/cli/node-guard';

import { adapterGate, EXAMPLE_ADAPTERS } from './adapter-gate';
import { buildGate } from './build-gate';
import { featureLintGate } from './feature-lint-gate';
import { passGates } from './pass-gates';
import { qemuGate, qemuInstallGate } from './qemu-gate';
import { selfTestGate } from './self-test-gate';
import { skeletonGate } from './skeleton-gate';
import { strengthGate } from './strength-gate';
import { styleGate } from './style-gate';
import { suiteGate } from './suite-gate';
import { unitTestGate } from './unit-test-gate';

// `npm test`: everything that has to hold before a change is good, the cheapest first.
const GATES = [
  buildGate,
  styleGate,
  qemuInstallGate,
  unitTestGate,
  featureLintGate,
  suiteGate,
  selfTestGate,
  ...EXAMPLE_ADAPTERS.map(adapterGate),
  qemuGate,
  skeletonGate,
  strengthGate,
];

passGates(GATES, (text) => console.log(text)).then(({ ok }) => {
  process.exitCode = ok ? 0 : 1;
});
