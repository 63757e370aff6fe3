import { type Operation, vmAt } from '../../machine/log';
import { PAGE_BYTES as PAGE, type Register, SLOT_STRIDE } from '../../tables/registers';
import type { Monitor } from '../monitor';
import type { Scene } from '../scene';
import { GuestRegisters } from '../views/guest-registers';

const PAGE_BYTES = BigInt(PAGE);

type Guest = Extract<Operation, { readonly port: 'guest' }>;

/** Registers of page 0 that a guest can write. */
const WRITTEN = ['CONS_INDX', 'PROD_INDX', 'CONFIG', 'GERRORN'] as const;

/** WR-14: a trapped write to page 0 of an allocated vCMDQ reaches the host's page as it is. */
export const page0PassedOn: Monitor = {
  clause: 'WR-14',
  layer: 'device',
  sees: ['host mmap', 'host munmap', 'host store', ...WRITTEN.map((name) => `guest write VCMDQ_${name}` as const)],
  needs: ['host store', 'guest write', 'host ioctl DESTROY'],
  looksAt:
    'each store of a VMM to its VINTF page while it serves a write of its guest: slot, register, width and value; and that there is one where a hw_queue was',
  watch: (scene, bench) => {
    const pages = bench.keep<{ readonly who: string; readonly address: bigint }[]>([]);
    /** VMMs that have their page. */
    const mapped = bench.keep(new Set<string>());
    /** Writes that are served, and have to be passed on. */
    const awaited = bench.keep(new Set<number>());
    return {
      begins(operation) {
        if (operation.port === 'guest') {
          if (mapped.has(vmAt(operation.who)) && reachesQueue(scene, operation)) awaited.add(operation.n);
          return;
        }
        if (operation.port !== 'host' || operation.by !== 'device') return;
        const { event, who } = operation;
        if (event.op === 'mmap' && event.address !== undefined) {
          pages.unshift({ who, address: event.address });
          mapped.add(who);
        }
        if (event.op === 'munmap') mapped.delete(who);
        if (event.op !== 'store') return;
        const page = pages.find(
          (one) => one.who === who && event.address >= one.address && event.address < one.address + PAGE_BYTES,
        )?.address;
        const write = scene.around(operation, (outer) => outer.port === 'guest');
        // If it is to another place that is what is told.
        if (write !== undefined) awaited.delete(write.n);
        if (page === undefined || write?.port !== 'guest' || write.event.op !== 'write') return;
        const register = GuestRegisters.reached(write.event.offset, write.event.width);
        const slot = register === undefined ? undefined : page0SlotOf(register);
        // Clearing a new queue's registers is no passing on.
        if (register === undefined || slot === undefined) return;
        const wanted = page + BigInt(slot * SLOT_STRIDE + register.definition.offset);
        if (event.address === wanted && event.width === 4 && event.value === write.event.value) bench.held();
        else {
          const seen = `${event.width} bytes 0x${event.value.toString(16)} at offset 0x${(event.address - page).toString(16)}`;
          bench.violated(operation, `a write of 0x${write.event.value.toString(16)} to ${register.name} becomes a store of ${seen}`);
        }
      },
      ends(operation) {
        if (!awaited.delete(operation.n) || operation.port !== 'guest' || operation.event.op !== 'write') return;
        const { offset, value, width } = operation.event;
        const name = GuestRegisters.reached(offset, width)?.name ?? '';
        bench.violated(operation, `a write of 0x${value.toString(16)} to ${name} is not stored in the host's page`);
      },
    };
  },
};

/** Whether an access writes a register of page 0 whose vCMDQ has a hw_queue. */
function reachesQueue(scene: Scene, { event, who }: Guest): boolean {
  if (event.op !== 'write') return false;
  const register = GuestRegisters.reached(event.offset, event.width);
  const slot = register === undefined ? undefined : page0SlotOf(register);
  if (register === undefined || slot === undefined || scene.atSeveral(who)) return false;
  // The hardware's own page is there while VINTF0 is enabled (MAP-05): the VMM need not see it.
  if (register.place.kind === 'logical' && scene.guest(who).field('VINTF0_CONFIG', 'ENABLE') !== 0n) return false;
  return scene.process(vmAt(who)).queues.some(({ index }) => index === slot);
}

function page0SlotOf({ place }: Register): number | undefined {
  return (place.kind === 'direct' || place.kind === 'logical') && place.page === 0 ? place.slot : undefined;
}
