import type { UnderTest } from '../run/under-test';
import type { Adapter } from './adapter';

/** An adapter behind the protocol as what a run judges. */
export function adapterUnderTest(adapter: Adapter): UnderTest {
  return {
    implementation: adapter.implementation,
    offer: adapter.offer,
    newScenario: () => adapter.newScenario(),
    audit: () => adapter.audit(),
    diagnostics: () => adapter.diagnostics,
    close: () => adapter.close(),
  };
}
