import type { SmmuCommand, SmmuCommands, SmmuOutcome } from '../../ports';
import type { CommandEvent } from './operation';
import type { OperationLog } from './operation-log';

/** The SMMU port of one SMMU, recording each command that reaches it. */
export class RecordingSmmuCommands implements SmmuCommands {
  readonly #inner: SmmuCommands;
  readonly #log: OperationLog;
  readonly #smmu: string;

  constructor(inner: SmmuCommands, log: OperationLog, smmu: string) {
    this.#inner = inner;
    this.#log = log;
    this.#smmu = smmu;
  }

  execute(command: SmmuCommand): Promise<SmmuOutcome> {
    const event: CommandEvent = { op: 'execute', ...command };
    return this.#log.during(
      { port: 'smmu', who: this.#smmu, event },
      'hardware',
      () => this.#inner.execute(command),
      (outcome) => {
        event.outcome = outcome;
      },
    );
  }
}
