import '../../src/cli/node-guard';

import { GATES, LONG_GATES } from './gates';
import { passGates } from './pass-gates';

// `npm test`, and with `--full` what takes longer after it: `npm run test:full`.
const gates = process.argv.includes('--full') ? [...GATES, ...LONG_GATES] : GATES;

passGates(gates, (text) => console.log(text)).then(({ ok }) => {
  process.exitCode = ok ? 0 : 1;
});
