import { serve } from './well-behaved';

serve({ handshake: { implementation: { name: ' \u200b\n', version: '' } } });
