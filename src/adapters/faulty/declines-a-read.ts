import { refuse, serve } from './well-behaved';

serve({ atStatus: (request) => refuse(request, 'that register is not for this machine', -32001) });
