import Ajv, { type ErrorObject, type ValidateFunction } from 'ajv';
import { ProtocolFault } from './faults';
import type { Json, Shape } from './shape';

const ajv = new Ajv({ strict: true, allErrors: false });
const validators = new WeakMap<object, ValidateFunction>();

/** Decodes `json` after checking it against the shape's schema; what does not fit is the sender's fault. */
export function accept<T>(shape: Shape<T>, json: unknown, what: string): T {
  let validate = validators.get(shape);
  if (validate === undefined) {
    validate = ajv.compile(shape.schema);
    validators.set(shape, validate);
  }
  if (!validate(json)) throw new ProtocolFault(`${what} ${problem(validate.errors?.[0])}`);
  return shape.decode(json as Json);
}

function problem(error: ErrorObject | undefined): string {
  if (error === undefined) return 'does not fit its schema';
  const where = error.instancePath === '' ? 'it' : error.instancePath.slice(1).replaceAll('/', '.');
  const detail = error.keyword === 'additionalProperties' ? ` '${String(error.params.additionalProperty)}'` : '';
  const allowed = error.keyword === 'enum' ? ` (${JSON.stringify(error.params.allowedValues)})` : '';
  return `does not fit its schema: ${where} ${error.message ?? 'is wrong'}${detail}${allowed}`;
}
