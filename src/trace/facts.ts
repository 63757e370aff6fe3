import { errorMapOf, queuesIn } from './events';
import type { Traced } from './reading/traced';

interface Told {
  count: number;
  readonly first: number;
}

/** What a trace tells besides what clauses are about: resets, errors, refused requests. */
export class Facts {
  readonly #told = new Map<string, Told>();

  /** The next event. */
  see({ event: { name }, values }: Traced, line: number): void {
    if (name === 'tegra241_cmdqv_init_regs') this.#count('reset', line);
    else if (name === 'tegra241_cmdqv_err_map')
      for (const queue of queuesIn(errorMapOf(values))) this.#count(`error event of vCMDQ ${queue}`, line);
    else if (name === 'iommufd_backend_alloc_hw_queue' && values.result !== 0n) this.#count('refused HW_QUEUE_ALLOC', line);
    else if (name === 'iommufd_backend_free_id' && values.result !== 0n) this.#count('refused DESTROY', line);
  }

  /** A line for each. */
  get lines(): readonly string[] {
    return [...this.#told].map(([what, { count, first }]) => `${count} × ${what}, ${count === 1 ? 'in' : 'the first in'} line ${first}`);
  }

  #count(what: string, line: number): void {
    const known = this.#told.get(what);
    if (known === undefined) this.#told.set(what, { count: 1, first: line });
    else known.count += 1;
  }
}
