import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { ValidateFunction } from 'ajv';
import { CODE_ROOT } from './package';

/**
 * The validator of a JSON schema, given as the text of its file; with `part`, of that part of it, such as `#/definitions/sources`.
 *
 * The build compiles those of the package's own schemas, as compiling takes longer than most uses. They are found by the
 * text that they were made of, so that an edited schema, and one that the build does not know, is compiled here.
 */
export function schemaValidator<T>(schema: string, part?: string): ValidateFunction<T> {
  const file = validatorFile(schema, part);
  if (existsSync(file)) return (require(file) as { readonly default: ValidateFunction<T> }).default;
  const { compileSchema } = require('./compile-schema') as typeof import('./compile-schema');
  return compileSchema<T>(schema, part);
}

/** Where the build puts the validator. */
export function validatorFile(schema: string, part?: string): string {
  const name = createHash('sha256')
    .update(`${part ?? ''}\n${schema}`)
    .digest('hex');
  return join(CODE_ROOT, 'validators', `${name}.js`);
}
