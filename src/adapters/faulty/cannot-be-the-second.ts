import { refuse, serve } from './well-behaved';

let starts = 0;

serve({
  atRequest(request, answer) {
    if (request.method === 'device.start') starts += 1;
    if (request.method === 'device.start' && starts === 2) refuse(request, 'this VMM has no machine with 64 KiB pages', -32001);
    else answer();
  },
});
