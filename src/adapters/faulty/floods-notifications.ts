import { pour, serve } from './well-behaved';

const params = (vm: unknown) => ({ jsonrpc: '2.0', method: 'guest.interrupt', params: { vm } });
serve({ atStatus: ({ params: { vm } }) => pour(process.stdout, `${JSON.stringify(params(vm))}\n`.repeat(512)) });
