import type { Assignments } from '../../parameters';
import { Given, When } from '../../vocabulary';
import { makeCall, setUp } from './make-call';
import { userSpace } from './process';

/** As `user space calls`, but the scenario fails if the call does. */
Given('user space has called {request}', ['host.calls'], (world, request: string) => setUp(world, request));

/** As `user space calls … with …`, but the scenario fails if the call does. */
Given('user space has called {request} with {assignments}', ['host.calls'], (world, request: string, changes: Assignments) =>
  setUp(world, request, changes),
);

/** So many calls, none of which may fail. */
Given('user space has called {request} {int} time(s)', ['host.calls'], async (world, request: string, times: number) => {
  for (let done = 0; done < times; done++) await setUp(world, request);
});

/**
 * A correct call of the request, on the usual objects of the process. An object that it makes is known by its usual name:
 * ioas, s2, viommu, vdevice, veventq, hw_queue0.
 */
When('user space calls {request}', ['host.calls'], async (world, request: string) => makeCall(await userSpace(world), request));

/**
 * A correct call of the request but for what is said: members as numbers, as constants of the user API or as objects by
 * name, `size` of the structure, `tail` for the last of 64 bytes behind it, `argument=` and `data=` for memory that is `readonly` or
 * `unreadable`.
 */
When('user space calls {request} with {assignments}', ['host.calls'], async (world, request: string, changes: Assignments) =>
  makeCall(await userSpace(world), request, changes),
);

/** As the sentence above, but the object that it makes is known by this name, and the usual name stays with another. */
When(
  'user space calls {request} with {assignments}, naming the result {name}',
  ['host.calls'],
  async (world, request: string, changes: Assignments, alias: string) => makeCall(await userSpace(world), request, changes, { alias }),
);

/** As `user space calls … with …`, but on another file than the iommufd: a device, or another iommufd. */
When(
  'user space calls {request} on file {name} with {assignments}',
  ['host.calls'],
  async (world, request: string, file: string, changes: Assignments) => {
    const user = await userSpace(world);
    await makeCall(user, request, changes, { fd: user.file(file) });
  },
);

/** Calls DESTROY with the ID of the object. */
When('user space destroys {word}', ['host.calls'], async (world, name: string) =>
  makeCall(await userSpace(world), 'DESTROY', new Map([['id', name]])),
);
