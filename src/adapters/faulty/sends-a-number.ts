import { serve } from './well-behaved';

serve({ atStatus: () => void process.stdout.write('42\n') });
