import type { Judge, Sight } from '../monitors';
import { plainLine } from '../plain-text';
import type { HostDescription } from '../ports';
import { type Family, TRACE_EVENTS } from './events';
import { Facts } from './facts';
import { asFarAsShown, type CheckedLog, LogCheck } from './log-check';
import { gapIn } from './reading/gaps';
import { timeIn } from './reading/origin';
import type { Damaged, Traced } from './reading/traced';
import { RebuiltVm } from './rebuilding/rebuilt-vm';
import { RecentOperations } from './rebuilding/recent-operations';
import { Threads } from './threads';

/** QEMU has no registers of the host: nothing that is behind the kernel. */
const HOST: HostDescription = { pageSize: 4096n, smmus: [], devices: [] };

/** Every process in a trace is a VMM of its own; of more than these no file is. */
const PROCESSES = 64;

/** Damages that are told; there may be more. */
const DAMAGES = 5;
/** Characters of a line that is told in them. */
const WIDTH = 120;

/** What a file is filled with that was cut off by a crash, where its end was not written out. */
const NUL = '\0';
const UNWRITTEN = 'bytes that are 0, in place of what was not written out';

/** The VM of a process, as operations call it. */
const VM = 'VM';

/** What QEMU says of a refused request beside its trace, in the same file where both go there. */
const SAID = /Failed to free id: \d+|IOMMU_HW_QUEUE_ALLOC failed/;

/** Clocks of machines that write into one log may differ by so many milliseconds. */
const JITTER = 1000;

/** What one process of a trace came to. */
export interface JudgedLog extends CheckedLog {
  /** Of several in a file: which. */
  readonly process: string;
  /** What the log can show. */
  readonly shown: ReadonlySet<Sight>;
  /** Events that it has, by what they are about. */
  readonly events: Readonly<Record<Family, number>>;
  /** Why it does not show more. */
  readonly remarks: readonly string[];
  /** What else it tells, for people. */
  readonly facts: readonly string[];
}

interface Vm {
  readonly check: LogCheck;
  readonly rebuilt: RebuiltVm;
  readonly events: Record<Family, number>;
  /** Events that it has, by name. */
  readonly names: Set<string>;
  readonly remarks: string[];
  readonly facts: Facts;
  blurred: boolean;
  /** Why nothing can be said of it at all. */
  mixed: string | undefined;
  /** Those that its lines are numbered by. */
  threads: Threads | undefined;
}

/** Judges what events tell, each process by itself. */
export class TracedLogs {
  readonly #judge: Judge;
  readonly #vms = new Map<string, Vm>();
  readonly #damages: string[] = [];
  /** Threads, by the machine that their lines name. */
  readonly #threads = new Map<string, Threads>();
  #damaged = 0;
  #left = false;
  #time: string | undefined;

  constructor(judge: Judge) {
    this.#judge = judge;
  }

  /** An event was read, or what is left of one. */
  take(read: Traced | Damaged, { number, text }: { readonly number: number; readonly text: string }): void {
    this.#backwards(number, text);
    const vm = this.#vmOf(read);
    if (vm === undefined) return;
    if ('damage' in read) {
      this.#lose([vm], number, `${read.damage}: ${plainLine(text, WIDTH)}`);
      return;
    }
    if (text.includes(NUL)) this.#lose([vm], number, UNWRITTEN);
    const { event } = read;
    vm.events[event.family] += 1;
    vm.names.add(event.name);
    vm.facts.see(read, number);
    const result = read.values.result;
    const notable = NOTABLE.has(event.name) || (typeof result === 'bigint' && result !== 0n && event.family === 'iommufd');
    vm.check.context.see({ number, text }, notable);
    if (!vm.rebuilt.take(read, number))
      this.#lose([vm], number, `${event.name} with values that it cannot have: ${plainLine(text, WIDTH)}`);
  }

  /** A line that is no event. */
  other({ number, text }: { readonly number: number; readonly text: string }): void {
    // Before the first event nothing is known that could be lost.
    if (text.includes(NUL)) {
      if (this.#vms.size > 0) this.lost(number, UNWRITTEN);
      return;
    }
    const gap = this.#vms.size > 0 ? gapIn(text) : undefined;
    if (gap !== undefined) this.lost(number, `${gap}: ${plainLine(text, WIDTH)}`);
    const [only] = this.#vms.values();
    if (only !== undefined && this.#vms.size === 1 && SAID.test(text)) only.check.context.see({ number, text }, true);
  }

  /** Something is missing, of whichever process. */
  lost(number: number, words: string): void {
    this.#lose([...this.#vms.values()], number, words);
  }

  /** The file is over. */
  end(): { readonly logs: readonly JudgedLog[]; readonly damages: readonly string[] } {
    const logs = [...this.#vms].map(([process, { blurred, check, events, facts, mixed: found, names, rebuilt, remarks, threads }]) => {
      rebuilt.end();
      const mixed = found ?? threads?.doubt;
      if (mixed !== undefined) remarks.push(mixed);
      const shown = mixed === undefined ? shownBy(events, { blurred, names }) : new Set<Sight>();
      return { ...asFarAsShown(check.end(), shown), process, events, remarks, shown, facts: facts.lines };
    });
    const more = this.#damaged - this.#damages.length;
    const told = more > 0 ? [...this.#damages, `and ${more} more such places`] : this.#damages;
    return { logs, damages: this.#left ? [...told, `events of more than ${PROCESSES} processes: the others are left out`] : told };
  }

  /** Time goes backwards where a log begins anew, or another is behind it: what was known is of before. */
  #backwards(number: number, text: string): void {
    const time = timeIn(text);
    if (time === undefined) return;
    const before = this.#time;
    this.#time = time;
    if (before === undefined || time >= before || Date.parse(before) - Date.parse(time) <= JITTER) return;
    this.lost(number, 'time goes backwards here');
  }

  #vmOf(read: Traced | Damaged): Vm | undefined {
    const { process, thread } = read;
    if (thread === undefined) return this.#vm(process);
    const threads = this.#threads.get(process) ?? new Threads();
    if (this.#threads.size < PROCESSES) this.#threads.set(process, threads);
    const { doubt, name } = threads.of(thread, 'event' in read ? read : undefined);
    const vm = this.#vm(process === '' ? name : `${process} ${name}`);
    if (vm !== undefined) {
      vm.mixed ??= doubt;
      vm.threads = threads;
    }
    return vm;
  }

  #vm(process: string): Vm | undefined {
    const known = this.#vms.get(process);
    if (known !== undefined) return known;
    if (this.#vms.size >= PROCESSES) {
      this.#left = true;
      return undefined;
    }
    const recent = new RecentOperations();
    // Where a log begins nobody knows, until a reset.
    const check = new LogCheck({ judge: this.#judge, host: HOST, operationAt: recent.at, whole: false });
    const remarks: string[] = [];
    const vm: Vm = {
      check,
      remarks,
      facts: new Facts(),
      events: { cmdqv: 0, iommufd: 0, smmu: 0 },
      names: new Set(),
      blurred: false,
      mixed: undefined,
      threads: undefined,
      rebuilt: new RebuiltVm(VM, {
        operation: (operation, line) => {
          recent.keep(operation);
          check.take(operation, line);
        },
        mixed: (words) => {
          vm.mixed ??= words;
        },
        untold: () => check.loseRegisters(VM),
        blurred: (words) => {
          vm.blurred = true;
          remarks.push(words);
          check.lose(VM);
        },
      }),
    };
    this.#vms.set(process, vm);
    return vm;
  }

  #lose(vms: readonly Vm[], number: number, words: string): void {
    this.#damaged += 1;
    if (this.#damages.length < DAMAGES) this.#damages.push(`line ${number}: ${words}`);
    for (const { check, rebuilt } of vms) {
      rebuilt.lose();
      check.lose(VM);
    }
  }
}

/** Requests that are worth a look wherever they are. */
const NOTABLE = new Set(['iommufd_backend_alloc_hw_queue']);

/**
 * The operations that a trace with events of these families can show; `names` are those that it has, if they are known. Events can be
 * asked for one by one, too: one of which a log has none is taken not to be shown.
 */
export function shownBy(
  events: Readonly<Record<Family, number>>,
  { blurred = false, names }: { readonly blurred?: boolean; readonly names?: ReadonlySet<string> } = {},
): ReadonlySet<Sight> {
  const asked = TRACE_EVENTS.filter(
    ({ besides, family, name }) =>
      (names === undefined ? events[family] > 0 : names.has(name)) && (besides === undefined || events[besides] > 0),
  );
  return new Set(
    asked
      .flatMap(({ shows }) => shows)
      .filter((sight) => !blurred || !(sight.startsWith('guest ') || sight === 'host ioctl HWPT_INVALIDATE')),
  );
}
