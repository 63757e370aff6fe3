import { serve } from './well-behaved';

// Nor does it end when its input does.
setInterval(() => undefined, 1000);
serve({ atRequest: () => undefined });
