import { serve } from './well-behaved';

serve({ atStatus: () => void process.stdout.write('\u001b[31mSegmentation fault\u0007 (core dumped)\n') });
