import { serve } from './well-behaved';

// One byte after another, as a pipe may deliver them.
const write = process.stdout.write.bind(process.stdout);
process.stdout.write = (text: string | Uint8Array) => {
  for (const byte of Buffer.from(text)) write(Buffer.from([byte]));
  return true;
};
serve();
