import type { DataTable } from '@cucumber/cucumber';
import type { Status } from '../../../src/ports';
import { parseCommand } from '../../commands';
import { few } from '../../few';
import { movedByTheKernel, physicalChanges, physicalContent } from '../../hardware/snapshot';
import type { Assignments } from '../../parameters';
import { Given, Then, When } from '../../vocabulary';
import type { ConformanceWorld } from '../../world';
import { returnedBy, type UserSpace } from '../user-space';
import { openDevice } from './files';
import { makeCall } from './make-call';
import { commandsData } from './plain-calls';
import { userSpace } from './process';

/** More allocations than any call makes. */
const MOST = 1000;

/** Objects by their usual names, and the call that makes each. */
const MAKERS: Readonly<Record<string, { readonly request: string; readonly changes?: Assignments }>> = {
  ioas: { request: 'IOAS_ALLOC' },
  s2: { request: 'HWPT_ALLOC' },
  nested: { request: 'HWPT_ALLOC', changes: new Map([['pt_id', 'viommu']]) },
  viommu: { request: 'VIOMMU_ALLOC' },
  vdevice: { request: 'VDEVICE_ALLOC' },
  hw_queue0: { request: 'HW_QUEUE_ALLOC' },
};

/** A call that is made again and again, and what makes up for one that succeeded. */
interface Repeated {
  readonly call: () => Promise<unknown>;
  readonly undo: () => Promise<unknown>;
}

/** Makes the call with its first allocation failing, then with its second, and so on, until it makes none that fails. */
export async function withoutMemory(world: ConformanceWorld, { call, undo }: Repeated): Promise<void> {
  const user = await userSpace(world);
  user.attempts.length = 0;
  for (let nth = 1; nth <= MOST; nth++) {
    const before = await physicalContent(world);
    await world.machine.failAllocation(nth);
    await call();
    const status = user.lastStatus ?? 'OK';
    if (!(await world.machine.failAllocation(0))) return;
    if (status === 'OK') await undo();
    const moving = movedByTheKernel(world);
    user.attempts.push({ nth, status, outcome: user.last, changes: await physicalChanges(world, before, ({ name }) => moving.has(name)) });
  }
  throw new RangeError(`the call makes more than ${MOST} allocations`);
}

/** What makes up for a call of the request that succeeded. */
function takingBack(user: UserSpace, request: string, changes: Assignments, file: string): () => Promise<unknown> {
  const nested = changes.get('pt_id')?.startsWith('viommu') === true;
  const made = Object.keys(MAKERS).find((name) => MAKERS[name]?.request === request && (name === 'nested') === nested);
  if (made !== undefined) return () => makeCall(user, 'DESTROY', new Map([['id', made]]));
  switch (request) {
    case 'IOAS_MAP':
      return () => makeCall(user, 'IOAS_UNMAP');
    case 'IOAS_UNMAP':
      return () => makeCall(user, 'IOAS_MAP');
    case 'VFIO_DEVICE_ATTACH_IOMMUFD_PT':
      return () => makeCall(user, 'VFIO_DEVICE_DETACH_IOMMUFD_PT', new Map(), { fd: user.file(file) });
    case 'VFIO_DEVICE_BIND_IOMMUFD':
      return async () => {
        await user.calls.close(user.file(file));
        await openDevice(user, file);
      };
    case 'VEVENTQ_ALLOC':
      return async () => {
        await user.calls.close(user.file('veventq'));
        await makeCall(user, 'DESTROY', new Map([['id', 'veventq']]));
      };
    default:
      return () => Promise.resolve();
  }
}

async function repeat(world: ConformanceWorld, request: string, changes: Assignments = new Map(), file = 'iommufd'): Promise<void> {
  const user = await userSpace(world);
  await withoutMemory(world, {
    call: () => makeCall(user, request, changes, { fd: user.file(file) }),
    undo: takingBack(user, request, changes, file),
  });
}

/**
 * Correct calls of the request, one after another: with each, the kernel's next allocation of memory fails, first its first, then its
 * second, and with the last call none. What a call made that succeeded all the same is taken back; what the last one made stays.
 */
When('user space calls {request} while one allocation after another fails', ['host.calls', 'host.allocations'], (world, request: string) =>
  repeat(world, request),
);

/** As the sentence above, with members changed. */
When(
  'user space calls {request} with {assignments} while one allocation after another fails',
  ['host.calls', 'host.allocations'],
  (world, request: string, changes: Assignments) => repeat(world, request, changes),
);

/** As the sentence above, on another file than the iommufd: a device. */
When(
  'user space calls {request} on file {name} with {assignments} while one allocation after another fails',
  ['host.calls', 'host.allocations'],
  (world, request: string, file: string, changes: Assignments) => repeat(world, request, changes, file),
);

/** HWPT_INVALIDATE on the vIOMMU with a command for each row, again and again as `user space calls …` does. */
When(
  'user space calls HWPT_INVALIDATE while one allocation after another fails, with these commands:',
  ['host.calls', 'host.allocations'],
  async (world, table: DataTable) => {
    const user = await userSpace(world);
    const commands = table.raw().map((row) => parseCommand(row.join(' ')));
    const members = new Map([['entry_num', String(commands.length)]]);
    await withoutMemory(world, {
      call: () => makeCall(user, 'HWPT_INVALIDATE', members, { data: commandsData(commands) }),
      undo: () => Promise.resolve(),
    });
  },
);

/** As `user space calls …`, but the scenario fails if the last call does. */
Given(
  'user space has called {request} with {assignments} while one allocation after another failed',
  ['host.calls', 'host.allocations'],
  async (world, request: string, changes: Assignments) => {
    await repeat(world, request, changes);
    const status: Status = (await userSpace(world)).lastStatus ?? 'EINVAL';
    world.expectStatus(`${request}, all of whose allocations succeed,`, 'OK', status);
  },
);

/** Calls DESTROY with the ID of the object, again and again as `user space calls …` does; after each call but the last it is made anew. */
When(
  'user space destroys {word} while one allocation after another fails',
  ['host.calls', 'host.allocations'],
  async (world, name: string) => {
    const user = await userSpace(world);
    const maker = MAKERS[name];
    if (maker === undefined) throw new RangeError(`what is destroyed again and again is one of ${Object.keys(MAKERS).join(', ')}`);
    await withoutMemory(world, {
      call: () => makeCall(user, 'DESTROY', new Map([['id', name]])),
      undo: () => makeCall(user, maker.request, maker.changes),
    });
  },
);

/** Detaches the device again and again as `user space calls …` does; after each call but the last it is attached to the object anew. */
When(
  'user space detaches {name} from {word} while one allocation after another fails',
  ['host.calls', 'host.allocations'],
  async (world, device: string, target: string) => {
    const user = await userSpace(world);
    const fd = user.file(device);
    await withoutMemory(world, {
      call: () => makeCall(user, 'VFIO_DEVICE_DETACH_IOMMUFD_PT', new Map(), { fd }),
      undo: () => makeCall(user, 'VFIO_DEVICE_ATTACH_IOMMUFD_PT', new Map([['pt_id', target]]), { fd }),
    });
  },
);

/** The kernel's next allocation of memory, whatever it is for, fails; those after it succeed. */
Given('the next allocation of the kernel fails', ['host.allocations'], async (world) => {
  await world.machine.failAllocation(1);
});

/** Of the calls that were made while one allocation after another failed, those that failed gave this errno. */
Then('each call that fails does so with {errno}', ['host.calls'], async (world, errno: Status) => {
  const { attempts } = await userSpace(world);
  const wrong = attempts
    .filter(({ status }) => status !== 'OK' && status !== errno)
    .map(({ nth, status }) => `${status} when allocation ${nth} fails`);
  if (wrong.length > 0) world.fail(`there are calls that end with another errno than ${errno}: ${few(wrong)}`, errno, wrong);
});

/** Of the ioctls that were made while one allocation after another failed, those that failed left this number or less in the member. */
Then('each call that fails returns a/an {word} of at most {number}', ['host.calls'], async (world, member: string, most: bigint) => {
  const { attempts } = await userSpace(world);
  const wrong = attempts
    .filter(({ status }) => status !== 'OK')
    .map(({ nth, outcome }) => ({ nth, returned: returnedBy(outcome, member) }))
    .filter(({ returned }) => returned > most)
    .map(({ nth, returned }) => `${member}=${returned} when allocation ${nth} fails`);
  if (wrong.length > 0) world.fail(`there are calls that return more than ${most}: ${few(wrong)}`, `${member} of at most ${most}`, wrong);
});

/** Of the calls that were made while one allocation after another failed, none failed. */
Then('none of the calls fails', ['host.calls'], async (world) => {
  const { attempts } = await userSpace(world);
  const wrong = attempts.filter(({ status }) => status !== 'OK').map(({ nth, status }) => `${status} when allocation ${nth} fails`);
  if (wrong.length > 0) world.fail(`there are calls that fail: ${few(wrong)}`, 'OK', wrong);
});

/**
 * After each of the calls that were made while one allocation after another failed, the physical registers that
 * `no physical register changed` looks at held what they did before it; what a call that succeeded made was taken back first.
 */
Then('the calls without memory leave every physical register as it was', ['registers'], async (world) => {
  const { attempts } = await userSpace(world);
  const wrong = attempts.flatMap(({ nth, changes }) => changes.map((change) => `when allocation ${nth} fails, ${change}`));
  if (wrong.length > 0) world.fail(`calls without memory change physical registers: ${few(wrong)}`, 'no change', wrong);
});
