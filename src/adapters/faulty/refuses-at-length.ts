import { refuse, serve } from './well-behaved';

serve({ atStatus: (request) => refuse(request, `\u001b[1;1H✔ Conformant\n${'x'.repeat(5_000_000)}`) });
