import type { DataTable } from '@cucumber/cucumber';
import { distance } from 'fastest-levenshtein';
import type { AccessWidth } from '../../src/ports';
import { compose, decode, extract, fieldNamed, GUEST_MAP, type Register, type RegisterMap } from '../../src/tables/registers';
import { type Content, parseContent } from '../parameters';
import { Then, When } from '../vocabulary';
import type { ConformanceWorld } from '../world';

/** The register called `name` in `map`; an unknown name is told with the nearest ones. */
export function registerIn(map: RegisterMap, name: string): Register {
  const register = map.named(name);
  if (register !== undefined) return register;
  const near = map.registers
    .map((candidate) => candidate.name)
    .sort((a, b) => distance(a, name) - distance(b, name))
    .slice(0, 3);
  throw new RangeError(`no register is called ${name}; near: ${near.join(', ')}`);
}

/** The guest register called `name`. */
export function guestRegister(name: string): Register {
  return registerIn(GUEST_MAP, name);
}

/** The number that `content` stands for in `register`. */
export function contentValue(register: Register, content: Content): bigint {
  if (content.kind === 'number') return content.value;
  const [letter] = Object.values(content.letters);
  if (letter !== undefined) throw new RangeError(`${letter} stands for what the host chose: it cannot be written`);
  return compose(register, content.fields);
}

/** The guest reads a register at its own width. */
export async function readGuest(world: ConformanceWorld, vm: string, register: Register): Promise<bigint> {
  world.spokenOf.add(`${vm}/${register.name}`);
  return world.vm(vm).bus.read(register.offset, register.size);
}

/** Requires that `value` is `content`: the whole register for a number, the named fields for fields. */
export function expectContent(world: ConformanceWorld, register: Register, wanted: Content, value: bigint): void {
  const content = world.letters.resolve(register, wanted, value);
  if (content === undefined) {
    const letters =
      wanted.kind === 'number'
        ? ''
        : Object.entries(wanted.letters)
            .map(([name, letter]) => `${name}=${letter}`)
            .join(', ');
    world.fail(
      `${register.name} reads 0x${value.toString(16)}: no number of the host's own for ${letters}`,
      `${register.name} with ${letters}`,
      `${register.name} = ${decode(register, value)}`,
    );
  }
  if (content.kind === 'number') {
    if (value !== content.value) {
      world.fail(
        `${register.name} reads 0x${value.toString(16)}, not 0x${content.value.toString(16)}`,
        decode(register, content.value),
        decode(register, value),
      );
    }
    return;
  }
  for (const [name, wanted] of Object.entries(content.fields)) {
    const actual = extract(value, fieldNamed(register, name));
    if (actual !== wanted) {
      world.fail(
        `${register.name}.${name} reads 0x${actual.toString(16)}, not 0x${wanted.toString(16)}`,
        `${register.name} with ${name}=0x${wanted.toString(16)}`,
        `${register.name} = ${decode(register, value)}`,
      );
    }
  }
}

async function write(world: ConformanceWorld, vm: string, name: string, content: Content): Promise<void> {
  const register = guestRegister(name);
  await world.vm(vm).bus.write(register.offset, register.size, contentValue(register, content));
}

/** One store to the register at its own width. Fields that are not named are written as 0. */
When('{guest} writes {content} to {register}', ['guest.mmio'], (world, vm: string, content: Content, name: string) =>
  write(world, vm, name, content),
);

/** One store of this width to the address of the register, whatever width the register has. */
When(
  '{guest} writes {number} to {register} with one {width} access',
  ['guest.mmio'],
  (world, vm: string, value: bigint, name: string, width: AccessWidth) => world.vm(vm).bus.write(guestRegister(name).offset, width, value),
);

/** One store of this width to an offset in the CMDQ-V region, where there may be no register. */
When(
  '{guest} writes {number} to offset {number} with one {width} access',
  ['guest.mmio'],
  (world, vm: string, value: bigint, offset: bigint, width: AccessWidth) => world.vm(vm).bus.write(Number(offset), width, value),
);

/**
 * One store for each row, from the top. A row names a register and the content: a number, or fields, of which those that
 * are not named are written as 0.
 */
When('{guest} writes these registers:', ['guest.mmio'], async (world, vm: string, table: DataTable) => {
  for (const [name = '', content = ''] of table.raw()) await write(world, vm, name, parseContent(content));
});

/** One load from the register at its own width. `the read gives` tells what it has to be. */
When('{guest} reads {register}', ['guest.mmio'], async (world, vm: string, name: string) => {
  const register = guestRegister(name);
  world.lastRead = { value: await world.vm(vm).bus.read(register.offset, register.size), register };
});

/** One load of this width from the address of the register, whatever width the register has. */
When('{guest} reads {register} with one {width} access', ['guest.mmio'], async (world, vm: string, name: string, width: AccessWidth) => {
  const register = guestRegister(name);
  const value = await world.vm(vm).bus.read(register.offset, width);
  world.lastRead = { value, register: width === register.size ? register : undefined };
});

/** One load of this width from an offset in the CMDQ-V region, where there may be no register. */
When(
  '{guest} reads offset {number} with one {width} access',
  ['guest.mmio'],
  async (world, vm: string, offset: bigint, width: AccessWidth) => {
    world.lastRead = { value: await world.vm(vm).bus.read(Number(offset), width), register: GUEST_MAP.at(Number(offset), width) };
  },
);

function expectRead(world: ConformanceWorld, accepted: readonly bigint[]): void {
  if (world.lastRead === undefined) throw new Error('the scenario has read nothing');
  const { value, register } = world.lastRead;
  if (accepted.includes(value)) return;
  const told = (content: bigint): string =>
    register === undefined ? `0x${content.toString(16)}` : `${register.name} = ${decode(register, content)}`;
  const wanted = accepted.map((one) => `0x${one.toString(16)}`).join(' or ');
  world.fail(
    `the read${register === undefined ? '' : ` of ${register.name}`} gave 0x${value.toString(16)}, not ${wanted}`,
    accepted.map(told).join(' or '),
    told(value),
  );
}

/** The last load of a guest or of the host gave this number. */
Then('the read gives {number}', [], (world, expected: bigint) => expectRead(world, [expected]));

/** The last load of a guest or of the host gave one or the other; for clauses that leave a choice. */
Then('the read gives {number} or {number}', [], (world, one: bigint, other: bigint) => expectRead(world, [one, other]));

/** The only guest loads the register at its own width: the whole value has to be the number, or each named field what is said of it. */
Then('{register} reads {content}', ['guest.mmio'], async (world, name: string, content: Content) => {
  const register = guestRegister(name);
  expectContent(world, register, content, await readGuest(world, world.soleVm, register));
});

function holds(register: Register, content: Content, value: bigint): boolean {
  if (content.kind === 'number') return value === content.value;
  return Object.entries(content.fields).every(([name, wanted]) => extract(value, fieldNamed(register, name)) === wanted);
}

/** The only guest loads the register, which has to read as one or the other; for clauses that leave a choice. */
Then('{register} reads {content} or {content}', ['guest.mmio'], async (world, name: string, one: Content, other: Content) => {
  const register = guestRegister(name);
  const value = await readGuest(world, world.soleVm, register);
  if (holds(register, one, value) || holds(register, other, value)) return;
  const accepted = [one, other].map((content) => decode(register, contentValue(register, content)));
  world.fail(`${name} reads ${decode(register, value)}, neither ${accepted.join(' nor ')}`, accepted.join(' or '), decode(register, value));
});

/** This guest loads the register at its own width: the whole value has to be the number, or each named field what is said of it. */
Then('{register} of {guest} reads {content}', ['guest.mmio'], async (world, name: string, vm: string, content: Content) => {
  const register = guestRegister(name);
  expectContent(world, register, content, await readGuest(world, vm, register));
});

/** The only guest loads the register of each row, which has to read as the row says: a number, or fields. */
Then('these registers read:', ['guest.mmio'], async (world, table: DataTable) => {
  const rows = table.raw().map(([name = '', content = '']) => ({ register: guestRegister(name), content: parseContent(content) }));
  // Asked for together, so that an adapter gets them in one go.
  const values = await Promise.all(rows.map(({ register }) => readGuest(world, world.soleVm, register)));
  rows.forEach(({ register, content }, row) => {
    expectContent(world, register, content, values[row] ?? 0n);
  });
});
