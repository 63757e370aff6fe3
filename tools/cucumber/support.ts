import { reference } from '../../reference';
import { beginSession } from '../../src/run/session';

/** Milliseconds after which a step counts as hanging. */
const STEP_TIMEOUT = 5000;

// What Cucumber's own command loads (cucumber.json): the step definitions, with the reference as the implementation under test.
beginSession({ implementation: reference, interrupted: () => false, stepTimeout: STEP_TIMEOUT, evidence: 'text' });
require('../../steps');
