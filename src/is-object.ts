/** Tells whether a value has members that can be looked at; an array has, too. */
export function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}
