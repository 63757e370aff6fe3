import { send, serve } from './well-behaved';

// As long as the reset is not answered, the old machine may still be heard of.
let vm: unknown;
serve({
  atRequest({ method, params }, answer) {
    if (method === 'guest.read') vm = params['vm'];
    if (method === 'reset') send({ method: 'guest.interrupt', params: { vm } });
    answer();
  },
});
