import { refuse, serve } from './well-behaved';

serve({ atStatus: (request) => refuse(request, 'QEMU: -EIO') });
