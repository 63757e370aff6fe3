import { hostWithTwoSmmus, TEGRA241 } from '../machine';
import type { Operation, PortEvent } from '../machine/log';
import { type Judge, MONITORS, type Monitor, type Sight } from '../monitors';
import { extract, fieldNamed, physicalGeometry, physicalMap } from '../tables/registers';
import { DESTROY, HW_QUEUE_ALLOC } from '../tables/uapi';
import { asFarAsShown, type BrokenClause, LogCheck } from './log-check';
import { isBeside } from './lost-indentation';
import { note, type Places, toldOf } from './noted-places';
import { gapIn } from './reading/gaps';
import type { Line } from './reading/line-splitter';
import { type NarratedLine, narratedIn } from './reading/narrated-line';
import { WholeLines } from './reading/whole-lines';
import { RecentOperations } from './rebuilding/recent-operations';
import { ToldFiles } from './rebuilding/told-files';
import type { JudgedLog } from './traced-logs';

/** The process that scenarios act as; every other is a VMM. */
const USER = 'user space';

/** What words tell less of than a monitor needs: the commands of a request, what memory held. */
const UNTOLD: ReadonlySet<string> = new Set<Sight>(['host ioctl HWPT_INVALIDATE', 'memory bytes']);

/** What they tell where each process has one iommufd, which the log shows from its opening on, and one page mapped at a time. */
const IF_CERTAIN: ReadonlySet<string> = new Set<Sight>(['host munmap', 'host numbers']);

/** A request that was fulfilled, whatever it is. */
const FULFILLED = /: (?:ioctl|[A-Z]\w+)\b.* -> OK\b/;

/** What words without a single one are taken not to tell. */
const SINGLE: ReadonlySet<string> = new Set<Sight>(['guest read', 'guest write', 'host store']);

/** What a kernel reads at an interrupt; where it is told outside of one, nobody knows of which it is. */
const MAPS: Sight = 'registers read VINTF_LVCMDQ_ERR_MAP';
const MAPS_ASIDE = `${MAPS} outside of an interrupt`;

/** Where the operations of another scenario begin, in a report. */
const SECTION = /^\s*"operations": \[/;

/** Where lines are left out, in a report. */
const LEFT_OUT = /\(.*\blines? left out\b.*\)/;

/** A logical vCMDQ, or a stream-ID slot, that no VINTF of Tegra241 has. */
const FURTHER = /_LVCMDQ(?:[2-9]|\d\d+)_|VINTF\d+_SID_(?:MATCH|REPLACE)_(?:1[6-9]|[2-9]\d|\d{3})/;

/** What a kernel reads of a block when it starts, and not again. */
const PROBED: ReadonlySet<string> = new Set(['CMDQV_CONFIG', 'CMDQV_PARAM']);

interface Section {
  readonly name: string;
  readonly check: LogCheck;
  readonly recent: RecentOperations;
  /** The last operation at each depth. */
  readonly outer: (Operation | undefined)[];
  /** Ports that were crossed, and what guests did. */
  readonly shown: Set<string>;
  /** What each process has open. */
  readonly files: Map<string, ToldFiles>;
  /** Those whose registers were reached. */
  readonly smmus: Set<string>;
  /** It begins with the kernel's start, so that nothing had happened before. */
  readonly whole: boolean;
  /** A process or a guest has done something. */
  used: boolean;
  /** How many vCMDQs the block has, and those whose entry in CMDQ_ALLOC_MAP was cleared: a kernel that starts clears all, and no scenario does in its place. */
  vcmdqs: number;
  readonly cleared: Set<number>;
  /** Nobody knows what a request did. */
  unread: boolean;
  /** An SMMU whose driver comes when others are in use: what is done to it until they are again the kernel does. */
  late: string | undefined;
  /** The block has other numbers than that of Tegra241, so that names and numbers of its vCMDQs say something else. */
  foreign: boolean;
  next: number;
}

/** How an operation is told, and where. */
interface Told {
  readonly depth: number;
  readonly given: boolean;
  readonly line: number;
  readonly text: string;
}

/** Judges operations that the suite told in words: each scenario's by itself, all of a file together. */
export class NarratedLogs {
  readonly #judge: Judge;
  readonly #held = new Map<Monitor, number>();
  readonly #broken = new Map<Monitor, BrokenClause>();
  readonly #shown = new Set<Sight>();
  /** Requests about queues that the kernel refused. */
  readonly #refused = new Map<string, number>();
  readonly #leftOut: Places = { times: 0, line: 0 };
  readonly #damaged: Places = { times: 0, line: 0 };
  readonly #whole = new WholeLines();
  /** What comes next stands behind a line that nobody can read: it may have begun before. */
  #torn = false;
  /** What happens within something else stands beside it: lines have lost the blanks that they began with. */
  #flat = false;
  /** Where that was seen. */
  readonly #flattened: Places = { times: 0, line: 0 };
  #operations = 0;
  /** A process has several iommufds, and words do not tell which of them a request is made on; with the SMMUs that were in use. */
  #several: ReadonlySet<string> | undefined;
  /** How often that was so. */
  #unsure = 0;
  #section: Section | undefined;
  #name = '';

  constructor(judge: Judge) {
    this.#judge = judge;
  }

  /** A line of a text; whether it was an operation. */
  take({ cut, number, text }: Line): boolean {
    if (SECTION.test(text)) {
      this.#anew();
      return true;
    }
    if (!cut) return this.#take(text, number);
    if (!this.#whole.sees(text, narratedIn(text))) this.#lose(number);
    return false;
  }

  /** The operations of a scenario. */
  section(name: string, operations: readonly string[]): void {
    this.#anew();
    this.#name = name;
    for (const [index, text] of operations.entries()) this.#take(text, index + 1);
    this.#close();
    this.#name = '';
  }

  /** Another list of operations: nothing of the one before has to do with it. */
  #anew(): void {
    this.#close();
    this.#several = undefined;
    this.#torn = false;
    this.#flat = false;
  }

  /** The file is over; nothing if there was no operation in it. */
  end(): JudgedLog | undefined {
    this.#close();
    if (this.#operations === 0) return undefined;
    return {
      process: 'words',
      held: this.#held,
      broken: [...this.#broken.values()],
      operations: this.#operations,
      shown: this.#shown,
      events: { cmdqv: 0, iommufd: 0, smmu: 0 },
      remarks: [],
      facts: [
        ...this.#missingFacts(),
        ...this.#flatFacts(),
        ...this.#unsureFacts(),
        ...[...this.#refused].map(([what, count]) => `${count} × ${what}`),
      ],
    };
  }

  /** A verdict says nothing of what a report does not have. */
  #missingFacts(): readonly string[] {
    return [...toldOf(this.#leftOut, 'lines left out'), ...toldOf(this.#damaged, 'lines that cannot be read whole')];
  }

  /** Part of a line is missing, and maybe others: nothing that was known before is relied on. */
  #lose(line: number): void {
    this.#torn = true;
    if (this.#section === undefined) return;
    this.#close();
    note(this.#damaged, line);
  }

  /** Whether lines are said to be left out here; marks that others set say nothing before the first operation. */
  #isGap(text: string): boolean {
    return LEFT_OUT.test(text) || (this.#section !== undefined && gapIn(text) !== undefined);
  }

  #flatFacts(): readonly string[] {
    const { line, times } = this.#flattened;
    return times === 0
      ? []
      : [`lines have lost their indentation, as line ${line} shows: what depends on it is not known, and nothing is judged`];
  }

  #unsureFacts(): readonly string[] {
    return this.#unsure === 0 ? [] : [`${this.#unsure} × two iommufds of a process: what follows is not judged`];
  }

  #take(text: string, line: number): boolean {
    const found = narratedIn(text);
    const event = found?.event;
    if (!this.#whole.sees(text, found)) {
      this.#lose(line);
      return false;
    }
    if (found === undefined || event === undefined) {
      this.#other(text, line, found);
      return false;
    }
    const { depth, given } = found;
    // The kernel starts anew: what was open is not.
    if (depth === 0 && isProbe(event) && (this.#several?.size === 0 || this.#several?.has(event.who) === true)) this.#several = undefined;
    if (this.#several === undefined) this.#happened(event, { depth, given, line, text });
    return true;
  }

  /** A line that tells of no operation that is taken. */
  #other(text: string, line: number, found: NarratedLine | undefined): void {
    if (this.#isGap(text)) {
      this.#close();
      note(this.#leftOut, line);
    }
    const section = this.#section;
    if (section === undefined) return;
    if (found !== undefined && FULFILLED.test(text)) section.unread = true;
    section.foreign ||= FURTHER.test(text);
    // Another programme may write in between.
    if (found === undefined || found.foreign) return;
    // What happens within it does not happen within the one before.
    section.outer.splice(found.depth);
    if (found.depth === 0) section.check.rest();
  }

  #happened(told: PortEvent, { depth, given, line, text }: Told): void {
    let section = this.#sectionOf(told, depth);
    let files = filesOf(section, told.who);
    if (told.port === 'host' && files.losesWith(told.event)) {
      this.#close();
      section = this.#sectionOf(told, depth);
      files = filesOf(section, told.who);
    }
    const event: PortEvent = told.port === 'host' ? { ...told, event: files.take(told.event, given) } : told;
    if (files.several) {
      this.#close();
      this.#several = section.smmus;
      this.#unsure += 1;
      return;
    }
    const { check, outer, recent, shown } = section;
    if (depth === 0 && !this.#flat && isBeside(event, outer[0], recent.at(section.next - 1))) {
      this.#flat = true;
      note(this.#flattened, line);
    }
    outer.length = Math.min(outer.length, depth);
    const within = outer.findLast((one) => one !== undefined);
    // Once it runs, a kernel acts within calls and interrupts alone.
    const by = actor(event, depth > 0 || (section.whole && (!section.used || section.late === event.who)));
    section.foreign ||= isForeign(event) || (!section.whole && isOtherwiseMapped(event));
    if (!section.used) noteStart(section, event);
    if (event.port === 'host' || event.port === 'guest') {
      section.used = true;
      section.late = undefined;
    }
    const operation: Operation = { ...event, n: section.next++, phase: 'act', within: within?.n, by, given };
    outer[depth] = operation;
    recent.keep(operation);
    shown.add(event.port);
    if (event.port === 'guest' || event.event.op === 'store') shown.add(`${event.port} ${event.event.op}`);
    if (isMapRead(event)) shown.add(depth > 0 ? MAPS : MAPS_ASIDE);
    const refused = given ? undefined : refusedIn(event);
    if (refused !== undefined) this.#refused.set(refused, (this.#refused.get(refused) ?? 0) + 1);
    check.context.see({ number: line, text: text.trim() }, refused !== undefined);
    check.take(operation, line);
  }

  /** The section that an operation is of: where a kernel starts, a new one begins. */
  #sectionOf(event: PortEvent, depth: number): Section {
    const begins = depth === 0 && isProbe(event);
    const before = this.#section;
    // A log behind another: the kernel starts anew. The driver of a further SMMU may come late.
    const anew = begins && before?.used === true && before.late !== event.who && (before.smmus.has(event.who) || !before.whole);
    if (anew) this.#close();
    const section = this.#section ?? this.#open(begins && !this.#torn && (!anew || before.smmus.size === 0 || before.smmus.has(event.who)));
    if (begins && section.used && !section.smmus.has(event.who)) section.late = event.who;
    if (event.port === 'registers') section.smmus.add(event.who);
    this.#section = section;
    return section;
  }

  #open(whole: boolean): Section {
    this.#torn = false;
    const recent = new RecentOperations();
    const check = new LogCheck({ judge: this.#judge, host: hostWithTwoSmmus(), operationAt: recent.at, whole });
    return {
      name: this.#name,
      check,
      recent,
      outer: [],
      shown: new Set(),
      files: new Map(),
      smmus: new Set(),
      whole,
      used: false,
      vcmdqs: physicalGeometry(TEGRA241).vcmdqs,
      cleared: new Set(),
      unread: false,
      late: undefined,
      foreign: false,
      next: 0,
    };
  }

  #close(): void {
    const section = this.#section;
    this.#section = undefined;
    if (section === undefined) return;
    const shown = sightsOf(section);
    const { broken, held, operations } = asFarAsShown(section.check.end({ cut: true }), shown);
    this.#operations += operations;
    if (this.#flat) return;
    for (const sight of shown) this.#shown.add(sight);
    // Where nobody uses a kernel it may be the scenario that is in its place.
    const judged = ({ layer }: Monitor) => layer !== 'kernel' || section.used || (section.whole && section.cleared.size === section.vcmdqs);
    for (const [monitor, times] of held) if (judged(monitor)) this.#held.set(monitor, (this.#held.get(monitor) ?? 0) + times);
    for (const one of broken) {
      if (!judged(one.monitor)) continue;
      const known = this.#broken.get(one.monitor);
      if (known !== undefined) this.#broken.set(one.monitor, { ...known, times: known.times + one.times });
      else this.#broken.set(one.monitor, section.name === '' ? one : { ...one, words: `${one.words} (in: ${section.name})` });
    }
  }
}

/** Whether a kernel starts here: with the registers that tell what the block has. */
function isProbe({ event, port }: PortEvent): boolean {
  return port === 'registers' && event.op === 'read' && PROBED.has(PHYSICAL.at(event.offset, event.width)?.name ?? '');
}

/** Takes what a kernel that starts does to a block. */
function noteStart(section: Section, { event, port }: PortEvent): void {
  if (port !== 'registers' || (event.op !== 'read' && event.op !== 'write') || event.value === undefined) return;
  const register = PHYSICAL.at(event.offset, event.width);
  if (event.op === 'read' && register?.name === 'CMDQV_PARAM')
    section.vcmdqs = 2 ** Number(extract(event.value, fieldNamed(register, 'CMDQV_NUM_CMDQ_LOG2')));
  if (event.op === 'write' && register?.definition.name === 'CMDQ_ALLOC_MAP' && extract(event.value, fieldNamed(register, 'ALLOC')) === 0n)
    section.cleared.add(register.element);
}

/** Whether an error map of a user's VINTF is read. */
function isMapRead({ event, port }: PortEvent): boolean {
  if (port !== 'registers' || event.op !== 'read') return false;
  const register = PHYSICAL.at(event.offset, 4);
  return register?.definition.name === 'LVCMDQ_ERR_MAP' && register.place.kind === 'vintf' && register.place.vintf > 0;
}

/** Whether a block tells that its VINTFs have other numbers of vCMDQs or of stream-ID slots than those of Tegra241. */
function isForeign({ event, port }: PortEvent): boolean {
  if (port !== 'registers' || event.op !== 'read' || event.value === undefined) return false;
  const register = PHYSICAL.at(event.offset, event.width);
  if (register?.name !== 'CMDQV_PARAM') return false;
  const told = BigInt.asUintN(32, event.value);
  const of = (name: string) => 1 << Number(extract(told, fieldNamed(register, name)));
  const { lvcmdqs, sids } = physicalGeometry(TEGRA241);
  return of('CMDQV_NUM_CMDQ_LOG2') / of('CMDQV_NUM_VI_LOG2') !== lvcmdqs || of('CMDQV_NUM_SID_PER_VI_LOG2') !== sids;
}

/** Whether a vCMDQ is one that its VINTF has if each VINTF has another number of them than in Tegra241, as PARAM would tell. */
function isOtherwiseMapped({ event, port }: PortEvent): boolean {
  if (port !== 'registers' || event.op !== 'write') return false;
  const register = PHYSICAL.at(event.offset, event.width);
  if (register?.definition.name !== 'CMDQ_ALLOC_MAP') return false;
  const [vintf, lvcmdq] = ['VIRT_INTF_INDX', 'LVCMDQ'].map((name) => Number(extract(event.value, fieldNamed(register, name))));
  if (vintf === undefined || lvcmdq === undefined || vintf === 0) return false;
  const each = (register.element - lvcmdq) / vintf;
  return each !== physicalGeometry(TEGRA241).lvcmdqs && each > lvcmdq && Number.isInteger(Math.log2(each));
}

/** Who did it; `below` tells that a kernel is there that makes the accesses of the register port. */
function actor({ port, who }: PortEvent, below: boolean): Operation['by'] {
  switch (port) {
    case 'guest':
      return 'scenario';
    case 'host':
      return who === USER ? 'scenario' : 'device';
    case 'registers':
      return below ? 'kernel' : 'scenario';
    default:
      return 'hardware';
  }
}

const SIGHTS: readonly Sight[] = [...new Set(MONITORS.flatMap(({ needs, sees }) => [...sees, ...(needs ?? [])]))];

/** What the operations of a section show: all of a port that any of them crossed; reads and writes of a guest, and stores, if it has any. */
function sightsOf({ files, foreign, shown, unread }: Section): ReadonlySet<Sight> {
  const isCertain = !unread && [...files.values()].every(({ certain }) => certain);
  const isGapless = [...files.values()].every(({ gapless }) => gapless);
  return new Set(
    SIGHTS.filter((sight) => {
      const [port = ''] = sight.split(' ');
      if (!shown.has(port) || UNTOLD.has(sight) || (IF_CERTAIN.has(sight) && !isCertain)) return false;
      if (sight === MAPS && (!shown.has(MAPS) || shown.has(MAPS_ASIDE))) return false;
      if (sight === 'host allocations') return isGapless;
      if (SINGLE.has(sight)) return shown.has(sight);
      return !(foreign && (port === 'registers' || port === 'smmu'));
    }),
  );
}

function filesOf({ files }: Section, who: string): ToldFiles {
  const known = files.get(who) ?? new ToldFiles();
  files.set(who, known);
  return known;
}

/** A request about a queue that was refused, and how. */
function refusedIn({ event, port }: PortEvent): string | undefined {
  if (port !== 'host' || event.op !== 'ioctl' || event.status === undefined || event.status === 'OK') return undefined;
  const request = [HW_QUEUE_ALLOC, DESTROY].find(({ number }) => number === event.request);
  return request === undefined ? undefined : `refused ${request.name} (${event.status})`;
}

const PHYSICAL = physicalMap(TEGRA241);
