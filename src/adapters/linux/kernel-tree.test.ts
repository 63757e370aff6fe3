import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { after, describe, it } from 'node:test';
import { AdapterFault } from '../../run/faults';
import { kernelTree } from './kernel-tree';

const folder = mkdtempSync(join(tmpdir(), 'cmdqv-tree-'));
after(() => rmSync(folder, { recursive: true }));

const DRIVERS = [
  'drivers/iommu/arm/arm-smmu-v3/tegra241-cmdqv.c',
  'drivers/iommu/arm/arm-smmu-v3/arm-smmu-v3-iommufd.c',
  'drivers/iommu/iommufd/viommu.c',
  'drivers/vfio/iommufd.c',
];

function tree(name: string, release: string, files: readonly string[]): string {
  const path = join(folder, name);
  for (const file of ['Makefile', ...files]) {
    mkdirSync(dirname(join(path, file)), { recursive: true });
    writeFileSync(join(path, file), file === 'Makefile' ? release : '');
  }
  return path;
}

const refusal = (words: RegExp) => (error: unknown) => error instanceof AdapterFault && words.test(error.message);

describe('a kernel tree', () => {
  for (const [release, version, revision] of [
    ['VERSION = 7\nPATCHLEVEL = 2\nSUBLEVEL = 13\nEXTRAVERSION =\n', '7.2.13', 'linux-7.2'],
    ['VERSION = 7\nPATCHLEVEL = 1\nSUBLEVEL = 0\nEXTRAVERSION = -rc2\n', '7.1.0-rc2', 'linux-7.2'],
    ['VERSION = 7\nPATCHLEVEL = 3\nSUBLEVEL = 4\nEXTRAVERSION =\n', '7.3.4', 'linux-7.3'],
    ['VERSION = 8\nPATCHLEVEL = 0\nSUBLEVEL = 0\nEXTRAVERSION = -rc1\n', '8.0.0-rc1', 'linux-next'],
  ] as const) {
    it(`is ${version} by its Makefile, held against ${revision}`, async () => {
      const path = tree(version, `# SPDX\n${release}NAME = x\n`, DRIVERS);
      assert.deepEqual(await kernelTree(path), { folder: realpathSync(path), version, revision });
    });
  }

  it('has the drivers', async () => {
    const path = tree('old', 'VERSION = 6\nPATCHLEVEL = 12\nSUBLEVEL = 0\nEXTRAVERSION =\n', DRIVERS.slice(0, 1));
    await assert.rejects(kernelTree(path), refusal(/Linux 6\.12\.0, has not the drivers .* it lacks .*arm-smmu-v3-iommufd\.c/));
  });

  it('is none without a release, or where there is nothing', async () => {
    await assert.rejects(kernelTree(tree('none', 'all:\n', [])), refusal(/is no kernel tree/));
    await assert.rejects(kernelTree(join(folder, 'nowhere')), refusal(/there is no kernel tree/));
  });
});
