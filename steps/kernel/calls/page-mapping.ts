import { type Assignments, parseNumber } from '../../parameters';
import { Given, When } from '../../vocabulary';
import type { UserSpace } from '../user-space';
import { userSpace } from './process';

/** The page of a vIOMMU is 64 KiB, whatever a page of the host is. */
export const PAGE_BYTES = 0x10000n;

/** The process has mapped the page that VIOMMU_ALLOC returned, to read and to write. */
Given('the page of the vIOMMU is mapped', ['host.calls'], async (world) => {
  const user = await userSpace(world);
  await mapPage(user, {});
  if (user.lastStatus !== 'OK')
    world.fail(`mmap ended with ${user.lastStatus ?? 'no answer'} while the scenario was set up`, 'OK', user.lastStatus ?? 'no answer');
});

/** Maps the range that VIOMMU_ALLOC returned, changed as `changes` say. */
export async function mapPage(user: UserSpace, changes: Readonly<Record<string, string>>, file = 'iommufd'): Promise<void> {
  const mapped = await user.make(() =>
    user.calls.mmap(user.file(file), {
      offset: parseNumber(changes.offset ?? '0x1000'),
      length: parseNumber(changes.length ?? '0x10000'),
      shared: changes.flags !== 'private',
      protection: { read: true, write: changes.protection !== 'readonly', execute: changes.protection === 'execute' },
    }),
  );
  if (mapped.status === 'OK') user.names.set('page0', mapped.address);
}

/** mmap() of the page that VIOMMU_ALLOC returned, shared, to read and to write. */
When('user space maps the page of the vIOMMU', ['host.calls'], async (world) => mapPage(await userSpace(world), {}));

/** As the sentence above, with arguments changed: `offset`, `length`, `flags=private`, `protection=readonly` or `protection=execute`. */
When('user space maps the page of the vIOMMU with {assignments}', ['host.calls'], async (world, changes: Assignments) =>
  mapPage(await userSpace(world), Object.fromEntries(changes)),
);

/** mmap() of 64 KiB at this offset of a file of the process, shared, to read and to write. */
When('user space maps offset {number} of file {name}', ['host.calls'], async (world, offset: bigint, file: string) =>
  mapPage(await userSpace(world), { offset: offset.toString() }, file),
);

/** Unmaps a part of the page that was mapped last. */
export async function unmapPage(user: UserSpace, offset: bigint, length: bigint): Promise<void> {
  const address = user.names.get('page0');
  if (address === undefined) throw new Error('the scenario has mapped no page');
  await user.make(async () => ({ status: await user.calls.munmap(address + offset, length) }));
}

/** munmap() of the whole page of the vIOMMU. */
When('user space unmaps the page', ['host.calls'], async (world) => unmapPage(await userSpace(world), 0n, PAGE_BYTES));

/** munmap() of so many bytes, beginning at the offset in the page of the vIOMMU. */
When('user space unmaps {number} bytes at offset {number} of the page', ['host.calls'], async (world, length: bigint, offset: bigint) =>
  unmapPage(await userSpace(world), offset, length),
);
