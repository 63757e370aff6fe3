import type { HostRegisters, RegisterWidth, Submission } from '../../ports';
import type { Actor, RegisterEvent } from './operation';
import type { OperationLog } from './operation-log';

/** The register port of one SMMU, recording what crosses it. */
export class RecordingHostRegisters implements HostRegisters {
  readonly #inner: HostRegisters;
  readonly #log: OperationLog;
  readonly #smmu: string;
  readonly #by: Actor;

  constructor(inner: HostRegisters, log: OperationLog, smmu: string, by: Actor) {
    this.#inner = inner;
    this.#log = log;
    this.#smmu = smmu;
    this.#by = by;
  }

  // A kernel's boot alone makes some two hundred accesses, and a comparison of all registers as many again, so these two spare closures.
  read(offset: number, width: RegisterWidth): Promise<bigint> {
    const event: Extract<RegisterEvent, { op: 'read' }> = { op: 'read', offset, width, value: undefined };
    const n = this.#log.begin('registers', this.#smmu, event, this.#by);
    return this.#log.loaded(n, this.#inner.read(offset, width), event);
  }

  write(offset: number, width: RegisterWidth, value: bigint): Promise<void> {
    const n = this.#log.begin('registers', this.#smmu, { op: 'write', offset, width, value }, this.#by);
    return this.#log.over(n, this.#inner.write(offset, width, value));
  }

  submit(commands: Uint8Array): Promise<Submission> {
    const event: RegisterEvent = { op: 'submit', commands: commands.slice() };
    return this.#during(
      event,
      () => this.#inner.submit(commands),
      this.#by,
      (result) => {
        event.result = result;
      },
    );
  }

  onInterrupt(handler: () => Promise<void>): void {
    this.#inner.onInterrupt(() => this.#during({ op: 'interrupt' }, handler, 'hardware'));
  }

  #during<T>(event: RegisterEvent, run: () => Promise<T>, by: Actor, keep?: (result: T) => void): Promise<T> {
    return this.#log.during({ port: 'registers', who: this.#smmu, event }, by, run, keep);
  }
}
