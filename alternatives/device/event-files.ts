import type { Alternative } from '../alternative';

const SMMU = 'device/accelerated-smmu';

/** Devices that make their vEVENTQs at another time, or read them in another way. */
export const EVENT_FILE_ALTERNATIVES: readonly Alternative[] = [
  {
    id: 'events-read-several-at-once',
    title: 'A read of the event file has room for four records',
    allowedBy: 'EVT-02 tells the form of a record; a read may give several (UAPI-VEQ-10)',
    edits: [
      {
        module: 'device/host-events',
        from: `{ count: this.#recordBytes });
      const payload = this.#payloadOf(result);
      if (payload === undefined) return;
      await this.#deliver(payload);`,
        to: `{ count: 4 * this.#recordBytes });
      if (this.#payloadOf(result) === undefined || result.status !== 'OK') return;
      for (let at = 0; at + this.#recordBytes <= result.bytes.length; at += this.#recordBytes) {
        const payload = this.#payloadOf({ status: 'OK', bytes: result.bytes.subarray(at, at + this.#recordBytes) });
        if (payload !== undefined) await this.#deliver(payload);
      }`,
      },
    ],
  },
  {
    id: 'smmu-events-made-anew',
    title: 'A vEVENTQ of the SMMU is as old as EVENTQEN: it goes when that goes to 0',
    allowedBy: 'SMMU-12 does not tell whether the device allocates its vEVENTQ anew',
    edits: [
      {
        module: SMMU,
        from: '    if (!toldBefore) await this.#listen();\n',
        to: `    if (!toldBefore) await this.#listen();
    else if (!this.#registers.tellsEvents && this.#backing !== undefined) {
      await this.#backing.events?.release();
      this.#backing.events = undefined;
    }
`,
      },
    ],
  },
  {
    id: 'one-record-for-each-readiness',
    title: 'One record is read for each time that the event file becomes readable',
    allowedBy: 'EVT-02 tells the form of a record and not how many are read at once; a file with more to read is readable again',
    edits: [
      {
        module: 'device/host-events',
        from: `      await this.#deliver(payload);
    }`,
        to: `      await this.#deliver(payload);
      return;
    }`,
      },
    ],
  },
  {
    id: 'first-device-needs-its-events',
    title: 'A first device that is plugged while EVENTQEN is 1 is refused if the kernel gives no vEVENTQ of its SMMU',
    allowedBy: 'SMMU-16 speaks of a guest that sets EVENTQEN',
    edits: [
      {
        module: 'device/accelerated-smmu',
        from: '      if (this.#backing === undefined) undo(() => release(backing));\n',
        to: `      if (this.#backing === undefined) undo(() => release(backing));
      if (this.#backing === undefined && this.#registers.tellsEvents) {
        const wanted = {
          viommu: backing.viommu.id,
          type: VEVENTQ_TYPES.ARM_SMMUV3,
          depth: this.#registers.eventQueue.entries,
          payloadBytes: VEVENT_SMMUV3.bytes,
        };
        const listening = await HostEvents.listen(session, wanted, (event) => this.#tell(event));
        if (listening.status !== 'OK') throw new Refusal('there is no vEVENTQ');
        backing.events = listening.events;
      }
`,
      },
    ],
  },
  {
    id: 'event-file-polled-first',
    title: 'The event file is polled before each read, and read only if there is an event',
    allowedBy: 'EVT-02 says what a read gives and not what comes before it',
    edits: [
      {
        module: 'device/host-events',
        from: '      const result = await this.#session.calls.read',
        to: '      if ((await this.#session.calls.poll(this.fd)).length === 0) return;\n      const result = await this.#session.calls.read',
      },
    ],
  },
  {
    id: 'smmu-events-end-with-a-reset',
    title: 'A reset gives the vEVENTQ of the SMMU back, whose EVENTQEN it clears',
    allowedBy: "SMMU-12 does not tell how long it lives, and TEAR-05 keeps CMDQ-V's",
    edits: [
      {
        module: SMMU,
        from: '    await this.cmdqvBlock?.reset();\n',
        to: `    await this.cmdqvBlock?.reset();
    const events = this.#backing?.events;
    if (this.#backing !== undefined) this.#backing.events = undefined;
    await events?.release();
`,
      },
    ],
  },
  {
    id: 'interrupts-after-all-events',
    title: 'The interrupts of events that wait together are raised when all have been read, one for each',
    allowedBy: 'EVT-09 says that an event interrupts, and not before which other is looked at',
    edits: [
      {
        module: 'device/host-events',
        from: '      if (payload === undefined) return;\n',
        to: '      if (payload === undefined) return this.afterwards?.();\n',
      },
      {
        module: 'device/host-events',
        from: '  readonly #deliver: Deliver;\n',
        to: '  readonly #deliver: Deliver;\n  afterwards: (() => void) | undefined;\n',
      },
      {
        module: 'device/cmdqv',
        from: '      return new Cmdqv(block, page, events);',
        to: '      events.afterwards = () => block.pulse();\n      return new Cmdqv(block, page, events);',
      },
      {
        module: 'device/cmdqv-block',
        from: "if (!this.#config.has('VI_INT_MASK_0', VINTF0)) this.#interrupt();",
        to: "if (!this.#config.has('VI_INT_MASK_0', VINTF0)) this.#pulses += 1;",
      },
      {
        module: 'device/cmdqv-block',
        from: '  /** The parts of the region',
        to: `  #pulses = 0;
  pulse(): void {
    for (; this.#pulses > 0; this.#pulses--) this.#interrupt();
  }

  /** The parts of the region`,
      },
    ],
  },
];
