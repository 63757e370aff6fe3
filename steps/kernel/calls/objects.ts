import { Then } from '../../vocabulary';
import { userSpace } from './process';

/** The two names stand for different IDs. */
Then('{word} and {word} are different objects', ['host.calls'], async (world, first: string, second: string) => {
  const { names } = await userSpace(world);
  const [a, b] = [names.get(first), names.get(second)];
  if (a === undefined || b === undefined) throw new RangeError(`the scenario knows ${[...names.keys()].join(', ')}`);
  if (a === b) world.fail(`${first} and ${second} both have ID ${a}`, 'different IDs', `both are ${a}`);
});

/** The object, by its name, has this ID. */
Then('{word} has ID {number}', ['host.calls'], async (world, name: string, id: bigint) => {
  const actual = (await userSpace(world)).names.get(name);
  if (actual !== id)
    world.fail(
      `${name} has ID ${actual ?? 'none: it is not allocated'}, not ${id}`,
      `${name}=${id}`,
      `${name}=${actual ?? 'not allocated'}`,
    );
});
