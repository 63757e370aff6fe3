import { serve } from './well-behaved';

serve({ atStatus: ({ id }) => void process.stdout.write(`{"jsonrpc":"2.0","id":${id},"resu`, () => process.exit(9)) });
