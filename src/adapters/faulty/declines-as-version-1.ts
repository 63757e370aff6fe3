import { refuse, serve } from './well-behaved';

let starts = 0;

serve({
  handshake: { protocolVersion: 1 },
  atRequest(request, answer) {
    // Once alone: it is started anew, and forgets.
    if (request.method === 'guest.read') starts += 1;
    if (request.method === 'device.start' && starts === 1) refuse(request, 'this VMM has no machine with 64 KiB pages', -32001);
    else answer();
  },
});
