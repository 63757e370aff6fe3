import { PAGE_BYTES as PAGE, type Register, SLOT_STRIDE } from '../../tables/registers';
import type { Monitor } from '../monitor';
import { GuestRegisters } from '../views/guest-registers';

const PAGE_BYTES = BigInt(PAGE);

/** WR-14: a trapped write to page 0 of an allocated vCMDQ reaches the host's page as it is. */
export const page0PassedOn: Monitor = {
  clause: 'WR-14',
  layer: 'device',
  sees: ['host mmap', 'host store'],
  needs: ['host store', 'guest write'],
  looksAt: 'each store of a VMM to its VINTF page while it serves a write of its guest: slot, register, width and value',
  watch: (scene, bench) => {
    const pages = bench.keep<{ readonly who: string; readonly address: bigint }[]>([]);
    return {
      begins(operation) {
        if (operation.port !== 'host' || operation.by !== 'device') return;
        const { event, who } = operation;
        if (event.op === 'mmap' && event.address !== undefined) pages.unshift({ who, address: event.address });
        if (event.op !== 'store') return;
        const page = pages.find(
          (one) => one.who === who && event.address >= one.address && event.address < one.address + PAGE_BYTES,
        )?.address;
        const write = scene.around(operation, (outer) => outer.port === 'guest');
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
    };
  },
};

function page0SlotOf({ place }: Register): number | undefined {
  return (place.kind === 'direct' || place.kind === 'logical') && place.page === 0 ? place.slot : undefined;
}
