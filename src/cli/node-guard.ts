import { unsupportedNode } from '../supported-node';

// The first thing that a command loads: on an older Node much would fail later, and say less.
const problem = unsupportedNode();
if (problem !== undefined) {
  process.stderr.write(`error: ${problem}\n`);
  process.exit(3);
}
