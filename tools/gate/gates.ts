import { adapterGate, EXAMPLE_ADAPTERS } from './adapter-gate';
import { apiGate } from './api-gate';
import { bookGate } from './book-gate';
import { buildGate } from './build-gate';
import { featureLintGate } from './feature-lint-gate';
import type { Gate } from './gate';
import { guestFaultsGate } from './guest-faults-gate';
import { guestGate, guestInstallGate } from './guest-gate';
import { guestOrderGate } from './guest-order-gate';
import { linuxFaultsGate } from './linux-faults-gate';
import { chainGate, linuxGate, linuxInstallGate } from './linux-gate';
import { qemuGate, qemuInstallGate } from './qemu-gate';
import { alternativesGate, selfTestGate } from './self-test-gate';
import { skeletonGate } from './skeleton-gate';
import { strengthGate } from './strength-gate';
import { styleGate } from './style-gate';
import { suiteGate } from './suite-gate';
import { unitTestGate } from './unit-test-gate';

/** Everything that has to hold before a change is good, the cheapest first. */
export const GATES: readonly Gate[] = [
  buildGate,
  styleGate,
  apiGate,
  qemuInstallGate,
  linuxInstallGate,
  unitTestGate,
  featureLintGate,
  bookGate,
  suiteGate,
  selfTestGate,
  alternativesGate('sample'),
  ...EXAMPLE_ADAPTERS.map(adapterGate),
  qemuGate,
  linuxGate,
  chainGate('sample'),
  guestInstallGate,
  guestGate('sample'),
  skeletonGate,
  strengthGate,
];

/** What takes longer than a change should wait for, after all of these. */
export const LONG_GATES: readonly Gate[] = [
  alternativesGate('whole'),
  chainGate('whole'),
  guestGate('whole'),
  guestGate('sample', 'linux'),
  guestOrderGate,
  guestFaultsGate,
  linuxFaultsGate,
];
