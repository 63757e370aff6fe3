import type { DataTable } from '@cucumber/cucumber';
import type { RegisterWidth } from '../../src/ports';
import { contentValue, expectContent, registerIn } from '../guest/registers';
import { type Content, parseContent } from '../parameters';
import { Given, Then, When } from '../vocabulary';
import type { ConformanceWorld } from '../world';
import { physicalMapOf } from './register-accesses';

async function expectPhysical(world: ConformanceWorld, smmu: string, name: string, content: Content): Promise<void> {
  const register = registerIn(physicalMapOf(world, smmu), name);
  world.spokenOf.add(`${smmu}/${register.name}`);
  const value = await world.machine.registers(smmu).read(register.offset, register.size);
  expectContent(world, register, content, value);
}

async function expectAll(world: ConformanceWorld, smmu: string, table: DataTable): Promise<void> {
  for (const [name = '', content = ''] of table.raw()) await expectPhysical(world, smmu, name, parseContent(content));
}

/** The register of the first SMMU reads as the number, or each named field as is said of it. */
Then('the physical register {register} reads {content}', ['registers'], (world, name: string, content: Content) =>
  expectPhysical(world, 'smmu0', name, content),
);

/** The register of the first SMMU in each row reads as the row says: a number, or fields. */
Then('these physical registers read:', ['registers'], async (world, table: DataTable) => {
  await expectAll(world, 'smmu0', table);
});

/** As the sentence above, of either SMMU of a host that has two: `smmu0`, `smmu1`. */
Then('these physical registers of {name} read:', ['registers'], expectAll);

/** One store to the register of the first SMMU at its own width. Fields that are not named are written as 0. */
When('the host writes {content} to {register}', ['registers'], async (world, content: Content, name: string) => {
  const register = registerIn(physicalMapOf(world, 'smmu0'), name);
  await world.machine.registers('smmu0').write(register.offset, register.size, contentValue(register, content));
});

/** A store for each row, in order, none of which waits for the one before to be answered. */
When('the host writes these registers without waiting in between:', ['registers'], async (world, table: DataTable) => {
  const registers = world.machine.registers('smmu0');
  const writes = table.raw().map(([name = '', content = '']) => {
    const register = registerIn(physicalMapOf(world, 'smmu0'), name);
    return registers.write(register.offset, register.size, contentValue(register, parseContent(content)));
  });
  await Promise.all(writes);
});

/** One load from the register of the first SMMU in each row. What it gave is nobody's affair. */
Given('the host has read these registers:', ['registers'], async (world, table: DataTable) => {
  for (const [name = ''] of table.raw()) {
    const register = registerIn(physicalMapOf(world, 'smmu0'), name);
    await world.machine.registers('smmu0').read(register.offset, register.size);
  }
});

/** One load from the register of the first SMMU. `the read gives` tells what it has to be. */
When('the host reads {register} with one {width} access', ['registers'], async (world, name: string, width: number) => {
  const register = registerIn(physicalMapOf(world, 'smmu0'), name);
  const size: RegisterWidth = width === 8 ? 8 : 4;
  const value = await world.machine.registers('smmu0').read(register.offset, size);
  world.lastRead = { value, register: size === register.size ? register : undefined };
});
