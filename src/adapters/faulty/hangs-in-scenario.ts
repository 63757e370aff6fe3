import { note, serve } from './well-behaved';

// Nor does it end when its input does.
setInterval(() => undefined, 1000);
serve({ atStatus: () => note(process.pid) });
