import { serve } from './well-behaved';

serve({ atStatus: () => void process.stdout.write('null\n') });
