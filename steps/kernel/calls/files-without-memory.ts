import type { Status } from '../../../src/ports';
import { IOMMU_PATH } from '../../../src/tables/uapi';
import { When } from '../../vocabulary';
import { openDevice } from './files';
import { hold } from './holdings';
import { mapPage, PAGE_BYTES, unmapPage } from './page-mapping';
import { userSpace } from './process';
import { withoutMemory } from './without-memory';

/** open() of the VFIO device file, again and again as `user space calls …` does; one that was opened is closed again. */
When(
  'user space opens device {name} while one allocation after another fails',
  ['host.calls', 'host.allocations'],
  async (world, device: string) => {
    const user = await userSpace(world);
    await withoutMemory(world, {
      call: () => openDevice(user, device),
      undo: () => user.calls.close(user.file(device)),
    });
  },
);

/** open() of the iommufd device, again and again as `user space calls …` does; steps name the file that was opened last by this name. */
When(
  'user space opens an iommufd called {name} while one allocation after another fails',
  ['host.calls', 'host.allocations'],
  async (world, name: string) => {
    const user = await userSpace(world);
    await withoutMemory(world, {
      call: async () => {
        const opened = await user.calls.open(IOMMU_PATH);
        user.lastStatus = opened.status;
        if (opened.status === 'OK') user.files.set(name, opened.fd);
      },
      undo: () => user.calls.close(user.file(name)),
    });
  },
);

/**
 * The process of `a process that holds …` closes all its files in the order in which it opened them, again and again as `user space calls …`
 * does; after each time but the last it opens and makes everything anew. The last call is the first close() that failed, else the last one.
 */
When('the process closes its files while one allocation after another fails', ['host.calls', 'host.allocations'], async (world) => {
  const user = await userSpace(world);
  const { holding } = user;
  if (holding === undefined) throw new Error('nobody has said what the process holds');
  await withoutMemory(world, {
    call: async () => {
      const closed: Status[] = [];
      for (const name of [...user.files.keys()]) {
        closed.push(await user.calls.close(user.file(name)));
        user.files.delete(name);
      }
      user.lastStatus = closed.find((status) => status !== 'OK') ?? 'OK';
    },
    undo: () => hold(world, holding),
  });
});

/** mmap() of the page that VIOMMU_ALLOC returned, again and again as `user space calls …` does; one that was mapped is unmapped again. */
When(
  'user space maps the page of the vIOMMU while one allocation after another fails',
  ['host.calls', 'host.allocations'],
  async (world) => {
    const user = await userSpace(world);
    await withoutMemory(world, {
      call: () => mapPage(user, {}),
      undo: () => unmapPage(user, 0n, PAGE_BYTES),
    });
  },
);

/** munmap() of the page of the vIOMMU, again and again as `user space calls …` does; after each call but the last it is mapped anew. */
When('user space unmaps the page while one allocation after another fails', ['host.calls', 'host.allocations'], async (world) => {
  const user = await userSpace(world);
  await withoutMemory(world, {
    call: () => unmapPage(user, 0n, PAGE_BYTES),
    undo: () => mapPage(user, {}),
  });
});
