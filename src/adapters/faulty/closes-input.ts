import { closeSync } from 'node:fs';
import { serve } from './well-behaved';

serve({
  atStatus(_request, answer) {
    setInterval(() => undefined, 1000);
    process.stdin.destroy();
    // Node itself leaves the descriptor open.
    setImmediate(() => {
      closeSync(0);
      answer();
    });
  },
});
