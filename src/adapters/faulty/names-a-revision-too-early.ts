import { serve } from './well-behaved';

serve({ handshake: { protocolVersion: 1, revisions: { device: 'qemu-11.1' } } });
