import type { Operation } from '../machine/log';
import type { Register, RegisterMap } from '../tables/registers';
import { requestNumbered } from '../tables/uapi';
import { IdleWrites } from './idle-writes';
import type { Monitor } from './monitor';
import type { Scene } from './scene';

const NOBODY: readonly number[] = [];

/** Who wants to be told of an access of a register. */
interface RegisterSights {
  readonly read: readonly number[];
  readonly write: readonly number[];
}

/** Who wants to be told of an operation: monitors by their place in the list. */
export class Dispatch {
  readonly #bySight = new Map<string, number[]>();
  readonly #byRequest = new Map<number, readonly number[]>();
  readonly #byRegister = new Map<Register, RegisterSights>();
  readonly #idleIn = new Map<RegisterMap, IdleWrites>();
  readonly #skipping: ReadonlySet<number>;

  constructor(monitors: readonly Monitor[]) {
    this.#skipping = new Set(monitors.flatMap(({ skipsIdleWrites }, index) => (skipsIdleWrites === true ? [index] : [])));
    for (const [index, { sees }] of monitors.entries()) {
      for (const sight of sees) {
        const known = this.#bySight.get(sight);
        if (known === undefined) this.#bySight.set(sight, [index]);
        else known.push(index);
      }
    }
  }

  of(operation: Operation, scene: Scene): readonly number[] {
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
        const register = scene.registerOf(operation);
        return register === undefined ? NOBODY : this.#ofRegister(register)[op];
      }
      case 'smmu':
        return this.#bySight.get('smmu execute') ?? NOBODY;
      case 'memory':
        return NOBODY;
    }
  }

  /** Writes of a block that nobody has to be told of; `words` is how many its Config page has. */
  idleIn(map: RegisterMap, words: number): IdleWrites {
    const known = this.#idleIn.get(map);
    if (known !== undefined) return known;
    const made = new IdleWrites(map, words, (register) => this.#ofRegister(register).write.some((index) => !this.#skipping.has(index)));
    this.#idleIn.set(map, made);
    return made;
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

  #ofRegister(register: Register): RegisterSights {
    const known = this.#byRegister.get(register);
    if (known !== undefined) return known;
    const told = (access: 'read' | 'write') => this.#bySight.get(`registers ${access} ${sightOf(register)}`) ?? NOBODY;
    const made = { read: told('read'), write: told('write') };
    this.#byRegister.set(register, made);
    return made;
  }
}

function sightOf({ definition, place }: Register): string {
  return place.kind === 'global' ? definition.name : `${place.kind === 'vintf' ? 'VINTF' : 'VCMDQ'}_${definition.name}`;
}
