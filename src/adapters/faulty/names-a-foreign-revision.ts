import { serve } from './well-behaved';

serve({ handshake: { revisions: { kernel: 'linux-7.2' } } });
