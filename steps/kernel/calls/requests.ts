import type { Assignments } from '../../parameters';
import { sentence } from '../../vocabulary';
import { makeCall, setUp } from './make-call';
import { userSpace } from './process';

sentence('user space has called {request}', ['host.calls'], (world, request: string) => setUp(world, request));

sentence('user space has called {request} with {assignments}', ['host.calls'], (world, request: string, changes: Assignments) =>
  setUp(world, request, changes),
);

sentence('user space has called {request} {int} time(s)', ['host.calls'], async (world, request: string, times: number) => {
  for (let done = 0; done < times; done++) await setUp(world, request);
});

sentence('user space calls {request}', ['host.calls'], async (world, request: string) => makeCall(await userSpace(world), request));

sentence('user space calls {request} with {assignments}', ['host.calls'], async (world, request: string, changes: Assignments) =>
  makeCall(await userSpace(world), request, changes),
);

sentence(
  'user space calls {request} with {assignments}, naming the result {name}',
  ['host.calls'],
  async (world, request: string, changes: Assignments, alias: string) => makeCall(await userSpace(world), request, changes, { alias }),
);

sentence(
  'user space calls {request} on file {name} with {assignments}',
  ['host.calls'],
  async (world, request: string, file: string, changes: Assignments) => {
    const user = await userSpace(world);
    await makeCall(user, request, changes, { fd: user.file(file) });
  },
);

sentence('user space destroys {word}', ['host.calls'], async (world, name: string) =>
  makeCall(await userSpace(world), 'DESTROY', new Map([['id', name]])),
);
