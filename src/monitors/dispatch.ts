import type { GuestEvent, Operation } from '../machine/log';
import type { Register, RegisterMap } from '../tables/registers';
import { requestNumbered } from '../tables/uapi';
import { IdleWrites } from './idle-writes';
import type { Monitor } from './monitor';
import type { Scene } from './scene';
import { GuestRegisters } from './views/guest-registers';

const NOBODY: readonly number[] = [];
const WORD_BYTES = 4;

/** Who wants to be told of an access. */
interface Sights {
  readonly read: readonly number[];
  readonly write: readonly number[];
}

/** As {@link Sights}, of a register of a physical block. */
interface RegisterSights {
  readonly always: Sights;
  /** Outside of everything: nobody who looks at accesses within a call or an interrupt alone. */
  readonly outside: Sights;
}

/** In {@link Sight}. */
const NO_REGISTER = 'no register';

/** Who wants to be told of an operation: monitors by their place in the list. */
export class Dispatch {
  readonly #bySight = new Map<string, number[]>();
  /** As {@link #bySight}, of one port: every operation of every scenario is looked up here. */
  readonly #guest: ReadonlyMap<string, readonly number[]>;
  readonly #host: ReadonlyMap<string, readonly number[]>;
  readonly #registers: ReadonlyMap<string, readonly number[]>;
  readonly #smmu: ReadonlyMap<string, readonly number[]>;
  readonly #byRequest = new Map<number, readonly number[]>();
  readonly #byRegister = new Map<Register, RegisterSights>();
  /** Of a guest's own block; of words by their offset, too, for of all accesses these are the most. */
  readonly #byGuestRegister = new Map<Register | undefined, Sights>();
  readonly #byGuestWord = new Map<number, Sights>();
  readonly #idleIn = new Map<RegisterMap, IdleWrites>();
  readonly #skipping: ReadonlySet<number>;
  readonly #within: ReadonlySet<number>;

  constructor(monitors: readonly Monitor[]) {
    this.#skipping = placesOf(monitors, ({ skipsIdleWrites }) => skipsIdleWrites === true);
    this.#within = placesOf(monitors, ({ onlyWithin }) => onlyWithin === true);
    for (const [index, { sees }] of monitors.entries()) {
      for (const sight of sees) {
        const known = this.#bySight.get(sight);
        if (known === undefined) this.#bySight.set(sight, [index]);
        else known.push(index);
      }
    }
    this.#guest = this.#ofPort('guest');
    this.#host = this.#ofPort('host');
    this.#registers = this.#ofPort('registers');
    this.#smmu = this.#ofPort('smmu');
  }

  of(operation: Operation, scene: Scene): readonly number[] {
    switch (operation.port) {
      case 'guest': {
        const { event } = operation;
        if (event.op === 'read' || event.op === 'write') return this.#ofGuestAccess(event)[event.op];
        return this.#guest.get(event.op) ?? NOBODY;
      }
      case 'host':
        return operation.event.op === 'ioctl' ? this.#ofRequest(operation.event.request) : (this.#host.get(operation.event.op) ?? NOBODY);
      case 'registers': {
        const { op } = operation.event;
        if (op === 'submit' || op === 'interrupt') return this.#registers.get(op) ?? NOBODY;
        const register = scene.registerOf(operation);
        if (register === undefined) return NOBODY;
        const { always, outside } = this.#ofRegister(register);
        return (operation.within === undefined ? outside : always)[op];
      }
      case 'smmu':
        return operation.event.queue.kind === 'smmu' ? NOBODY : (this.#smmu.get(operation.event.op) ?? NOBODY);
      case 'memory':
        return NOBODY;
    }
  }

  /** Writes of a block that nobody has to be told of; `words` is how many its Config page has. */
  idleIn(map: RegisterMap, words: number): IdleWrites {
    const known = this.#idleIn.get(map);
    if (known !== undefined) return known;
    const made = new IdleWrites(map, words, (register) =>
      this.#ofRegister(register).always.write.some((index) => !this.#skipping.has(index)),
    );
    this.#idleIn.set(map, made);
    return made;
  }

  #ofPort(port: string): ReadonlyMap<string, readonly number[]> {
    const start = `${port} `;
    return new Map(
      [...this.#bySight].flatMap(([sight, who]) => (sight.startsWith(start) ? [[sight.slice(start.length), who] as const] : [])),
    );
  }

  #ofRequest(number: number): readonly number[] {
    const known = this.#byRequest.get(number);
    if (known !== undefined) return known;
    const name = requestNumbered(number)?.name;
    const made = [
      ...(this.#host.get('ioctl *') ?? NOBODY),
      ...((name === undefined ? undefined : this.#host.get(`ioctl ${name}`)) ?? NOBODY),
    ];
    this.#byRequest.set(number, made);
    return made;
  }

  #ofGuestAccess({ offset, width }: Extract<GuestEvent, { readonly op: 'read' | 'write' }>): Sights {
    const known = width === WORD_BYTES ? this.#byGuestWord.get(offset) : undefined;
    if (known !== undefined) return known;
    const register = GuestRegisters.reached(offset, width);
    const made = this.#ofGuestRegister(register);
    if (register !== undefined && width === WORD_BYTES) this.#byGuestWord.set(offset, made);
    return made;
  }

  #ofGuestRegister(register: Register | undefined): Sights {
    const known = this.#byGuestRegister.get(register);
    if (known !== undefined) return known;
    const told = (access: 'read' | 'write') => [
      ...(this.#guest.get(access) ?? NOBODY),
      ...(this.#guest.get(`${access} ${register === undefined ? NO_REGISTER : sightOf(register)}`) ?? NOBODY),
    ];
    const made = { read: told('read'), write: told('write') };
    this.#byGuestRegister.set(register, made);
    return made;
  }

  #ofRegister(register: Register): RegisterSights {
    const known = this.#byRegister.get(register);
    if (known !== undefined) return known;
    const told = (access: 'read' | 'write') => this.#registers.get(`${access} ${sightOf(register)}`) ?? NOBODY;
    const always = { read: told('read'), write: told('write') };
    const outside = (who: readonly number[]) => who.filter((index) => !this.#within.has(index));
    const made = { always, outside: { read: outside(always.read), write: outside(always.write) } };
    this.#byRegister.set(register, made);
    return made;
  }
}

function placesOf(monitors: readonly Monitor[], isOne: (monitor: Monitor) => boolean): ReadonlySet<number> {
  return new Set([...monitors.entries()].flatMap(([index, monitor]) => (isOne(monitor) ? [index] : [])));
}

function sightOf({ definition, place }: Register): string {
  return place.kind === 'global' ? definition.name : `${place.kind === 'vintf' ? 'VINTF' : 'VCMDQ'}_${definition.name}`;
}
