import { send, serve } from './well-behaved';

serve({ atStatus: ({ id }) => send({ id, result: { value: '1' } }) });
