import { serve } from './well-behaved';

serve({ handshake: { layers: ['device', 'hardware'] } });
