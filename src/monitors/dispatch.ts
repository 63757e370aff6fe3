import type { Operation } from '../machine/log';
import type { Register } from '../tables/registers';
import { requestNumbered } from '../tables/uapi';
import type { Monitor } from './monitor';

const NOBODY: readonly number[] = [];

/** Who wants to be told of an operation: monitors by their place in the list. */
export class Dispatch {
  readonly #bySight = new Map<string, number[]>();
  readonly #byRequest = new Map<number, readonly number[]>();
  readonly #reads = new Map<Register, readonly number[]>();
  readonly #writes = new Map<Register, readonly number[]>();

  constructor(monitors: readonly Monitor[]) {
    for (const [index, { sees }] of monitors.entries()) {
      for (const sight of sees) {
        const known = this.#bySight.get(sight);
        if (known === undefined) this.#bySight.set(sight, [index]);
        else known.push(index);
      }
    }
  }

  /** `register` is what an access of the register port reaches. */
  of(operation: Operation, register: Register | undefined): readonly number[] {
    switch (operation.port) {
      case 'guest':
        return this.#bySight.get(`guest ${operation.event.op}`) ?? NOBODY;
      case 'host':
        return operation.event.op === 'ioctl'
          ? this.#ofRequest(operation.event.request)
          : (this.#bySight.get(`host ${operation.event.op}`) ?? NOBODY);
      case 'registers': {
        const { op } = operation.event;
        if (op === 'submit' || op === 'interrupt') return this.#bySight.get(`registers ${op}`) ?? NOBODY;
        return register === undefined ? NOBODY : this.#ofRegister(op, register);
      }
      case 'smmu':
        return this.#bySight.get('smmu execute') ?? NOBODY;
      case 'memory':
        return NOBODY;
    }
  }

  #ofRequest(number: number): readonly number[] {
    const known = this.#byRequest.get(number);
    if (known !== undefined) return known;
    const name = requestNumbered(number)?.name;
    const made = [
      ...(this.#bySight.get('host ioctl *') ?? NOBODY),
      ...((name === undefined ? undefined : this.#bySight.get(`host ioctl ${name}`)) ?? NOBODY),
    ];
    this.#byRequest.set(number, made);
    return made;
  }

  #ofRegister(op: 'read' | 'write', register: Register): readonly number[] {
    const cache = op === 'read' ? this.#reads : this.#writes;
    const known = cache.get(register);
    if (known !== undefined) return known;
    const made = this.#bySight.get(`registers ${op} ${sightOf(register)}`) ?? NOBODY;
    cache.set(register, made);
    return made;
  }
}

function sightOf({ definition, place }: Register): string {
  return place.kind === 'global' ? definition.name : `${place.kind === 'vintf' ? 'VINTF' : 'VCMDQ'}_${definition.name}`;
}
