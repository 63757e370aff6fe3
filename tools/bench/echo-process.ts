import { createInterface } from 'node:readline';

// The floor of the protocol: answers each line with an answer of the same size, and does nothing else.
createInterface({ input: process.stdin }).on('line', (line) => {
  const { id } = JSON.parse(line);
  process.stdout.write(`${JSON.stringify({ jsonrpc: '2.0', id, result: { value: '0x5' } })}\n`);
});
