import { type Fault, OWN } from '../fault';

/** Faults of the hardware that show only at the ends of a range, for the second of two, or after a change. */
export const HARDWARE_END_FAULTS: readonly Fault[] = [
  {
    id: 'error-codes-merge',
    title: 'The code of an error is merged into that of the error before',
    source: OWN,
    about: ['ERR-01', 'VCMDQ-08'],
    edits: [
      {
        module: 'hardware/vcmdq',
        from: '    this.#cons = ERR.in(this.#cons, COMMAND_ERRORS[error]);\n',
        to: '    this.#cons = ERR.in(this.#cons, ERR.of(this.#cons) | COMMAND_ERRORS[error]);\n',
      },
    ],
  },
  {
    id: 'timeout-of-sibling-told',
    title: 'An ATC_INV timeout is told of by the next CMD_SYNC of any vCMDQ of the VINTF',
    source: OWN,
    about: ['CQ-07', 'ERR-01'],
    edits: [
      {
        module: 'hardware/queue-processor',
        from: '    if (queue.atcTimeout && syncSignal(words) !== undefined) {\n      queue.atcTimeout = false;',
        to: '    const timedOut = this.#timedOut.get(vintf) ?? queue;\n    if (timedOut.atcTimeout && syncSignal(words) !== undefined) {\n      timedOut.atcTimeout = false;',
      },
      {
        module: 'hardware/queue-processor',
        from: "    if (outcome === 'atcTimeout') queue.atcTimeout = true;\n",
        to: "    if (outcome === 'atcTimeout') {\n      queue.atcTimeout = true;\n      this.#timedOut.set(vintf, queue);\n    }\n",
      },
      {
        module: 'hardware/queue-processor',
        from: '  readonly #around: Surroundings;\n',
        to: '  readonly #around: Surroundings;\n  readonly #timedOut = new WeakMap<Vintf, Vcmdq>();\n',
      },
    ],
  },
  {
    id: 'replaced-vmid-of-15-bits',
    title: 'The VMID of a VINTF replaces that of a command in 15 bits',
    source: OWN,
    about: ['SIDR-01', 'ISO-03'],
    edits: [
      {
        module: 'hardware/vintf',
        from: '    return VMID.of(this.#config);\n',
        to: '    return VMID.of(this.#config) & 0x7fff;\n',
      },
    ],
  },
  {
    id: 'vcmdq-timeout-lost-with-error',
    title: 'An error of another kind makes a vCMDQ forget an ATC_INV timeout before it',
    source: OWN,
    about: ['ERR-01', 'CQ-07'],
    edits: [
      {
        module: 'hardware/vcmdq',
        from: '  fail(error: CommandError): void {\n',
        to: '  fail(error: CommandError): void {\n    this.atcTimeout = false;\n',
      },
    ],
  },
];
