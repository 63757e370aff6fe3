import { spawn } from 'node:child_process';
import { note, serve } from './well-behaved';

// It holds the adapter's output open and outlives it.
const child = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)'], { stdio: ['ignore', 'inherit', 'inherit'] });
note(child.pid);
serve({ atStatus: () => process.exit(0) });
