import { refuse, serve } from './well-behaved';

serve({ atStatus: (request) => refuse(request, 'method not found', -32601) });
