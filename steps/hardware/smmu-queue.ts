import type { DataTable } from '@cucumber/cucumber';
import type { Submission } from '../../src/ports';
import { COMMAND_BYTES, commandBytes } from '../../src/tables/commands';
import { parseCommand } from '../commands';
import { Then, When } from '../vocabulary';
import type { ConformanceWorld } from '../world';

/** The SMMU's names for what stops its own queue. */
const ERRORS: Readonly<Record<string, Submission['error']>> = { CERROR_ILL: 'illegal', CERROR_ATC_INV_SYNC: 'timeout' };

/** The host puts a command for each row on the command queue of the SMMU, all at once. */
When("these commands are put on the SMMU's own queue:", ['registers'], async (world, table: DataTable) => {
  const commands = table.raw().map(([name = '', fields = '']) => commandBytes(parseCommand(`${name} ${fields}`)));
  const bytes = new Uint8Array(commands.length * COMMAND_BYTES);
  for (const [index, command] of commands.entries()) bytes.set(command, index * COMMAND_BYTES);
  await world.machine.registers('smmu0').submit(bytes);
});

function expectSubmission(world: ConformanceWorld, expected: Submission): void {
  const submissions = world
    .acted()
    .flatMap(({ port, event }) => (port === 'registers' && event.op === 'submit' && event.result ? [event.result] : []));
  const actual = submissions.at(-1);
  if (actual === undefined) throw new Error("the scenario has put nothing on the SMMU's own queue");
  if (actual.consumed === expected.consumed && actual.error === expected.error) return;
  const tell = ({ consumed, error }: Submission) => `${consumed} commands consumed, error: ${error}`;
  world.fail(`on the SMMU's own queue: ${tell(actual)}; expected: ${tell(expected)}`, tell(expected), tell(actual));
}

/** The last time that commands were put on the SMMU's own queue, it consumed so many and reported no error. */
Then("the SMMU's own queue consumes {int} command(s)", ['observe.registers'], (world, consumed: number) =>
  expectSubmission(world, { consumed, error: 'none' }),
);

/**
 * The last time that commands were put on the SMMU's own queue, it consumed so many, then stopped with CERROR_ILL or
 * CERROR_ATC_INV_SYNC.
 */
Then("the SMMU's own queue stops at command {int} with {word}", ['observe.registers'], (world, consumed: number, name: string) => {
  const error = ERRORS[name];
  if (error === undefined) throw new RangeError(`the SMMU's own queue stops with ${Object.keys(ERRORS).join(' or ')}`);
  expectSubmission(world, { consumed, error });
});
