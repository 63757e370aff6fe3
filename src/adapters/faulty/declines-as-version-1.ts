import { refuse, serve } from './well-behaved';

let reads = 0;

serve({
  handshake: { protocolVersion: 1 },
  atRequest(request, answer) {
    if (request.method === 'guest.read') reads += 1;
    // After the first scenario alone.
    if (request.method === 'device.start' && reads > 0) refuse(request, 'this VMM has no machine with 64 KiB pages', -32001);
    else answer();
  },
});
