import { type Fault, OWN } from '../fault';

/** Faults in the way of an event from the host's SMMU to the guest's event queue. */
export const SMMU_EVENT_FAULTS: readonly Fault[] = [
  {
    id: 'smmu-events-depth',
    title: "The vEVENTQ of the SMMU is as deep as CMDQ-V's, whatever the guest's event queue",
    source: OWN,
    about: ['SMMU-09'],
    edits: [{ module: 'device/accelerated-smmu', from: 'depth: eventQueue.entries', to: 'depth: 2 ** 19' }],
  },
  {
    id: 'smmu-events-late-device',
    title: 'A first device that comes when EVENTQEN is 1 brings no vEVENTQ',
    source: OWN,
    about: ['SMMU-09'],
    edits: [
      {
        module: 'device/accelerated-smmu',
        from: `    await this.#listen();
    this.#clamp();`,
        to: '    this.#clamp();',
      },
    ],
  },
  {
    id: 'smmu-event-prod-stays',
    title: 'An event is written, and EVENTQ_PROD stays',
    source: OWN,
    about: ['SMMU-10'],
    edits: [{ module: 'device/accelerated-smmu', from: 'eventQueue.advance();', to: '' }],
  },
  {
    id: 'smmu-event-wrap-lost',
    title: 'EVENTQ_PROD goes back to 0 without its wrap bit',
    source: OWN,
    about: ['SMMU-10'],
    edits: [{ module: 'device/event-queue', from: '((this.#prod + 1n) & places)', to: '((this.#prod + 1n) & (places >> 1n))' }],
  },
  {
    id: 'smmu-event-half',
    title: 'Of an event only the first half is written',
    source: OWN,
    about: ['SMMU-10'],
    edits: [
      {
        module: 'device/accelerated-smmu',
        from: 'await this.#memory.write(address, event);',
        to: 'await this.#memory.write(address, event.subarray(0, 16));',
      },
    ],
  },
  {
    id: 'smmu-event-in-error-map',
    title: 'An event of the SMMU is taken for an error map as well',
    source: OWN,
    about: ['SMMU-11'],
    edits: [
      {
        module: 'device/accelerated-smmu',
        from: 'if (address === undefined) return;',
        to: `this.cmdqvBlock?.reportErrors([1n, 0n]);
    if (address === undefined) return;`,
      },
    ],
  },
  {
    id: 'error-in-event-queue',
    title: 'An event of CMDQ-V moves EVENTQ_PROD as well',
    source: OWN,
    about: ['SMMU-11'],
    edits: [
      {
        module: 'device/accelerated-smmu',
        from: 'await Cmdqv.activate(session, viommu, offer, this.#interrupt);',
        to: `await Cmdqv.activate(session, viommu, offer, () => {
        this.#interrupt();
        this.#registers.eventQueue.advance();
      });`,
      },
    ],
  },
  {
    id: 'event-queue-stays',
    title: 'The event queue stays where it was first, at its first size',
    source: OWN,
    about: ['SMMU-12'],
    edits: [
      {
        module: 'device/event-queue',
        from: 'if (offset === BASE_L) this.#base =',
        to: 'if (offset === BASE_L && this.#base === 0n) this.#base =',
      },
    ],
  },
  {
    id: 'lost-events-an-entry',
    title: 'A record of lost events becomes an entry of zeros',
    source: OWN,
    about: ['SMMU-13'],
    edits: [
      {
        module: 'device/host-events',
        from: 'if (payload === undefined) return;',
        to: `if (payload === undefined && result.status === 'OK' && result.bytes.length === VEVENT_HEADER.bytes)
        await this.#deliver(new Uint8Array(this.#recordBytes - VEVENT_HEADER.bytes));
      if (payload === undefined) return;`,
      },
    ],
  },
  {
    id: 'full-event-queue-overwritten',
    title: 'An event that finds the event queue full overwrites the oldest',
    source: OWN,
    about: ['SMMU-14'],
    edits: [
      {
        module: 'device/event-queue',
        from: `(~this.#cons & bitsOf(OVERFLOW));
      return undefined;`,
        to: '(~this.#cons & bitsOf(OVERFLOW));',
      },
    ],
  },
  {
    id: 'event-overflow-untold',
    title: 'An event that finds the event queue full leaves no trace',
    source: OWN,
    about: ['SMMU-14'],
    edits: [
      { module: 'device/event-queue', from: 'this.#prod = (this.#prod & ~bitsOf(OVERFLOW)) | (~this.#cons & bitsOf(OVERFLOW));', to: '' },
    ],
  },
  {
    id: 'disabled-event-queue-written',
    title: 'An event is written while EVENTQEN is 0',
    source: OWN,
    about: ['SMMU-15'],
    edits: [
      {
        module: 'device/accelerated-smmu',
        from: 'tellsEvents ? eventQueue.claim() : undefined',
        to: 'tellsEvents || !tellsEvents ? eventQueue.claim() : undefined',
      },
    ],
  },
  {
    id: 'refused-smmu-events-end-cmdqv',
    title: 'If the vEVENTQ of the SMMU is refused that of CMDQ-V is given back',
    source: OWN,
    about: ['SMMU-16'],
    edits: [
      {
        module: 'device/accelerated-smmu',
        from: "if (listening.status === 'OK') backing.events = listening.events;",
        to: `if (listening.status === 'OK') backing.events = listening.events;
    else await backing.cmdqv?.release();`,
      },
    ],
  },
  {
    id: 'event-queue-of-all-vms',
    title: 'All SMMUs of a process share one event queue',
    source: OWN,
    about: ['SMMU-17'],
    edits: [
      {
        module: 'device/smmu-registers',
        from: 'readonly eventQueue = new EventQueue();',
        to: `static readonly #shared = new EventQueue();
  readonly eventQueue = SmmuRegisters.#shared;`,
      },
    ],
  },
  {
    id: 'smmu-events-kept',
    title: 'The vEVENTQ of the SMMU is not given back with the last device',
    source: OWN,
    about: ['SMMU-18'],
    edits: [{ module: 'device/accelerated-smmu', from: 'await events?.release();', to: '' }],
  },
  {
    id: 'event-queue-below-4-gib',
    title: 'Of the address of the event queue the lower half counts',
    source: OWN,
    about: ['SMMU-10'],
    edits: [
      {
        module: 'device/event-queue',
        from: 'return (this.#base & bitsOf(BASE_ADDRESS)) +',
        to: 'return (this.#base & bitsOf(BASE_ADDRESS) & WORD) +',
      },
    ],
  },
  {
    id: 'event-queue-base-halves-clear',
    title: 'A write to EVENTQ_BASE clears its upper half',
    source: OWN,
    about: ['SMMU-10'],
    edits: [{ module: 'device/event-queue', from: 'this.#base = (this.#base & ~WORD) | content;', to: 'this.#base = content;' }],
  },
  {
    id: 'next-event-clears-overflow',
    title: 'The next event that finds room takes back that one was lost',
    source: OWN,
    about: ['SMMU-14'],
    edits: [{ module: 'device/event-queue', from: 'this.#prod = (this.#prod & bitsOf(OVERFLOW)) | (', to: 'this.#prod = (' }],
  },
  {
    id: 'size-of-the-event-queue-kept',
    title: 'The event queue keeps the size that it had at the first event',
    source: OWN,
    about: ['SMMU-12'],
    edits: [
      {
        module: 'device/event-queue',
        from: '  #cons = 0n;\n',
        to: `  #cons = 0n;
  #size: bigint | undefined;
`,
      },
      {
        module: 'device/event-queue',
        from: '    const size = 1n << this.#log2size;',
        to: '    this.#size ??= 1n << this.#log2size;\n    const size = this.#size;',
      },
    ],
  },
];
