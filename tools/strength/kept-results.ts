import { appendFileSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import type { Alternative } from '../../alternatives/alternative';
import type { Fault } from '../../faults/fault';
import type { AlternativeResult, FaultResult } from '../../src/self-test/self-test';

/** What came of a variant. */
export type Result = FaultResult | AlternativeResult;

/** Results as they are kept, with the ID of the variant in its place. */
type KeptFault = Omit<FaultResult, 'fault'> & { readonly fault: string };
type KeptAlternative = Omit<AlternativeResult, 'alternative'> & { readonly alternative: string };

/** Results as they come, a line each behind one that says of which sources: a run that is interrupted loses none of them. */
export class KeptResults {
  readonly #file: string;
  readonly #faults = new Map<string, KeptFault>();
  readonly #alternatives = new Map<string, KeptAlternative>();

  /** What is there of other sources is forgotten, and all of it where a run is to begin `afresh`. */
  constructor(file: string, sources: string, afresh: boolean) {
    this.#file = file;
    const [of, ...lines] = existsSync(file) && !afresh ? readFileSync(file, 'utf8').split('\n') : [];
    const known = of === sources ? lines.flatMap(resultIn) : [];
    for (const result of known) this.#take(result);
    // Written anew, so that a line that was cut is not gone on with.
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, [sources, ...known.map((result) => JSON.stringify(result)), ''].join('\n'));
  }

  get size(): number {
    return this.#faults.size + this.#alternatives.size;
  }

  /** Whether a variant was tried. */
  has(id: string): boolean {
    return this.#faults.has(id) || this.#alternatives.has(id);
  }

  add(result: Result): void {
    const kept = 'fault' in result ? { ...result, fault: result.fault.id } : { ...result, alternative: result.alternative.id };
    this.#take(kept);
    appendFileSync(this.#file, `${JSON.stringify(kept)}\n`);
  }

  /** What came of those that were tried, in their order. */
  of(faults: readonly Fault[], alternatives: readonly Alternative[]) {
    return {
      faults: faults.flatMap((fault): readonly FaultResult[] => {
        const kept = this.#faults.get(fault.id);
        return kept === undefined ? [] : [{ ...kept, fault }];
      }),
      alternatives: alternatives.flatMap((alternative): readonly AlternativeResult[] => {
        const kept = this.#alternatives.get(alternative.id);
        return kept === undefined ? [] : [{ ...kept, alternative }];
      }),
    };
  }

  /** All is told: the next run begins afresh. */
  forget(): void {
    rmSync(this.#file, { force: true });
  }

  #take(result: KeptFault | KeptAlternative): void {
    if ('fault' in result) this.#faults.set(result.fault, result);
    else this.#alternatives.set(result.alternative, result);
  }
}

/** The last line may have been cut. */
function resultIn(line: string): readonly (KeptFault | KeptAlternative)[] {
  try {
    return [JSON.parse(line) as KeptFault | KeptAlternative];
  } catch {
    return [];
  }
}
