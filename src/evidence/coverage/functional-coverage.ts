import type { OperationLog } from '../../machine/log';
import type { HostDescription } from '../../ports';
import { Commands } from './commands';
import { type Coverage, coverageOf, type PointCoverage } from './coverage';
import type { Coverpoint, Port, Probe } from './coverpoint';
import { GuestActs } from './guest-acts';
import { GuestFields } from './guest-fields';
import { GuestRegisters } from './guest-registers';
import { GuestStates } from './guest-states';
import { HostCallsProbe } from './host-calls';
import { HostPage } from './host-page';
import { PhysicalRegisters } from './physical-registers';
import { unreachability } from './unreachable';

/** A machine that a scenario works on, as far as coverage looks at it. */
export interface ObservedMachine {
  readonly host: HostDescription;
  readonly log: OperationLog;
}

/**
 * What a run exercises of what the tables hold, from its operation logs alone.
 *
 * A scenario's log is looked at when the next one begins, so that it costs no step of its own.
 */
export class FunctionalCoverage {
  readonly #probes: readonly Probe[] = [
    new GuestRegisters(),
    new GuestFields(),
    new GuestStates(),
    new GuestActs(),
    new HostCallsProbe(),
    new HostPage(),
    new PhysicalRegisters(),
    new Commands(),
  ];
  readonly #byPort: Readonly<Record<Port, readonly Probe[]>> = {
    guest: this.#at('guest'),
    host: this.#at('host'),
    registers: this.#at('registers'),
    smmu: this.#at('smmu'),
    memory: this.#at('memory'),
  };
  readonly #observed = new Set<Port>();
  #pending: ObservedMachine | undefined;

  /** A scenario has made a machine; the machine before it is not used any more. */
  machineMade(machine: ObservedMachine): void {
    this.#digest();
    this.#pending = machine;
  }

  /** What has been exercised so far. */
  soFar(): Coverage {
    this.#digest();
    for (const probe of this.#probes) probe.end?.();
    return coverageOf(this.#probes.flatMap(({ points }) => points).map((point) => this.#coverageOf(point)));
  }

  /** The bins of each point, by its ID: a {@link Coverage} names those that were missed alone. */
  get bins(): ReadonlyMap<string, readonly string[]> {
    return new Map(this.#probes.flatMap(({ points }) => points).map(({ bins, id }) => [id, bins]));
  }

  /** How many bins have been hit so far, without those that are counted at the end alone. */
  get reached(): number {
    this.#digest();
    let reached = 0;
    for (const { points } of this.#probes) for (const point of points) reached += point.reached;
    return reached;
  }

  #digest(): void {
    if (this.#pending === undefined) return;
    const { host, log } = this.#pending;
    this.#pending = undefined;
    const { operations } = log;
    for (const probe of this.#probes) probe.begin?.(host, operations);
    let port: Port | undefined;
    let probes: readonly Probe[] = [];
    for (const operation of operations) {
      if (operation.port !== port) {
        port = operation.port;
        probes = this.#byPort[port];
        this.#observed.add(port);
      }
      for (const probe of probes) probe.see(operation);
    }
  }

  #coverageOf(point: Coverpoint): PointCoverage {
    const { bins, covered, id, port, title } = point;
    const missed: string[] = [];
    const unexpected: string[] = [];
    const unreachable = new Map<string, string[]>();
    for (const bin of bins) {
      const reason = unreachability(id, bin);
      if (reason === undefined) {
        if (!covered.has(bin)) missed.push(bin);
        continue;
      }
      const alike = unreachable.get(reason);
      if (alike === undefined) unreachable.set(reason, [bin]);
      else alike.push(bin);
      if (covered.has(bin)) unexpected.push(bin);
    }
    const grouped = [...unreachable].map(([reason, names]) => ({ reason, bins: names }));
    const reachable = bins.length - grouped.reduce((sum, { bins: names }) => sum + names.length, 0);
    const observed = this.#observed.has(port);
    return { id, title, port, observed, bins: bins.length, covered: reachable - missed.length, missed, unreachable: grouped, unexpected };
  }

  #at(port: Port): readonly Probe[] {
    return this.#probes.filter(({ ports }) => ports.includes(port));
  }
}
