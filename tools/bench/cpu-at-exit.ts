import { writeFileSync } from 'node:fs';

/** Names the file for a process's own processor time. */
export const CPU_FILE = 'CMDQV_BENCH_CPU_FILE';

// Loaded before a program that is measured: Node does not tell what its children took.
const file = process.env[CPU_FILE];
if (file !== undefined) process.on('exit', () => writeFileSync(file, JSON.stringify(process.cpuUsage())));
