import { serve } from './well-behaved';

serve({
  atStatus() {
    process.stderr.write('assertion failed: cmdqv->vintf\n');
    process.exit(134);
  },
});
