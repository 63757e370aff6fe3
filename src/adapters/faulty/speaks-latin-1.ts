import { serve } from './well-behaved';

serve({
  atStatus: ({ id }) => void process.stdout.write(Buffer.from(`{"jsonrpc":"2.0","id":${id},"result":{"value":"0x1"},"é":1}\n`, 'latin1')),
});
