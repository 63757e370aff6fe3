import { refuse, serve } from './well-behaved';

serve({ atRequest: (request, answer) => (request.method === 'reset' ? refuse(request, 'the guest is wedged') : answer()) });
