import { Before } from '../../steps/cucumber';
import { effort, hasToldEnough } from './round';

// What the cucumber that StrykerJS starts loads: as for Cucumber's own command, but the reference has its mutants.
if (effort() !== 'all') Before(() => (hasToldEnough() ? 'skipped' : undefined));
require('../cucumber/support');
