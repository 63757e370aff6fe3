import { serve } from './well-behaved';

serve({ atStatus: () => undefined });
