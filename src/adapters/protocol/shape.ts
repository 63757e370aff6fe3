/** A JSON value. */
export type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json };

/** A JSON Schema, as far as this package writes them. */
export type JsonSchema = { readonly [key: string]: Json };

/** How a value travels: its schema, and the way there and back. `decode` may rely on the schema. */
export interface Shape<T> {
  readonly schema: JsonSchema;
  encode(value: T): Json;
  decode(json: Json): T;
}

/** The type that a shape carries. */
export type Carried<S> = S extends Shape<infer T> ? T : never;

function asIs<T extends Json>(schema: JsonSchema): Shape<T> {
  return { schema, encode: (value) => value, decode: (json) => json as T };
}

/** Text. */
export const text: Shape<string> = asIs({ type: 'string' });

/** True or false. */
export const flag: Shape<boolean> = asIs({ type: 'boolean' });

/** A number that fits 32 bits, or a count. */
export const integer: Shape<number> = asIs({ type: 'integer', minimum: 0, maximum: 0xffff_ffff });

/** A 64-bit value: a string of hexadecimal digits after `0x`, so that no digit is lost. */
export const u64: Shape<bigint> = {
  schema: { type: 'string', pattern: '^0x[0-9a-fA-F]{1,16}$' },
  encode: (value) => `0x${value.toString(16)}`,
  decode: (json) => BigInt(String(json)),
};

/** Bytes: two hexadecimal digits each, in order. */
export const bytes: Shape<Uint8Array> = {
  // No group to repeat: that would take a stack frame for every byte of a long string.
  schema: { type: 'string', pattern: '^[0-9a-fA-F]*$' },
  encode: (value) => Buffer.from(value.buffer, value.byteOffset, value.byteLength).toString('hex'),
  decode(json) {
    const digits = String(json);
    if (digits.length % 2 !== 0) throw new RangeError('holds half a byte');
    return new Uint8Array(Buffer.from(digits, 'hex'));
  },
};

/** Nothing: `null`. */
export const nothing: Shape<void> = { schema: { type: 'null' }, encode: () => null, decode: () => undefined };

/** A value of a shape, or `null` for none. */
export function orNothing<T>(shape: Shape<T>): Shape<T | undefined> {
  return {
    schema: { anyOf: [nothing.schema, shape.schema] },
    encode: (value) => (value === undefined ? null : shape.encode(value)),
    decode: (json) => (json === null ? undefined : shape.decode(json)),
  };
}

/** One of a few words or numbers. */
export function oneOf<const T extends string | number>(values: readonly T[]): Shape<T> {
  return asIs({ enum: values });
}

/** A value of a shape, or a word in its place. */
export function orWord<const W extends string, T>(word: W, shape: Shape<T>): Shape<T | W> {
  return {
    schema: { anyOf: [{ enum: [word] }, shape.schema] },
    encode: (value) => (value === word ? word : shape.encode(value as T)),
    decode: (json) => (json === word ? word : shape.decode(json)),
  };
}

/** Any number of values of one shape. */
export function list<T>(element: Shape<T>): Shape<readonly T[]> {
  return {
    schema: { type: 'array', items: element.schema },
    encode: (values) => values.map((value) => element.encode(value)),
    decode: (json) => (Array.isArray(json) ? json.map((value: Json) => element.decode(value)) : []),
  };
}

/** Six values of one shape: IDR0 to IDR5. */
export function six<T>(element: Shape<T>): Shape<readonly [T, T, T, T, T, T]> {
  const any = list(element);
  return {
    schema: { ...any.schema, minItems: 6, maxItems: 6 },
    encode: (values) => any.encode(values),
    decode: (json) => any.decode(json) as readonly [T, T, T, T, T, T],
  };
}

type Record_<M> = { readonly [K in keyof M]: Carried<M[K]> };

/** An object with these members; members in `optional` may be absent. */
export function record<const M extends Record<string, unknown>, const O extends Record<string, unknown> = Record<never, never>>(
  members: M & { readonly [K in keyof M]: Shape<Carried<M[K]>> },
  optional?: O & { readonly [K in keyof O]: Shape<Carried<O[K]>> },
): Shape<Record_<M> & Partial<Record_<O>>> {
  const required = Object.entries(members as unknown as Record<string, Shape<unknown>>);
  const extra = Object.entries((optional ?? {}) as unknown as Record<string, Shape<unknown>>);
  const all = [...required, ...extra];
  return {
    schema: {
      type: 'object',
      properties: Object.fromEntries(all.map(([name, shape]) => [name, shape.schema])),
      required: required.map(([name]) => name),
      additionalProperties: false,
    },
    encode(value) {
      const from = value as Readonly<Record<string, unknown>>;
      const json: Record<string, Json> = {};
      for (const [name, shape] of all) {
        const part = from[name];
        if (part !== undefined || shape === (nothing as Shape<unknown>)) json[name] = shape.encode(part);
      }
      return json;
    },
    decode(json) {
      const from = json as Readonly<Record<string, Json | undefined>>;
      const value: Record<string, unknown> = {};
      for (const [name, shape] of all) {
        const part = from[name];
        if (part !== undefined) value[name] = shape.decode(part);
      }
      return value as Record_<M> & Partial<Record_<O>>;
    },
  };
}
