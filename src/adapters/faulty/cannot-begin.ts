import { refuse, serve } from './well-behaved';

serve({ atRequest: (request) => refuse(request, 'no /dev/kvm') });
