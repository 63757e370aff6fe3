import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { stackFile } from '../../src/book/pictures/stack-file';
import { PACKAGE_ROOT } from '../../src/package';
import { loadCatalogue } from '../../src/specification/clauses/catalogue';
import { loadSuite } from '../../src/specification/suite';
import { featuresGuide } from './features-guide';
import { manualPage } from './manual-page';
import { monitorsGuide } from './monitors-guide';
import { protocolGuide } from './protocol-guide';
import { protocolSchemas } from './protocol-schemas';
import { traceGuide } from './trace-guide';
import { vocabularyGuide } from './vocabulary-guide';

/** Writes the documents that derive from the protocol's definitions, from the step definitions, and those beside the features. */
async function main(): Promise<void> {
  const schemas = join(PACKAGE_ROOT, 'schemas', 'protocol');
  mkdirSync(schemas, { recursive: true });
  for (const [file, schema] of protocolSchemas()) writeFileSync(join(schemas, file), `${JSON.stringify(schema, undefined, 2)}\n`);
  const catalogue = loadCatalogue(join(PACKAGE_ROOT, 'features'));
  writeFileSync(join(PACKAGE_ROOT, 'docs', 'monitors.md'), monitorsGuide(catalogue));
  mkdirSync(join(PACKAGE_ROOT, 'man'), { recursive: true });
  writeFileSync(join(PACKAGE_ROOT, 'man', 'cmdqv-conformance.1'), manualPage());
  mkdirSync(join(PACKAGE_ROOT, 'docs', 'pictures'), { recursive: true });
  writeFileSync(join(PACKAGE_ROOT, 'docs', 'pictures', 'stack.svg'), stackFile(loadSuite()));
  const trace = join(PACKAGE_ROOT, 'docs', 'trace.md');
  writeFileSync(trace, traceGuide(readFileSync(trace, 'utf8'), catalogue));
  writeFileSync(join(PACKAGE_ROOT, 'docs', 'protocol.md'), await protocolGuide());
  for (const [file, text] of featuresGuide()) writeFileSync(join(PACKAGE_ROOT, 'features', file), text);
  writeFileSync(join(PACKAGE_ROOT, 'features', 'VOCABULARY.md'), await vocabularyGuide());
}

main().catch((error: unknown) => {
  console.error(error);
  process.exitCode = 1;
});
