import { readFileSync } from 'node:fs';
import { note, serve } from './well-behaved';

const [file = ''] = process.argv.slice(2);
const first = readFileSync(file, 'utf8') === '';
if (!first) {
  note(process.pid);
  process.stderr.write('the lock is still held\n');
  process.exit(1);
}
serve({ atStatus: () => process.exit(1) });
