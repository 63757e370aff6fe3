import { reference } from '../../reference';
import { beginSession } from '../../src/run/session';
import { scenarioKey } from '../../src/specification/plan';
import { loadSuite } from '../../src/specification/suite';
import { Before } from '../../steps/cucumber';
import { scenariosOfReference } from './scenarios-of-reference';

/** Milliseconds after which a step counts as hanging. */
const STEP_TIMEOUT = 5000;

const meant = new Set(scenariosOfReference(loadSuite()).map(({ feature, line }) => scenarioKey(feature, line)));

// What Cucumber's own command loads (cucumber.json): the step definitions, with the reference as the implementation under test.
beginSession({ implementation: reference, interrupted: () => false, stepTimeout: STEP_TIMEOUT, evidence: 'text' });
Before(({ pickle: { location, uri } }) => (meant.has(scenarioKey(uri, location?.line ?? 0)) ? undefined : 'skipped'));
require('../../steps');
