import { pour, serve } from './well-behaved';

const open = (process: unknown) => ({ jsonrpc: '2.0', id: 1, method: 'host.open', params: { process, path: '/dev/null' } });
serve({ atStatus: ({ params: { vm } }) => pour(process.stdout, `${JSON.stringify(open(vm))}\n`.repeat(8192)) });
