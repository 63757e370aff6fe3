import { isObject } from '../../src/is-object';
import type { Finding } from './finding';

/** What a check came to. */
export interface CheckResult {
  /** What was demanded. */
  readonly name: string;
  /** Empty if the demand is met. */
  readonly findings: readonly Finding[];
}

/** Whether a value is what `--json` prints. */
export function isCheckResults(value: unknown): value is CheckResult[] {
  return (
    Array.isArray(value) && value.every((result) => isObject(result) && typeof result.name === 'string' && Array.isArray(result.findings))
  );
}
