import type { Operation } from '../../machine/log';
import { GUEST_MAP, type Register, VCMDQ_PAGE0_REGISTERS } from '../../tables/registers';
import { Coverpoint, type Probe } from './coverpoint';
import { causeOf, edge, SLOTS, type Slot, STATES, VmState } from './vm-state';

const DIRECTIONS = ['read', 'write'] as const;
const APERTURES = ['direct', 'logical'] as const;
const BACKINGS = ['cache', 'cache after a refusal', 'hardware'] as const;

/** Writes that may allocate or free a queue, by what they are to do. */
const TRIGGERS = [
  ...['CMDQV_CONFIG', 'VINTF CONFIG', 'CMDQ_ALLOC_MAP'].flatMap((name) => [`${name} bit 0`, `${name} bit 1`]),
  ...['BASE', 'BASE_L', 'BASE_H'].flatMap((name) => [`${name} zero`, `${name} other`]),
  'reset',
];

const CAUSES = ['CMDQV_CONFIG', 'VINTF CONFIG', 'CMDQ_ALLOC_MAP', 'BASE', 'reset', 'unplug', 'shutDown'];

/** What the guest does in which state of its vCMDQs, and how they get from one state to another. */
export class GuestStates implements Probe {
  readonly ports = ['guest', 'host'] as const;
  readonly points: readonly Coverpoint[];
  readonly #triggers = new Coverpoint(
    'guest',
    'guest-triggers',
    'Writes that can allocate or free a queue, by state of the vCMDQ',
    SLOTS.flatMap((slot) => TRIGGERS.flatMap((trigger) => STATES.map((state) => triggered(slot, trigger, state)))),
  );
  readonly #page0 = new Coverpoint(
    'guest',
    'guest-page0',
    'Accesses to page 0 of a vCMDQ, by aperture and state',
    SLOTS.flatMap((slot) =>
      APERTURES.flatMap((aperture) =>
        VCMDQ_PAGE0_REGISTERS.flatMap(({ name }) =>
          DIRECTIONS.flatMap((direction) => STATES.map((state) => accessed(slot, aperture, name, direction, state))),
        ),
      ),
    ),
  );
  readonly #enables = new Coverpoint(
    'guest',
    'guest-cmdq-enable',
    'CMDQ_EN written, by aperture, VINTF and what page 0 is',
    SLOTS.flatMap((slot) =>
      APERTURES.flatMap((aperture) =>
        [false, true].flatMap((mapped) =>
          BACKINGS.flatMap((backing) => [0, 1].map((value) => enabling(slot, aperture, mapped, backing, value))),
        ),
      ),
    ),
  );
  readonly #transitions = new Coverpoint(
    'host',
    'guest-transitions',
    'Changes of state of a vCMDQ, by cause',
    SLOTS.flatMap((slot) => transitions().map((name) => `${name} (vCMDQ ${slot})`)),
  );
  readonly #vms = new Map<string, VmState>();
  readonly #causes = new Map<number, string>();
  /** Position of an access in the first state, by direction, offset and width. */
  readonly #firsts = new Map<number, number>();

  constructor() {
    this.points = [this.#triggers, this.#page0, this.#enables, this.#transitions];
  }

  begin(): void {
    this.#vms.clear();
    this.#causes.clear();
  }

  see(operation: Operation): void {
    if (operation.port === 'guest') this.#seeGuest(operation);
    else if (operation.port === 'host') this.#seeHost(operation);
  }

  #seeGuest({ event, n, who }: Operation & { readonly port: 'guest' }): void {
    const cause = causeOf(event);
    if (cause !== undefined) this.#causes.set(n, cause);
    const vm = this.#vm(who);
    if (event.op === 'reset') {
      for (const slot of SLOTS) this.#triggers.hit(triggered(slot, 'reset', stateOf(vm, slot)));
      vm.reset();
    } else if (event.op === 'read' || event.op === 'write') {
      const register = GUEST_MAP.at(event.offset, event.width);
      if (register === undefined || register.size !== event.width) return;
      this.#access(vm, register, event.op, event.value ?? 0n);
      if (event.op === 'write' && register.definition.access === 'RW') vm.write(register, event.value);
    }
  }

  #access(vm: VmState, register: Register, direction: 'read' | 'write', value: bigint): void {
    const { definition, place } = register;
    if ((place.kind === 'direct' || place.kind === 'logical') && place.page === 0) {
      const slot = place.slot === 0 ? 0 : 1;
      this.#page0.hitAt(this.#first(register, slot, place.kind, direction) + vm.of(slot));
      if (direction === 'write' && definition.name === 'CONFIG')
        this.#enables.hit(enabling(slot, place.kind, vm.windowMapped, vm.backing(slot), Number(value & 1n)));
    } else if (direction === 'write') {
      const trigger = triggerOf(register, value);
      if (trigger === undefined) return;
      const own = 'slot' in place ? [place.slot] : definition.name === 'CMDQ_ALLOC_MAP' ? [register.element] : SLOTS;
      for (const slot of SLOTS) if (own.includes(slot)) this.#triggers.hit(triggered(slot, trigger, stateOf(vm, slot)));
    }
  }

  /** Bins of an access stand together, in the order of {@link STATES}. */
  #first({ definition, offset }: Register, slot: Slot, aperture: 'direct' | 'logical', direction: 'read' | 'write'): number {
    const key = direction === 'read' ? offset : -offset;
    const known = this.#firsts.get(key);
    if (known !== undefined) return known;
    const found = this.#page0.position(accessed(slot, aperture, definition.name, direction, STATES[0] ?? ''));
    this.#firsts.set(key, found);
    return found;
  }

  #seeHost({ event, who, within }: Operation & { readonly port: 'host' }): void {
    if (event.op !== 'ioctl') return;
    this.#vms.get(who)?.call(event, this.#causes.get(within ?? -1) ?? 'something else');
  }

  #vm(name: string): VmState {
    const known = this.#vms.get(name);
    if (known !== undefined) return known;
    const made = new VmState((slot, what) => this.#transitions.hit(`${what} (vCMDQ ${slot})`));
    this.#vms.set(name, made);
    return made;
  }
}

function stateOf(vm: VmState, slot: Slot): string {
  return STATES[vm.of(slot)] ?? '';
}

function triggerOf({ definition, half, place }: Register, value: bigint): string | undefined {
  if (place.kind === 'global' || place.kind === 'vintf') {
    const name = place.kind === 'vintf' ? `VINTF ${definition.name}` : definition.name;
    return CAUSES.includes(name) ? `${name} bit ${value & 1n}` : undefined;
  }
  if (definition.name !== 'BASE') return undefined;
  return `BASE${half === 'whole' ? '' : half === 'low' ? '_L' : '_H'} ${value === 0n ? 'zero' : 'other'}`;
}

function triggered(slot: Slot, trigger: string, state: string): string {
  return `${trigger} in ${state} (vCMDQ ${slot})`;
}

function accessed(slot: Slot, aperture: string, name: string, direction: string, state: string): string {
  return `${direction} ${aperture} ${name} in ${state} (vCMDQ ${slot})`;
}

function enabling(slot: Slot, aperture: string, mapped: boolean, backing: string, value: number): string {
  return `CMDQ_EN=${value} to ${aperture === 'direct' ? 'direct' : mapped ? 'window' : 'trapped VINTF'} page, ${mapped ? 'ENABLE' : 'no ENABLE'}, ${backing} (vCMDQ ${slot})`;
}

function transitions(): readonly string[] {
  const both = (condition: 'E' | 'V' | 'A' | 'B', cause: string) => [false, true].map((value) => edge(condition, value, cause));
  return [
    ...both('E', 'CMDQV_CONFIG'),
    ...both('V', 'VINTF CONFIG'),
    ...both('A', 'CMDQ_ALLOC_MAP'),
    ...both('B', 'BASE'),
    edge('E', true, 'reset'),
    ...(['V', 'A', 'B'] as const).map((condition) => edge(condition, false, 'reset')),
    ...CAUSES.map((cause) => `allocated by ${cause}`),
    ...CAUSES.map((cause) => `freed by ${cause}`),
    ...CAUSES.map((cause) => `refused on ${cause}`),
    ...['allocation', 'reset'].map((cause) => `refusal cleared by ${cause}`),
  ];
}
