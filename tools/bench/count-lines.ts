import { spawn } from 'node:child_process';
import { writeFileSync } from 'node:fs';

// Stands between the suite and an adapter, counts the lines that pass, and writes their number to a file: `count-lines FILE PROGRAM`.
const [file = '', program = ''] = process.argv.slice(2);
const NEWLINE = 0x0a;
let lines = 0;
const count = (chunk: Buffer): void => {
  for (const byte of chunk) if (byte === NEWLINE) lines += 1;
};
const child = spawn(program, { stdio: ['pipe', 'pipe', 'inherit'] });
process.stdin.on('data', (chunk: Buffer) => {
  count(chunk);
  child.stdin.write(chunk);
});
process.stdin.on('end', () => child.stdin.end());
child.stdout.on('data', (chunk: Buffer) => {
  count(chunk);
  process.stdout.write(chunk);
});
child.on('close', (code) => {
  writeFileSync(file, String(lines));
  process.exitCode = code ?? 1;
});
