import { serve } from './well-behaved';

serve({ atStatus: () => void process.stdout.write(`${'['.repeat(1_000_000)}\n`) });
