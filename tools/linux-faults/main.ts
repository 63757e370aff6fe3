import { installedTrees } from '../../src/adapters/linux/places';
import { examineFaults } from './examine';
import { linuxFaults } from './faults';

// Faults in a copy of the newest kernel tree that is installed: `node dist/tools/linux-faults/main.js [ID...]`.
async function main(): Promise<void> {
  const [tree] = installedTrees();
  if (tree === undefined) throw new Error('there is no kernel tree: `npm run linux:install` gets one');
  const wanted = process.argv.slice(2);
  const faults = linuxFaults().filter(({ id }) => wanted.length === 0 || wanted.includes(id));
  const examined = await examineFaults(tree.folder, faults, ({ fault, message, output }) => {
    console.log(message === undefined ? `MISSED  ${fault.id}\n${output}` : `caught  ${fault.id} by ${fault.clause}: ${message}`);
  });
  const missed = examined.filter(({ message }) => message === undefined).length;
  console.log(`${examined.length - missed} passed, ${missed} failed`);
  process.exitCode = missed === 0 && examined.length > 0 ? 0 : 1;
}

main().catch((error: unknown) => {
  console.error(error);
  process.exitCode = 1;
});
