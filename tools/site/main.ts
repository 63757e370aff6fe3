import { join } from 'node:path';
import { referenceAt } from '../../reference';
import { writeSite } from '../../src/book/site';
import { CODE_ROOT } from '../../src/package';
import { loadSuite } from '../../src/specification/suite';

// What runs put beside their reports is made with the package, so that they pay for no more than their verdicts.
writeSite({ suite: loadSuite(), reference: referenceAt() }, join(CODE_ROOT, 'site')).then(
  () => process.exit(),
  (error: unknown) => {
    console.error(error);
    process.exit(1);
  },
);
