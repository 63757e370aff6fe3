import Ajv, { type ErrorObject, type ValidateFunction } from 'ajv';
import { messageOf } from '../../message-of';
import { ProtocolFault } from '../../run/faults';
import type { Json, JsonSchema, Shape } from './shape';

const ajv = new Ajv({ strict: true, allErrors: false });
const validators = new WeakMap<object, ValidateFunction>();

/** Gives back what is about to be sent, after checking it against the shape's schema; what does not fit is a fault of this side. */
export function fitting<T>(shape: Shape<T>, json: Json, what: string): Json {
  const validate = validatorOf(shape);
  if (!validate(json)) throw new RangeError(`${what} ${problem(validate.errors?.[0])}`);
  return json;
}

/** Decodes `json` after checking it against the shape's schema; what does not fit is the sender's fault. */
export function accept<T>(shape: Shape<T>, json: unknown, what: string): T {
  const validate = validatorOf(shape);
  if (!validate(json)) throw new ProtocolFault(`${what} ${problem(validate.errors?.[0])}`);
  try {
    return shape.decode(json as Json);
  } catch (error) {
    throw new ProtocolFault(`${what} ${messageOf(error)}`);
  }
}

function validatorOf(shape: { readonly schema: JsonSchema }): ValidateFunction {
  const known = validators.get(shape);
  if (known !== undefined) return known;
  const validate = ajv.compile(shape.schema);
  validators.set(shape, validate);
  return validate;
}

function problem(error: ErrorObject | undefined): string {
  if (error === undefined) return 'does not fit its schema';
  const where = error.instancePath === '' ? 'it' : error.instancePath.slice(1).replaceAll('/', '.');
  const detail = error.keyword === 'additionalProperties' ? ` '${String(error.params.additionalProperty)}'` : '';
  const allowed = error.keyword === 'enum' ? ` (${JSON.stringify(error.params.allowedValues)})` : '';
  return `does not fit its schema: ${where} ${error.message ?? 'is wrong'}${detail}${allowed}`;
}
