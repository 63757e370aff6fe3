import { performance } from 'node:perf_hooks';
import type { Gate, GateResult } from './gate';

/** What all gates came to together. */
export interface GatesResult {
  readonly ok: boolean;
  readonly passed: number;
  readonly failed: number;
}

/** Passes the gates one after another, and prints a line for each, what a failing one printed, and the sum. */
export async function passGates(gates: readonly Gate[], print: (text: string) => void): Promise<GatesResult> {
  const width = Math.max(...gates.map((gate) => gate.name.length));
  let passed = 0;
  let failed = 0;
  let stopped: string | undefined;
  for (const gate of gates) {
    const name = gate.name.padEnd(width);
    if (stopped !== undefined) {
      print(`–  ${name}            not run, because ${stopped} failed`);
      continue;
    }
    const began = performance.now();
    const result = await attempt(gate);
    const seconds = `${((performance.now() - began) / 1000).toFixed(1)} s`.padStart(8);
    print(`${result.ok ? '✔' : '✘'}  ${name}  ${seconds}  ${result.note}`.trimEnd());
    passed += result.passed;
    // A gate that failed counts, also where no single one of its tests did.
    failed += result.ok ? result.failed : Math.max(1, result.failed);
    if (result.ok) continue;
    print(`\n${indented(result.output.trim())}\n`);
    if (gate.vital) stopped = gate.name;
  }
  print(`${passed} passed, ${failed} failed`);
  return { ok: failed === 0, passed, failed };
}

/** Tells what tools printed from the gates' own lines. */
function indented(text: string): string {
  return text.replaceAll(/^(?=.)/gm, '    ');
}

async function attempt(gate: Gate): Promise<GateResult> {
  try {
    return await gate.pass();
  } catch (error) {
    const output = error instanceof Error ? (error.stack ?? error.message) : String(error);
    return { ok: false, passed: 0, failed: 0, note: 'could not run', output };
  }
}
