import { Ajv, type ValidateFunction } from 'ajv';
import standaloneCode from 'ajv/dist/standalone';

/** Compiles a validator; throws if the schema is none. */
export function compileSchema<T>(schema: string, part?: string): ValidateFunction<T> {
  return compiled<T>(new Ajv({ allErrors: false }), schema, part);
}

/** The source of a CommonJS module whose default export is the validator. */
export function validatorSource(schema: string, part?: string): string {
  const ajv = new Ajv({ allErrors: false, code: { source: true } });
  return standaloneCode(ajv, compiled(ajv, schema, part));
}

function compiled<T>(ajv: Ajv, schema: string, part: string | undefined): ValidateFunction<T> {
  if (part === undefined) return ajv.compile<T>(JSON.parse(schema));
  return ajv.addSchema(JSON.parse(schema), 'whole').compile<T>({ $ref: `whole${part}` });
}
