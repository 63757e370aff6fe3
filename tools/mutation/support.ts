import { reference } from '../../reference';
import { beginSession } from '../../src/run/session';
import { Before } from '../../steps/cucumber';
import { effort, hasToldEnough } from './round';

/** Milliseconds after which a mutant's step counts as hanging. */
const STEP_TIMEOUT = 5000;

// Step definitions for the cucumber that StrykerJS starts: the implementation under test is the reference with its mutants.
beginSession({ implementation: reference, interrupted: () => false, stepTimeout: STEP_TIMEOUT });
if (effort() !== 'all') Before(() => (hasToldEnough() ? 'skipped' : undefined));
require('../../steps');
