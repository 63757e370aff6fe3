import type { PortEvent } from '../../machine/log';
import { COMMANDS, commandWords, definitionOf } from '../../tables/commands';
import { Coverpoint, type Probe } from './coverpoint';

/** Bin of commands with an opcode that the table does not have. */
const UNDEFINED = 'undefined opcode';

/** Config field of a Stream Table Entry, and its values. */
const STREAM_CONFIGS = ['abort', 'bypass', 'stage 1'] as const;

/** What else a guest and its user do: devices, reset, the emulated SMMU. */
export class GuestActs implements Probe {
  readonly ports = ['guest'] as const;
  readonly points: readonly Coverpoint[];
  readonly #acts = new Coverpoint('guest', 'guest-acts', 'What happens to a virtual machine', [
    ...['plug', 'unplug'].flatMap((act) => [`${act} accepted`, `${act} refused`]),
    'reset',
    'shutDown',
    'interrupt',
    'readSmmu',
    'writeSmmu',
    'stream not valid',
    ...STREAM_CONFIGS.map((config) => `stream ${config}`),
  ]);
  readonly #trapped = new Coverpoint('guest', 'guest-trapped-commands', "Commands that the guest puts on the emulated SMMU's own queue", [
    ...COMMANDS.map(({ name }) => name),
    UNDEFINED,
  ]);

  constructor() {
    this.points = [this.#acts, this.#trapped];
  }

  see({ event }: PortEvent): void {
    switch (event.op) {
      case 'plug':
      case 'unplug':
        this.#acts.hit(`${event.op} ${event.refusal === undefined ? 'accepted' : 'refused'}`);
        break;
      case 'configureStream':
        this.#acts.hit(`stream ${streamConfig(event.entry.word0)}`);
        break;
      case 'submit':
        if ('command' in event) this.#trapped.hit(definitionOf(commandWords(event.command))?.name ?? UNDEFINED);
        break;
      default:
        this.#acts.hit(event.op);
    }
  }
}

function streamConfig(word0: bigint): string {
  if ((word0 & 1n) === 0n) return 'not valid';
  const config = Number((word0 >> 1n) & 7n);
  return config === 4 ? 'bypass' : config === 5 ? 'stage 1' : config === 0 ? 'abort' : 'other';
}
