import { type Operation, vmAt } from '../../machine/log';
import { PAGE_BYTES as PAGE, SLOT_STRIDE } from '../../tables/registers';
import type { Monitor } from '../monitor';
import { GuestRegisters } from '../views/guest-registers';
import { isGuest } from '../views/outer-operations';

const PAGE_BYTES = BigInt(PAGE);

/** A load that gave something else than the guest got. */
interface Differing {
  readonly load: Operation;
  /** The guest's read that it was for. */
  readonly read: number;
  readonly words: string;
}

/** RD-01: a trapped read of page 0 of an allocated vCMDQ gives what the host's page holds. */
export const readFromPage: Monitor = {
  clause: 'RD-01',
  layer: 'device',
  sees: ['host mmap', 'host load'],
  needs: ['host load', 'guest read', 'host ioctl HW_QUEUE_ALLOC'],
  looksAt:
    'each load of a VMM from its VINTF page while it serves a read of that register by its guest, of a vCMDQ with a hw_queue: the guest gets what it gave',
  watch: (scene, bench) => {
    const pages = bench.keep<{ readonly who: string; readonly address: bigint }[]>([]);
    /** By VMM: it may load once more for the same read. */
    const differing = bench.keep(new Map<string, Differing>());
    const told = (who: string, { load, words }: Differing) => {
      differing.delete(who);
      bench.violated(load, words);
    };
    return {
      rests() {
        for (const [who, last] of differing) told(who, last);
      },
      begins(operation) {
        if (operation.port !== 'host' || operation.by !== 'device') return;
        const { event, who } = operation;
        if (event.op === 'mmap' && event.address !== undefined) pages.unshift({ who, address: event.address });
        if (event.op !== 'load' || event.value === undefined) return;
        const read = scene.around(operation, isGuest);
        const before = differing.get(who);
        if (before !== undefined && before.read !== read?.n) told(who, before);
        if (read?.port !== 'guest' || read.event.op !== 'read' || read.event.value === undefined) return;
        const register = GuestRegisters.reached(read.event.offset, read.event.width);
        const place = register?.place;
        if (register === undefined || (place?.kind !== 'direct' && place?.kind !== 'logical') || place.page !== 0) return;
        const { slot } = place;
        if (scene.atSeveral(read.who) || !scene.process(vmAt(read.who)).queues.some(({ index }) => index === slot)) return;
        const page = pages.find((one) => one.who === who && event.address >= one.address && event.address < one.address + PAGE_BYTES);
        const wanted = BigInt(slot * SLOT_STRIDE + register.definition.offset);
        if (page === undefined || event.address - page.address !== wanted || event.width !== read.event.width) return;
        if (event.value === read.event.value) {
          differing.delete(who);
          bench.held();
        } else {
          const [got, held] = [read.event.value, event.value].map((value) => `0x${value.toString(16)}`);
          differing.set(who, {
            load: operation,
            read: read.n,
            words: `the guest reads ${got} from ${register.name}; the host's page holds ${held}`,
          });
        }
      },
    };
  },
};
