import { join } from 'node:path';
import { CODE_ROOT, PACKAGE_ROOT, packageIdentity, SOURCE_EXTENSION } from '../package';
import { type Catalogue, loadCatalogue } from './clauses/catalogue';
import { loadPlan } from './load-plan';
import type { Plan } from './plan';
import { SuiteIndex } from './suite-index';

/** Where the suite's content is; the package's own unless said otherwise. */
export interface SuitePlaces {
  /** Directory of the features and the catalogue. */
  readonly features?: string;
  /** File that registers the step definitions. */
  readonly support?: string;
  /** Directory of an index of the features; those of another place than the package's have none of themselves. */
  readonly index?: string;
}

/** The suite: what it is called, what it demands, and what it would run. */
export interface Suite {
  readonly name: string;
  readonly version: string;
  readonly catalogue: Catalogue;
  readonly plan: Plan;
  readonly support: string;
}

/** Reads catalogue and features, no step definitions. Throws if the catalogue is faulty; faulty features become problems of the plan. */
export function loadSuite(places: SuitePlaces = {}): Suite {
  const features = places.features ?? join(PACKAGE_ROOT, 'features');
  const index = places.features === undefined || places.index !== undefined ? SuiteIndex.open(places.index) : undefined;
  const catalogue = loadCatalogue(features, index);
  return {
    ...packageIdentity(),
    catalogue,
    plan: loadPlan(features, catalogue, index),
    support: places.support ?? join(CODE_ROOT, 'steps', `index${SOURCE_EXTENSION}`),
  };
}
