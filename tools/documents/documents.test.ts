import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
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

const OUTDATED = 'run `npm run documents`';

test('the protocol guide is the one that the definitions make', async () => {
  assert.equal(readFileSync(join(PACKAGE_ROOT, 'docs', 'protocol.md'), 'utf8'), await protocolGuide(), OUTDATED);
});

test('the guide to the monitors is the one that they make', () => {
  const catalogue = loadCatalogue(join(PACKAGE_ROOT, 'features'));
  assert.equal(readFileSync(join(PACKAGE_ROOT, 'docs', 'monitors.md'), 'utf8'), monitorsGuide(catalogue), OUTDATED);
});

test('the manual page is the one that the command line makes', () => {
  assert.equal(readFileSync(join(PACKAGE_ROOT, 'man', 'cmdqv-conformance.1'), 'utf8'), manualPage(), OUTDATED);
});

test('the picture of the README is the one that catalogue and features make', () => {
  assert.equal(readFileSync(join(PACKAGE_ROOT, 'docs', 'pictures', 'stack.svg'), 'utf8'), stackFile(loadSuite()), OUTDATED);
});

test('the guide to logs from elsewhere has the tables that events and monitors make', () => {
  const catalogue = loadCatalogue(join(PACKAGE_ROOT, 'features'));
  const text = readFileSync(join(PACKAGE_ROOT, 'docs', 'trace.md'), 'utf8');
  assert.equal(text, traceGuide(text, catalogue), OUTDATED);
});

test('the guide to the vocabulary is the one that step definitions and features make', async () => {
  assert.equal(readFileSync(join(PACKAGE_ROOT, 'features', 'VOCABULARY.md'), 'utf8'), await vocabularyGuide(), OUTDATED);
});

test('each message has its schema file, and no other file is there', () => {
  const directory = join(PACKAGE_ROOT, 'schemas', 'protocol');
  const schemas = protocolSchemas();
  assert.deepEqual(readdirSync(directory).sort(), [...schemas.keys()].sort(), OUTDATED);
  for (const [file, schema] of schemas) assert.deepEqual(JSON.parse(readFileSync(join(directory, file), 'utf8')), schema, OUTDATED);
});

test('the documents beside the features are those that the features, the catalogue and the machine make', () => {
  for (const [file, text] of featuresGuide())
    assert.equal(readFileSync(join(PACKAGE_ROOT, 'features', file), 'utf8'), text, `${file}: ${OUTDATED}`);
});
