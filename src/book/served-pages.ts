import { causeOf, type Slot, VmState } from '../evidence/coverage/vm-state';
import { DIRECT_PAGE0, GUEST_MAP, PAGE_BYTES, VINTF_PAGE0 } from '../tables/registers';
import type { RecordedScenario } from './recording';

/** What a vCMDQ has got to. */
export const STAGES = ['VINTF0 disabled', 'VINTF0 enabled, no queue', 'queue allocated'] as const;

/** See {@link STAGES}. */
export type Stage = (typeof STAGES)[number];

/** Who answers an access: the device by itself, the device from the page of the hardware that it has mapped, or that page with no trap. */
export type Served = 'device' | 'hostPage' | 'window';

/** Who was seen to answer reads of each page of the guest's region, by what the vCMDQ had got to. */
export class ServedPages {
  readonly #seen = new Map<string, Map<Served, number>>();

  /** The next scenario. */
  see({ operations }: RecordedScenario): void {
    const vms = new Map<string, VmState>();
    const causes = new Map<number, string>();
    const loads = new Set(operations.flatMap(({ event, port, within }) => (port === 'host' && event.op === 'load' ? (within ?? []) : [])));
    for (const { event, n, phase, port, who, within } of operations) {
      const vm = vms.get(who) ?? new VmState(() => undefined);
      vms.set(who, vm);
      if (port === 'host' && event.op === 'ioctl') vm.call(event, causes.get(within ?? -1) ?? '');
      if (port !== 'guest') continue;
      const cause = causeOf(event);
      if (cause !== undefined) causes.set(n, cause);
      if (event.op === 'reset') vm.reset();
      if (event.op !== 'read' && event.op !== 'write') continue;
      const register = GUEST_MAP.at(event.offset, event.width);
      if (register === undefined || register.size !== event.width) continue;
      if (event.op === 'write') {
        if (register.definition.access === 'RW') vm.write(register, event.value);
        continue;
      }
      const page = event.offset - (event.offset % PAGE_BYTES);
      // What a scenario looks at in the end it reads all at once, so that the log does not tell which load belongs to which read.
      if (phase === 'observe' && (page === DIRECT_PAGE0 || page === VINTF_PAGE0)) continue;
      const slot: Slot = 'slot' in register.place && register.place.slot === 1 ? 1 : 0;
      this.#count(page, stageOf(vm, slot), !loads.has(n) ? 'device' : page === VINTF_PAGE0 && vm.windowMapped ? 'window' : 'hostPage');
    }
  }

  /** Who was seen to answer most often; nobody where nothing was read. */
  by(page: number, stage: Stage): Served | undefined {
    const counts = [...(this.#seen.get(keyOf(page, stage)) ?? [])];
    return counts.sort(([, a], [, b]) => b - a)[0]?.[0];
  }

  #count(page: number, stage: Stage, served: Served): void {
    const key = keyOf(page, stage);
    const counts = this.#seen.get(key) ?? new Map<Served, number>();
    counts.set(served, (counts.get(served) ?? 0) + 1);
    this.#seen.set(key, counts);
  }
}

function stageOf(vm: VmState, slot: Slot): Stage {
  if (vm.backing(slot) === 'hardware') return 'queue allocated';
  return vm.windowMapped ? 'VINTF0 enabled, no queue' : 'VINTF0 disabled';
}

function keyOf(page: number, stage: Stage): string {
  return `${page} ${stage}`;
}
