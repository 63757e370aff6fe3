import type { Traced } from './reading/traced';

/** Numbers that threads of one process lie apart at most: they are made one soon after the other. */
const REACH = 4096;

/** What the main thread of QEMU alone tells. */
const MAIN = new Set([
  'iommufd_backend_connect',
  'iommufd_backend_alloc_ioas',
  'iommufd_backend_alloc_viommu',
  'tegra241_cmdqv_init_regs',
  'tegra241_cmdqv_err_map',
]);

/** What a guest does, and so one of the threads that run its processors. */
const GUEST = /^(?:tegra241_cmdqv_(?:read|write)_|smmuv3_(?:read|write)_mmio$|smmuv3_cmdq_)/;

/** Numbers that are told apart; no log of few machines has more. */
const MOST = 4096;

interface Member {
  main: boolean;
  guest: boolean;
}

/** Threads that are taken for one process. */
export interface ThreadGroup {
  /** The first of them. */
  readonly name: string;
  /** Why they may be several processes after all. */
  readonly doubt: string | undefined;
}

interface Group {
  readonly name: string;
  doubt: string | undefined;
  main: number | undefined;
  readonly members: Map<number, Member>;
}

const DOUBT = 'its lines have several numbers, and do not tell whether these are threads of one process or processes';

/**
 * Puts the numbers that QEMU's lines have into processes. They are those of threads: the main one makes objects and resets, others
 * run the guest. Logs that were put together by hand have one number for each machine instead: it does both.
 */
export class Threads {
  readonly #groups: Group[] = [];
  #known = 0;

  /** The process of a thread that tells something. */
  of(thread: number, told: Pick<Traced, 'event'> | undefined): ThreadGroup {
    const name = told?.event.name ?? '';
    const [first] = this.#groups;
    if (first !== undefined && this.#known >= MOST) return { name: first.name, doubt: DOUBT };
    const group = this.#groups.find(({ members }) => members.has(thread)) ?? this.#join(thread, MAIN.has(name));
    const known = group.members.get(thread);
    const member = known ?? { main: false, guest: false };
    if (known === undefined) this.#known += 1;
    group.members.set(thread, member);
    if (MAIN.has(name)) {
      member.main = true;
      group.main ??= thread;
    } else if (GUEST.test(name)) member.guest = true;
    if (member.main && member.guest && group.members.size > 1) group.doubt = DOUBT;
    return group;
  }

  /** Why a number of which no main thread was told may be a late thread of a process that is far away. */
  get doubt(): string | undefined {
    return this.#groups.length > 1 && this.#groups.some(({ main }) => main === undefined) ? DOUBT : undefined;
  }

  #join(thread: number, main: boolean): Group {
    // A number that does everything is a process.
    const found = this.#groups.some(({ members }) => [...members.values()].some((one) => one.main && one.guest))
      ? undefined
      : main
        ? this.#nearest(thread, ({ main: other, members }) => other === undefined && [...members.keys()].every((one) => one > thread))
        : (this.#nearest(thread, ({ main: other }) => other !== undefined && other < thread) ??
          this.#nearest(thread, ({ main: other }) => other === undefined));
    if (found !== undefined) {
      if (found.main === undefined && !main) found.doubt = DOUBT;
      return found;
    }
    const made: Group = { name: String(thread), doubt: undefined, main: undefined, members: new Map() };
    this.#groups.push(made);
    return made;
  }

  #nearest(thread: number, can: (group: Group) => boolean): Group | undefined {
    const away = (group: Group) => Math.min(...[...group.members.keys()].map((one) => Math.abs(one - thread)));
    return this.#groups.filter((group) => can(group) && away(group) <= REACH).sort((one, other) => away(one) - away(other))[0];
  }
}
