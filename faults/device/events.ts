import { type Fault, OWN } from '../fault';

const READ = `const map = errorMapOf(await this.#session.calls.read(this.fd, { count: RECORD_BYTES }));
      if (map === undefined) return;`;
const RAISE = "this.#config.raise('VI_ERR_MAP_0', VINTF0);";

/** Faults in the way of an error from the kernel's event to the guest. */
export const EVENT_FAULTS: readonly Fault[] = [
  {
    id: 'hist-35',
    history: 'HIST-35',
    title: 'The first LOST_EVENTS record or failed read ends all listening',
    source: 'QEMU series of 2025, by comparison of the code',
    about: ['EVT-02', 'EVT-03', 'EVT-04'],
    edits: [
      { module: 'device/error-events', from: 'readonly #drains = new Set', to: `#ended = false;\n  readonly #drains = new Set` },
      {
        module: 'device/error-events',
        from: READ,
        to: `if (this.#ended) return;
      const result = await this.#session.calls.read(this.fd, { count: RECORD_BYTES });
      const map = errorMapOf(result);
      if (result.status !== 'OK' || (map === undefined && result.bytes.length > 0)) this.#ended = true;
      if (map === undefined) return;`,
      },
    ],
  },
  {
    id: 'hist-37',
    history: 'HIST-37',
    title: 'The handler of events works on the wrong object: no map changes',
    source: 'QEMU series v2, in the code',
    about: ['EVT-07', 'EVT-09'],
    edits: [{ module: 'device/cmdqv', from: '(map) => block.reportErrors(map)', to: '() => undefined' }],
  },
  {
    id: 'hist-38',
    history: 'HIST-38',
    title: 'A read that gives EAGAIN or EINTR counts as an event',
    source: 'QEMU 11.1, by comparison with what follows it',
    about: ['EVT-02'],
    edits: [
      {
        module: 'device/error-events',
        from: READ,
        to: `const result = await this.#session.calls.read(this.fd, { count: RECORD_BYTES });
      const map = errorMapOf(result);
      if (result.status !== 'OK') this.#deliver([0x2n, 0n]);
      if (map === undefined) return;`,
      },
    ],
  },
  {
    id: 'hist-41',
    history: 'HIST-41',
    title: 'The event queue has a depth of 2^16',
    source: 'QEMU series v2, by comparison of the code',
    about: ['LIFE-07'],
    edits: [{ module: 'device/error-events', from: 'veventq_depth: VEVENTQ_MAX_DEPTH', to: 'veventq_depth: 2 ** 16' }],
  },
  {
    id: 'hist-60',
    history: 'HIST-60',
    title: 'Nobody listens to the event queue',
    source: 'first QEMU RFC of 2024 and the series of 2025, by comparison of the code',
    about: ['EVT-07', 'EVT-09'],
    edits: [{ module: 'device/error-events', from: 'session.calls.onReadable(events.fd, () => events.#tracked());', to: '' }],
  },
  {
    id: 'empty-map-interrupts',
    title: 'An event with an empty map sets VI_ERR_MAP and interrupts',
    source: OWN,
    about: ['EVT-06'],
    edits: [{ module: 'device/error-events', from: 'if (map[0] !== 0n || map[1] !== 0n) this.#deliver(map);', to: 'this.#deliver(map);' }],
  },
  {
    id: 'maps-merged',
    title: 'The maps of an event are merged into those of earlier ones',
    source: OWN,
    about: ['EVT-08'],
    edits: [
      {
        module: 'device/cmdqv-block',
        from: 'for (const { name, element } of ERROR_MAPS) this.#config.set(name, words[element] ?? 0n);',
        to: 'for (const { name, element } of ERROR_MAPS) this.#config.raise(name, words[element] ?? 0n);',
      },
    ],
  },
  {
    id: 'map-words-swapped',
    title: 'The two 32-bit halves of a map word change places',
    source: OWN,
    about: ['EVT-07'],
    edits: [
      {
        module: 'device/cmdqv-block',
        from: '[half & WORD, half >> WORD_BITS]',
        to: '[half >> WORD_BITS, half & WORD]',
      },
    ],
  },
  {
    id: 'interrupt-twice',
    title: 'An event pulses the interrupt twice',
    source: OWN,
    about: ['EVT-09'],
    edits: [
      {
        module: 'device/cmdqv-block',
        from: "if (!this.#config.has('VI_INT_MASK_0', VINTF0)) this.#interrupt();",
        to: `if (this.#config.has('VI_INT_MASK_0', VINTF0)) return;
    this.#interrupt();
    this.#interrupt();`,
      },
    ],
  },
  {
    id: 'masked-event-lost',
    title: 'While VI_INT_MASK is set an event changes no map either',
    source: OWN,
    about: ['EVT-09'],
    edits: [
      {
        module: 'device/cmdqv-block',
        from: 'const words = map.flatMap',
        to: `if (this.#config.has('VI_INT_MASK_0', VINTF0)) return;
    const words = map.flatMap`,
      },
    ],
  },
  {
    id: 'vi-err-map-not-set',
    title: 'An event leaves VI_ERR_MAP as it is',
    source: OWN,
    about: ['EVT-07', 'MMIO-07'],
    edits: [{ module: 'device/cmdqv-block', from: RAISE, to: '' }],
  },
];
