import { type Fault, OWN } from '../fault';

const UNREADABLE = 'if (payload === undefined) return;';
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
      { module: 'device/host-events', from: 'readonly #turns = new Turns', to: `#ended = false;\n  readonly #turns = new Turns` },
      {
        module: 'device/host-events',
        from: UNREADABLE,
        to: `if (result.status !== 'OK' || (payload === undefined && result.bytes.length > 0)) this.#ended = true;
      if (payload === undefined || this.#ended) return;`,
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
        module: 'device/host-events',
        from: UNREADABLE,
        to: `if (result.status !== 'OK') {
        const stale = new Uint8Array(this.#recordBytes - VEVENT_HEADER.bytes);
        stale[0] = 2;
        await this.#deliver(stale);
      }
      ${UNREADABLE}`,
      },
    ],
  },
  {
    id: 'hist-41',
    history: 'HIST-41',
    title: 'The event queue has a depth of 2^16',
    source: 'QEMU series v2, by comparison of the code',
    about: ['LIFE-07'],
    edits: [{ module: 'device/error-events', from: 'depth: VEVENTQ_MAX_DEPTH', to: 'depth: 2 ** 16' }],
  },
  {
    id: 'hist-60',
    history: 'HIST-60',
    title: 'Nobody listens to the event queue',
    source: 'first QEMU RFC of 2024 and the series of 2025, by comparison of the code',
    about: ['EVT-07', 'EVT-09'],
    edits: [
      {
        module: 'device/host-events',
        from: 'session.calls.onReadable(events.fd, () => events.#turns.take(() => events.#drain()));',
        to: '',
      },
    ],
  },
  {
    id: 'empty-map-interrupts',
    title: 'An event with an empty map sets VI_ERR_MAP and interrupts',
    source: OWN,
    about: ['EVT-06'],
    edits: [
      { module: 'device/error-events', from: 'if (map0 !== 0n || map1 !== 0n) deliver([map0, map1]);', to: 'deliver([map0, map1]);' },
    ],
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
  {
    id: 'of-several-events-the-first',
    title: 'The device reads as many events as there are, and takes the first of them alone',
    source: OWN,
    about: ['EVT-07', 'SMMU-10'],
    edits: [
      {
        module: 'device/host-events',
        from: '{ count: this.#recordBytes }',
        to: '{ count: 8 * this.#recordBytes }',
      },
      {
        module: 'device/host-events',
        from: 'result.bytes.subarray(VEVENT_HEADER.bytes)',
        to: 'result.bytes.subarray(VEVENT_HEADER.bytes, this.#recordBytes)',
      },
    ],
  },
  {
    id: 'event-lost-beside-lost-events',
    title: 'A read that gives an event and LOST_EVENTS is taken for neither',
    source: OWN,
    about: ['EVT-03', 'EVT-07'],
    edits: [
      {
        module: 'device/host-events',
        from: '{ count: this.#recordBytes }',
        to: '{ count: 8 * this.#recordBytes }',
      },
      {
        module: 'device/host-events',
        from: "result.status === 'OK' && result.bytes.length >= this.#recordBytes",
        to: "result.status === 'OK' && result.bytes.length % this.#recordBytes === 0 && result.bytes.length > 0",
      },
      {
        module: 'device/host-events',
        from: `      const payload = this.#payloadOf(result);
      if (payload === undefined) return;
      await this.#deliver(payload);
`,
        to: `      const payload = this.#payloadOf(result);
      if (payload === undefined || result.status !== 'OK') return;
      for (let at = 0; at < result.bytes.length; at += this.#recordBytes)
        await this.#deliver(result.bytes.subarray(at + VEVENT_HEADER.bytes, at + this.#recordBytes));
`,
      },
    ],
  },
];
