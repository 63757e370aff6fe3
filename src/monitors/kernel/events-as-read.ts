import type { Operation } from '../../machine/log';
import { VEVENTQ_TYPES } from '../../tables/uapi';
import type { Bench, Monitor, Sight } from '../monitor';
import type { Scene } from '../scene';
import { isInterrupt } from '../views/outer-operations';
import { madeBy } from '../views/user-objects';
import { recordsIn } from '../views/vevents';

const WORD_BITS = 32n;
/** 32-bit words of an error map. */
const MAP_WORDS = 4;
/** After it comes 0. */
const LAST_SEQUENCE = 2 ** 31 - 1;

/** Where events come from whose VINTF is not known. */
const ANYWHERE = '';

/** Event fds of type TEGRA241_CMDQV, by process and number, with the VINTF whose errors they tell. */
class EventFiles {
  readonly #files: Map<string, string>;
  readonly #scene: Scene;

  constructor(scene: Scene, bench: Bench) {
    this.#files = bench.keep(new Map());
    this.#scene = scene;
  }

  /** Takes the beginning of an operation; gives the file that it makes. */
  begins(operation: Operation): { readonly key: string; readonly vintf: string } | undefined {
    if (operation.port !== 'host') return undefined;
    const { event, who } = operation;
    if (event.op === 'close') this.#files.delete(`${who} ${event.fd}`);
    const made = madeBy(event)?.object;
    if (made?.kind !== 'vEVENTQ' || event.op !== 'ioctl') return undefined;
    const key = `${who} ${made.fd}`;
    const owner = this.#scene.iommufds.onlyOne(who) === undefined ? undefined : this.#scene.ownedVintfs.of(who, event.fd, made.viommu);
    const vintf = owner === undefined ? ANYWHERE : `${owner.smmu} ${owner.vintf}`;
    if (made.type === VEVENTQ_TYPES.TEGRA241_CMDQV) this.#files.set(key, vintf);
    else this.#files.delete(key);
    return { key, vintf };
  }

  /** The VINTF that a file tells of; nothing if it is no such file. */
  vintfOf(who: string, fd: number): string | undefined {
    return this.#files.get(`${who} ${fd}`);
  }
}

/** What both judges have to be told of. */
const EVENTS: readonly Sight[] = ['host ioctl VEVENTQ_ALLOC', 'host close', 'host fdRead', 'registers read VINTF_LVCMDQ_ERR_MAP'];

/** UAPI-VEQ-18: an event is the error map that the kernel read when the interrupt came. */
export const eventsAsRead: Monitor = {
  clause: 'UAPI-VEQ-18',
  layer: 'kernel',
  sees: EVENTS,
  needs: EVENTS,
  looksAt:
    'each event that a user reads: its two words were read from LVCMDQ_ERR_MAP of the VINTF of its vIOMMU at an interrupt, and given once',
  watch: (scene, bench) => {
    const files = new EventFiles(scene, bench);
    /** Maps that interrupts read and nobody was given yet, behind their VINTF: both words, each from one read of 8 bytes or two of 4, in any order. */
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
          maps.push(`${key}: ${at(0) | (at(1) << WORD_BITS)} ${at(2) | (at(3) << WORD_BITS)}`);
          return;
        }
        files.begins(operation);
        if (operation.port !== 'host') return;
        const { event, who } = operation;
        const from = event.op === 'fdRead' ? files.vintfOf(who, event.fd) : undefined;
        if (event.op !== 'fdRead' || operation.given || event.bytes === undefined || from === undefined) return;
        for (const { map } of recordsIn(event.bytes)) {
          if (map === undefined) continue;
          const told = `: ${map.join(' ')}`;
          const at = maps.findIndex((one) => (from === ANYWHERE ? one.endsWith(told) : one === `${from}${told}`));
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
  sees: EVENTS,
  needs: ['host ioctl VEVENTQ_ALLOC', 'host close', 'host fdRead'],
  looksAt:
    'each event that a user reads: its sequence number is above the one before, and below the number of error maps of its VINTF that interrupts had the kernel read since the vEVENTQ was made',
  watch: (scene, bench) => {
    const files = new EventFiles(scene, bench);
    const last = bench.keep(new Map<string, number>());
    /** How many error maps were read at an interrupt, by user VINTF and of all; and how many had been when each file was made. */
    const maps = bench.keep(new Map<string, number>());
    const before = bench.keep(new Map<string, number>());
    const countOf = (vintf: string) => maps.get(vintf) ?? 0;
    return {
      begins(operation) {
        const made = files.begins(operation);
        if (operation.port === 'registers') {
          const { definition, element, place } = scene.registerOf(operation) ?? {};
          // Its first word, once each time, stands for all of a map.
          if (operation.by !== 'kernel' || definition?.name !== 'LVCMDQ_ERR_MAP' || element !== 0) return;
          if (place?.kind !== 'vintf' || place.vintf === 0 || scene.around(operation, isInterrupt) === undefined) return;
          for (const vintf of [ANYWHERE, `${operation.who} ${place.vintf}`]) maps.set(vintf, countOf(vintf) + 1);
          return;
        }
        if (operation.port !== 'host') return;
        const { event, who } = operation;
        if (made !== undefined) before.set(made.key, countOf(made.vintf));
        const key = 'fd' in event ? `${who} ${event.fd}` : who;
        if (event.op === 'close') last.delete(key);
        const from = event.op === 'fdRead' ? files.vintfOf(who, event.fd) : undefined;
        if (event.op !== 'fdRead' || operation.given || event.bytes === undefined || from === undefined) return;
        const events = countOf(from) - (before.get(key) ?? 0);
        for (const { sequence } of recordsIn(event.bytes)) {
          const previous = last.get(key);
          last.set(key, sequence);
          if (previous !== undefined && sequence <= previous && !(sequence === 0 && previous === LAST_SEQUENCE))
            bench.violated(operation, `an event has sequence number ${sequence} after ${previous}`);
          // Without a map nobody knows whether they would be seen.
          else if (before.has(key) && countOf(ANYWHERE) > 0 && sequence >= events)
            bench.violated(operation, `an event has sequence number ${sequence}, and is one of ${events}`);
          else bench.held();
        }
      },
    };
  },
};
