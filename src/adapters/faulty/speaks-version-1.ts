import { serve } from './well-behaved';

serve({ handshake: { protocolVersion: 1 } });
