import { serve } from './well-behaved';

// The value is not a member of its own, so there is none.
serve({
  atStatus: ({ id }) => void process.stdout.write(`{"jsonrpc":"2.0","id":${id},"result":{"__proto__":{"value":"0x1"}}}\n`),
});
