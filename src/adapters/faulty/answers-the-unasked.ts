import { send, serve } from './well-behaved';

serve({ atStatus: () => send({ id: 4711, result: null }) });
