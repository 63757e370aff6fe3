import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { PACKAGE_ROOT } from '../../src/package';
import { protocolGuide } from './protocol-guide';
import { protocolSchemas } from './protocol-schemas';

/** Writes the documents that derive from the protocol's definitions. */
const schemas = join(PACKAGE_ROOT, 'schemas', 'protocol');
mkdirSync(schemas, { recursive: true });
for (const [file, schema] of protocolSchemas()) writeFileSync(join(schemas, file), `${JSON.stringify(schema, undefined, 2)}\n`);
writeFileSync(join(PACKAGE_ROOT, 'docs', 'protocol.md'), protocolGuide());
