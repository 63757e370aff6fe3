import type { HostDescription, RegisterWidth } from '../../ports';
import { physicalMap, type Register, type RegisterMap } from '../../tables/registers';
import { RegisterIndex } from './register-index';

type Make<T> = (map: RegisterMap, register: Register, width: RegisterWidth) => T | undefined;

/** What a probe keeps for the physical registers of each host that scenarios run on, made once. */
export class Blocks<T> {
  readonly #make: Make<T>;
  readonly #byMap = new Map<RegisterMap, RegisterIndex<T>>();
  readonly #byHost = new WeakMap<HostDescription, ReadonlyMap<string, RegisterIndex<T>>>();

  constructor(make: Make<T>) {
    this.#make = make;
  }

  /** The blocks of a host, by name of their SMMU. */
  of(host: HostDescription): ReadonlyMap<string, RegisterIndex<T>> {
    const known = this.#byHost.get(host);
    if (known !== undefined) return known;
    const made = new Map(
      host.smmus.flatMap(({ cmdqv, name }) => (cmdqv === undefined ? [] : [[name, this.#index(physicalMap(cmdqv))] as const])),
    );
    this.#byHost.set(host, made);
    return made;
  }

  #index(map: RegisterMap): RegisterIndex<T> {
    const known = this.#byMap.get(map);
    if (known !== undefined) return known;
    const made = new RegisterIndex<T>(map, (register, width) => this.#make(map, register, width));
    this.#byMap.set(map, made);
    return made;
  }
}
