import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { validatorSource } from '../../src/compile-schema';
import { CODE_ROOT, PACKAGE_ROOT } from '../../src/package';
import { validatorFile } from '../../src/schema-validator';
import { buildIndex } from './build-index';

/** The schemas that commands check files by, and the parts of them. */
const SCHEMAS: readonly (readonly [file: string, part?: string])[] = [
  ['clauses.schema.json'],
  ['expectations.schema.json'],
  ['explore-trace.schema.json'],
  ['report.schema.json'],
  ['self-test.schema.json'],
  ['sources.schema.json', '#/definitions/revisions'],
  ['sources.schema.json', '#/definitions/sources'],
];

// A part of the build: what every command would else work out each time that it starts.
writeValidators();
buildIndex(join(PACKAGE_ROOT, 'features'));

function writeValidators(): void {
  rmSync(join(CODE_ROOT, 'validators'), { recursive: true, force: true });
  for (const [name, part] of SCHEMAS) {
    const schema = readFileSync(join(PACKAGE_ROOT, 'schemas', name), 'utf8');
    const file = validatorFile(schema, part);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, validatorSource(schema, part));
  }
}
