import { DEFAULT_HOST, Machine, type Vm } from '../src/machine';
import type { Operation, Phase } from '../src/machine/log';
import { Narrator, placeAt, smmuAt, vmAt } from '../src/machine/log';
import type { HostDescription, Plugged, StartFailure, Status } from '../src/ports';
import { currentSession, type EvidenceSection, ExpectationFailure } from '../src/run/session';
import type { AcpiTable } from '../src/tables/acpi';
import type { Register } from '../src/tables/registers';
import { World } from './cucumber';
import type { UserSpace } from './kernel/user-space';
import { Letters } from './letters';

/** What Cucumber tells of a step before it runs. */
type StepType = 'Unknown' | 'Context' | 'Action' | 'Outcome';

/** State of one scenario: the machine, who lives on it, and what its When did. */
export class ConformanceWorld extends World {
  #types: readonly StepType[] = [];
  #position = -1;
  #phase: Phase = 'arrange';
  #machine: Machine | undefined;
  /** Where in the log each step so far began. */
  readonly #begins: number[] = [];
  #actBegins: number | undefined;
  #beforeAct: (() => Promise<void>)[] = [];
  readonly vms = new Map<string, Vm>();
  /** The process under test in kernel scenarios, once a Given has made it. */
  userSpace: UserSpace | undefined;
  /** Value that the last read gave. */
  lastRead: { readonly value: bigint; readonly register: Register | undefined } | undefined;
  /** The last plug or unplug, to be asked for once more, and its outcome. */
  lastHotplug: (() => Promise<Plugged>) | undefined;
  lastRefusal: string | undefined;
  /** Why the VMM did not start. */
  startFailure: StartFailure | undefined;
  /** Why the kernel did not boot. */
  bootFailure: string | undefined;
  /** What firmware read last. */
  firmware: readonly AcpiTable[] | undefined;
  /** Registers that the scenario's Then steps have spoken of. */
  readonly spokenOf = new Set<string>();
  /** Values before the When of the registers that are compared, by whose they are. */
  snapshot: ReadonlyMap<string, readonly bigint[]> | undefined;
  /** What the kernel warns of is no failure of the scenario: the hardware tells it what no hardware says. */
  mayWarn = false;
  /** What the letters in the scenario stand for. */
  readonly letters = new Letters();
  /** Queue memory and producer positions that Given steps chose. */
  readonly queues = new Map<string, { readonly base: bigint; readonly log2size: number; readonly begins?: number; produced: number }>();

  /** Prepares the scenario: the types of its steps, in order. */
  begin(types: readonly StepType[]): void {
    this.#types = types;
  }

  /** It was prepared, so something may have been done. */
  get begun(): boolean {
    return this.#types.length > 0;
  }

  /** Asks for `work` right before the scenario's first When. */
  beforeAct(work: () => Promise<void>): void {
    this.#beforeAct.push(work);
  }

  /** Notes that the next step begins, and which part of the scenario it belongs to; there is something to wait for before a When at most. */
  enterStep(): undefined | Promise<void> {
    this.#position += 1;
    this.#begins.push(this.#machine?.log.length ?? 0);
    const type = this.#types[this.#position];
    const phase = type === 'Action' ? 'act' : type === 'Outcome' ? 'observe' : 'arrange';
    if (phase !== 'act' || this.#phase === 'act') return this.#enter(phase);
    if (this.#beforeAct.length > 0) return this.#prepareAct();
    this.#beginAct();
    return undefined;
  }

  async #prepareAct(): Promise<void> {
    this.#enter('observe');
    for (const work of this.#beforeAct) await work();
    this.#beginAct();
  }

  #beginAct(): void {
    this.#actBegins = this.#machine?.log.length ?? 0;
    this.#enter('act');
  }

  #enter(phase: Phase): undefined {
    this.#phase = phase;
    if (this.#machine !== undefined) this.#machine.log.phase = phase;
  }

  /** The machine; made of the implementation under test when first asked for. */
  get machine(): Machine {
    if (this.#machine === undefined) throw new Error('the scenario has no host yet');
    return this.#machine;
  }

  /** Makes the machine and powers it on. */
  async powerOn(host: HostDescription = DEFAULT_HOST): Promise<Machine> {
    if (this.#machine !== undefined) throw new Error('the scenario has a host already');
    const machine = new Machine(currentSession().implementation, host);
    this.#machine = machine;
    currentSession().machineMade?.(machine);
    machine.log.phase = this.#phase;
    await machine.powerOn();
    return machine;
  }

  /** The machine with a booted kernel; the default host unless a Given chose another. */
  async booted(host: HostDescription = DEFAULT_HOST): Promise<Machine> {
    if (this.#machine !== undefined) return this.#machine;
    const machine = await this.powerOn(host);
    await machine.boot();
    return machine;
  }

  /** Name of the only VM; scenarios with two must say which. */
  get soleVm(): string {
    const [name, other] = this.vms.keys();
    if (name === undefined || other !== undefined) throw new Error('the step needs exactly one VM: say whose');
    return name;
  }

  /** Tells whether a Then step has read the register. */
  hasSpokenOf(vm: string, register: string): boolean {
    return this.spokenOf.has(`${vm}/${register}`) || this.spokenOf.has(`${vm}/${register}_L`) || this.spokenOf.has(`${vm}/${register}_H`);
  }

  /** Every guest that has registers to look at; a VM with several SMMUs has one at each. */
  get guests(): readonly string[] {
    return [...this.vms].flatMap(([name, { description }]) => description.smmus?.map((smmu) => placeAt(name, smmu)) ?? [name]);
  }

  /** A VM by its name, or at one of its SMMUs: `VM at smmu1`. */
  vm(name: string): Vm {
    const own = vmAt(name);
    const smmu = smmuAt(name);
    const vm = this.vms.get(own);
    if (vm === undefined) throw new Error(`the scenario has no ${own}`);
    if (smmu === undefined) return vm;
    if (vm.bus.ofSmmu === undefined) throw new Error(`${own} has one SMMU only`);
    return { ...vm, bus: vm.bus.ofSmmu(smmu) };
  }

  /** Where in the log the first When began; at its end before that. */
  get actBegins(): number {
    return this.#actBegins ?? this.#machine?.log.length ?? 0;
  }

  /** What happened since the first When, without what Then steps did to look. */
  acted(): readonly Operation[] {
    if (this.#machine === undefined) return [];
    return this.#machine.log.since(this.#actBegins ?? 0).filter((operation) => operation.phase === 'act');
  }

  /** Everything but observations, in words, and which steps did it. */
  narrate(): { readonly operations: readonly string[]; readonly sections: readonly EvidenceSection[] } {
    if (this.#machine === undefined) return { operations: [], sections: [] };
    const { log, host } = this.#machine;
    const told = log.operations.filter((operation) => operation.phase !== 'observe');
    const sections = this.#begins.flatMap((begin, step) => {
      const end = this.#begins[step + 1] ?? log.length;
      // Operations are numbered in the order in which they began.
      const count = log.operations.slice(begin, end).filter((operation) => operation.phase !== 'observe').length;
      return count === 0 ? [] : [{ step, count }];
    });
    let from = 0;
    const placed = sections.map(({ step, count }) => {
      from += count;
      return { step, from: from - count, count };
    });
    return { operations: new Narrator(host, log.operations).lines(told), sections: placed };
  }

  /** Fails the step with what was expected and what was seen. */
  fail(message: string, expected: string | readonly string[], actual: string | readonly string[]): never {
    throw new ExpectationFailure(message, [expected].flat(), [actual].flat());
  }

  /** Requires a status. */
  expectStatus(what: string, expected: Status, actual: Status): void {
    if (expected !== actual) this.fail(`${what} ended with ${actual}, not ${expected}`, expected, actual);
  }
}
