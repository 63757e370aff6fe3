import type { Operation } from '../../machine/log';
import { VEVENTQ_TYPES } from '../../tables/uapi';
import type { Monitor } from '../monitor';
import { isInterrupt } from '../views/outer-operations';
import { madeBy } from '../views/user-objects';
import { recordsIn } from '../views/vevents';

const WORD_BITS = 32n;
/** 32-bit words of an error map. */
const MAP_WORDS = 4;
/** After it comes 0. */
const LAST_SEQUENCE = 2 ** 31 - 1;

/** Event fds of type TEGRA241_CMDQV, by process and number. */
class EventFiles {
  readonly #files = new Set<string>();

  see(operation: Operation): void {
    if (operation.port !== 'host') return;
    const made = madeBy(operation.event)?.object;
    if (made?.kind === 'vEVENTQ') {
      const key = `${operation.who} ${made.fd}`;
      if (made.type === VEVENTQ_TYPES.TEGRA241_CMDQV) this.#files.add(key);
      else this.#files.delete(key);
    }
    if (operation.event.op === 'close') this.#files.delete(`${operation.who} ${operation.event.fd}`);
  }

  copy(): EventFiles {
    const copy = new EventFiles();
    for (const file of this.#files) copy.#files.add(file);
    return copy;
  }

  has(who: string, fd: number): boolean {
    return this.#files.has(`${who} ${fd}`);
  }
}

/** UAPI-VEQ-18: an event is the error map that the kernel read when the interrupt came. */
export const eventsAsRead: Monitor = {
  clause: 'UAPI-VEQ-18',
  layer: 'kernel',
  sees: ['host ioctl VEVENTQ_ALLOC', 'host close', 'host fdRead', 'registers read VINTF_LVCMDQ_ERR_MAP'],
  looksAt: 'each event that a user reads: its two words were read from LVCMDQ_ERR_MAP of a user VINTF at an interrupt, and given once',
  watch: (scene, bench) => {
    const files = bench.keep(new EventFiles());
    /** Maps that interrupts read and nobody was given yet: both words, each from one read of 8 bytes or two of 4, in any order. */
    const maps = bench.keep<string[]>([]);
    const read = bench.keep(new Map<string, Map<number, bigint>>());
    return {
      begins(operation) {
        if (operation.port === 'registers' && operation.by === 'kernel' && operation.event.op === 'read') {
          const { event, who } = operation;
          const register = scene.block(who)?.reached(event);
          if (register?.place.kind !== 'vintf' || register.definition.name !== 'LVCMDQ_ERR_MAP' || register.place.vintf === 0) return;
          if (event.value === undefined || scene.around(operation, isInterrupt) === undefined) return;
          const key = `${who} ${register.place.vintf}`;
          const words = read.get(key) ?? new Map<number, bigint>();
          read.set(key, words);
          words.set(register.element, event.value & 0xffff_ffffn);
          if (event.width === 8) words.set(register.element + 1, event.value >> WORD_BITS);
          if (words.size < MAP_WORDS) return;
          read.delete(key);
          const at = (word: number) => words.get(word) ?? 0n;
          maps.push(`${at(0) | (at(1) << WORD_BITS)} ${at(2) | (at(3) << WORD_BITS)}`);
          return;
        }
        if (operation.port !== 'host') return;
        files.see(operation);
        const { event, who } = operation;
        if (event.op !== 'fdRead' || operation.given || event.bytes === undefined || !files.has(who, event.fd)) return;
        for (const { map } of recordsIn(event.bytes)) {
          if (map === undefined) continue;
          const at = maps.indexOf(map.join(' '));
          if (at >= 0) maps.splice(at, 1);
          if (at >= 0) bench.held();
          else
            bench.violated(
              operation,
              `an event tells the map ${map.map((word) => `0x${word.toString(16)}`).join(' ')}, which no interrupt read`,
            );
        }
      },
    };
  },
};

/** UAPI-VEQ-13: sequence numbers count every event. */
export const eventsCounted: Monitor = {
  clause: 'UAPI-VEQ-13',
  layer: 'kernel',
  sees: ['host ioctl VEVENTQ_ALLOC', 'host close', 'host fdRead', 'registers read VINTF_LVCMDQ_ERR_MAP'],
  needs: ['host ioctl VEVENTQ_ALLOC', 'host close', 'host fdRead'],
  looksAt:
    'each event that a user reads: its sequence number is above the one before, and below the number of error maps that interrupts had the kernel read since the vEVENTQ was made',
  watch: (scene, bench) => {
    const files = bench.keep(new EventFiles());
    const last = bench.keep(new Map<string, number>());
    /** Error maps of user VINTFs that were read at an interrupt: of all, and when each file was made. */
    const known = bench.keep({ maps: 0, counted: '' });
    const before = bench.keep(new Map<string, number>());
    return {
      begins(operation) {
        if (operation.port === 'registers') {
          const { place } = scene.registerOf(operation) ?? {};
          const interrupt = operation.by === 'kernel' ? scene.around(operation, isInterrupt) : undefined;
          if (interrupt === undefined || place?.kind !== 'vintf' || place.vintf === 0) return;
          const map = `${interrupt.n} ${place.vintf}`;
          if (map !== known.counted) known.maps += 1;
          known.counted = map;
          return;
        }
        if (operation.port !== 'host') return;
        files.see(operation);
        const { event, who } = operation;
        const made = madeBy(event)?.object;
        if (made?.kind === 'vEVENTQ') before.set(`${who} ${made.fd}`, known.maps);
        const key = 'fd' in event ? `${who} ${event.fd}` : who;
        if (event.op === 'close') last.delete(key);
        if (event.op !== 'fdRead' || operation.given || event.bytes === undefined || !files.has(who, event.fd)) return;
        const events = known.maps - (before.get(key) ?? 0);
        for (const { sequence } of recordsIn(event.bytes)) {
          const previous = last.get(key);
          last.set(key, sequence);
          if (previous !== undefined && sequence <= previous && !(sequence === 0 && previous === LAST_SEQUENCE))
            bench.violated(operation, `an event has sequence number ${sequence} after ${previous}`);
          // Without a map nobody knows whether they would be seen.
          else if (scene.whole && known.maps > 0 && sequence >= events)
            bench.violated(operation, `an event has sequence number ${sequence}, and is one of ${events}`);
          else bench.held();
        }
      },
    };
  },
};
