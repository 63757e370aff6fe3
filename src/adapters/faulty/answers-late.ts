import { serve } from './well-behaved';

serve({ atStatus: (_request, answer) => void setTimeout(answer, 1000) });
