import { GUEST_MAP } from '../../tables/registers';
import { refuse, serve } from './well-behaved';

const status = GUEST_MAP.named('CMDQV_STATUS')?.offset;
let machines = 0;

serve({
  atRequest: (request, answer) => {
    const { method, params } = request;
    if (method === 'device.start') process.stderr.write(`machine ${++machines}\n`);
    if (method === 'guest.read' && params['offset'] === status) refuse(request, 'no such register');
    // What it wrote has time to arrive before the answer does.
    else setTimeout(answer, method === 'device.start' ? 50 : 0);
  },
});
