import { send, serve } from './well-behaved';

let starts = 0;

serve({
  atRequest(request, answer) {
    if (request.method === 'device.start') starts += 1;
    if (request.method === 'device.start' && starts === 2)
      send({ id: request.id, result: { exitStatus: 1, standardError: 'qemu: cmdqv=on: not on this host\n' } });
    else answer();
  },
});
