import { pour, serve } from './well-behaved';

pour(process.stderr, 'still looking for the SMMU\n'.repeat(4000));
serve({ atStatus: () => undefined });
