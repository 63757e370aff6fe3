import { serve } from './well-behaved';

serve({
  atStatus(_request, answer) {
    answer();
    answer();
  },
});
