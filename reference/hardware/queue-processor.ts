import type { HostMemory, SmmuCommands } from '../../src/ports';
import { COMMAND_BYTES, commandWords } from '../../src/tables/commands';
import type { CommandError } from '../../src/tables/registers';
import type { MappedVcmdq } from './alloc-map';
import { syncSignal } from './command-fields';
import { admit } from './command-filter';
import type { CommandLegality } from './command-legality';
import type { InterruptLine } from './interrupt-line';
import type { Vcmdq } from './vcmdq';
import type { Vintf } from './vintf';

/** The VINTF that serves a vCMDQ now. */
export interface Service {
  readonly place: MappedVcmdq;
  readonly vintf: Vintf;
}

/** What the processor needs around it. */
export interface Surroundings {
  readonly memory: HostMemory;
  readonly commands: SmmuCommands;
  readonly legality: CommandLegality;
  readonly interrupt: InterruptLine;
  /** Who serves a queue; `undefined` while it must not run (CQ-11). */
  readonly serviceOf: (queue: Vcmdq) => Service | undefined;
}

/** Consumes the commands of vCMDQs, from CONS_INDX to PROD_INDX. */
export class QueueProcessor {
  readonly #around: Surroundings;

  constructor(around: Surroundings) {
    this.#around = around;
  }

  /** Tells whether the queue has a command to execute and may execute it. */
  canRun(queue: Vcmdq): boolean {
    return this.#serviceFor(queue) !== undefined;
  }

  /**
   * Runs the queue until it is empty, disabled, or stopped by an error whose interrupt has been handled.
   *
   * A queue has one command in flight at a time: a second call returns at once, and what it was
   * made for is noticed by the first.
   */
  async run(queue: Vcmdq): Promise<void> {
    if (queue.inFlight) return;
    const failedOn = await this.#consume(queue);
    if (failedOn !== undefined) await this.#around.interrupt.raise(failedOn);
  }

  /** Consumes commands; the VINTF on which an error stopped the queue, if one did. */
  async #consume(queue: Vcmdq): Promise<number | undefined> {
    queue.inFlight = true;
    try {
      for (let service = this.#serviceFor(queue); service !== undefined; service = this.#serviceFor(queue)) {
        const error = await this.#step(queue, service);
        if (error !== undefined) {
          queue.fail(error);
          return service.place.vintf;
        }
        queue.advance();
      }
      return undefined;
    } finally {
      queue.inFlight = false;
    }
  }

  /** Who serves the queue's next command; `undefined` if there is none to execute now. */
  #serviceFor(queue: Vcmdq): Service | undefined {
    return queue.empty || queue.stopped ? undefined : this.#around.serviceOf(queue);
  }

  /** Fetches and executes the command at RD; the error that keeps it from being consumed. */
  async #step(queue: Vcmdq, { place, vintf }: Service): Promise<CommandError | undefined> {
    const { memory, commands, legality } = this.#around;
    const bytes = await memory.read(queue.entryAddress, COMMAND_BYTES);
    if (bytes === undefined) return 'ABT';

    const fetched = commandWords(bytes);
    if (!legality.isLegal(fetched)) return 'ILL_OPCODE';
    const admission = admit(fetched, vintf);
    if ('error' in admission) return admission.error;
    const { words } = admission;

    if (queue.atcTimeout && syncSignal(words) !== undefined) {
      queue.atcTimeout = false; // told once: after the acknowledge, the CMD_SYNC is retried and succeeds (GERR-07)
      return 'ATC_INV_SYNC';
    }
    const outcome = await commands.execute({ queue: place, ...words });
    if (outcome === 'atcTimeout') queue.atcTimeout = true;
    return undefined;
  }
}
