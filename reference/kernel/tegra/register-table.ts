import type { Field, RegisterDefinition } from '../../../src/tables/registers';

/** The row of a table that a register name stands for. */
export function definitionIn(table: readonly RegisterDefinition[], register: string): RegisterDefinition {
  const found = table.find((definition) => definition.name === register);
  if (found === undefined) throw new RangeError(`no register ${register}`);
  return found;
}

/** A field of a register in a table. */
export function fieldIn(table: readonly RegisterDefinition[], register: string, name: string): Field {
  const found = definitionIn(table, register).fields.find((field) => field.name === name);
  if (found === undefined) throw new RangeError(`${register} has no field ${name}`);
  return found;
}
