import { pour, serve } from './well-behaved';

serve({ atStatus: () => pour(process.stdout, 'x'.repeat(1 << 20)) });
