import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { compileSchema } from './compile-schema';
import { PACKAGE_ROOT } from './package';
import { schemaValidator, validatorFile } from './schema-validator';

const SCHEMAS: readonly (readonly [name: string, part?: string])[] = [
  ['clauses'],
  ['expectations'],
  ['report'],
  ['self-test'],
  ['sources', '#/definitions/revisions'],
  ['sources', '#/definitions/sources'],
];

describe('the validator of a schema', () => {
  for (const [name, part] of SCHEMAS) {
    const schema = readFileSync(join(PACKAGE_ROOT, 'schemas', `${name}.schema.json`), 'utf8');

    it(`${name}${part ?? ''} is compiled by the build, and says the same as one that is compiled here`, () => {
      assert.ok(existsSync(validatorFile(schema, part)));
      const [built, compiled] = [schemaValidator<unknown>(schema, part), compileSchema<unknown>(schema, part)];
      for (const json of [{}, [], null, 'text', { deviations: [{ id: 1 }], chapter: 'T', schemaVersion: 2 }, [{ id: '' }], { a: {} }]) {
        assert.equal(built(json), compiled(json));
        assert.deepEqual(built.errors, compiled.errors);
      }
    });
  }

  it('is of the schema as it is, not as it was', () => {
    const schema = readFileSync(join(PACKAGE_ROOT, 'schemas', 'expectations.schema.json'), 'utf8');
    const edited = schema.replace('"deviations": {', '"remark": { "const": "new" }, "deviations": {');
    assert.notEqual(edited, schema);
    const [before, now] = [schemaValidator<unknown>(schema), schemaValidator<unknown>(edited)];
    const file = { deviations: [], remark: 'old' };
    assert.ok(!now(file));
    assert.equal(now.errors?.[0]?.instancePath, '/remark');
    assert.notDeepEqual(before(file) ? [] : before.errors, now.errors);
  });
});
