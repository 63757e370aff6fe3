import { installedTrees } from '../../src/adapters/linux/places';
import { examineFaults } from '../linux-faults/examine';
import { linuxFaults } from '../linux-faults/faults';
import type { Gate } from './gate';

/** A fault in a copy of a kernel tree is named by the clause that is about it. */
export const linuxFaultsGate: Gate = {
  name: 'faults in a kernel tree',
  vital: false,
  async pass() {
    const [tree] = installedTrees();
    if (tree === undefined) return { ok: false, passed: 0, failed: 0, note: 'there is no kernel tree', output: 'npm run linux:install' };
    const examined = await examineFaults(tree.folder, linuxFaults(), () => undefined);
    const missed = examined.filter(({ message }) => message === undefined);
    return {
      ok: missed.length === 0 && examined.length > 0,
      passed: examined.length - missed.length,
      failed: missed.length,
      note: `${examined.length - missed.length} of ${examined.length} caught by the clause that is about each`,
      output: missed.map(({ fault, output }) => `${fault.id}, which ${fault.clause} is about:\n${output}`).join('\n'),
    };
  },
};
