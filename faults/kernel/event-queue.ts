import { type Fault, OWN } from '../fault';

const QUEUE = 'kernel/veventq';
const WAITING = 'return this.#events.length - (isLoss(this.#events.at(-1)) ? 1 : 0);';

/** Faults in vEVENTQs and the events in them. */
export const EVENT_QUEUE_FAULTS: readonly Fault[] = [
  {
    id: 'hist-90',
    history: 'HIST-90',
    title: 'Each lost event stays in the count of waiting ones, so that the queue overflows for ever',
    source: 'Linux before commit 6fc85bbbeaea, and a pull request of a vendor kernel',
    about: ['UAPI-VEQ-14', 'UAPI-VEQ-15'],
    edits: [
      { module: QUEUE, from: '  #sequence = 0;', to: '  #sequence = 0;\n  #lost = 0;' },
      {
        module: QUEUE,
        from: 'const full = this.#waiting === this.#depth;',
        to: 'const full = this.#waiting >= this.#depth;\n    if (full) this.#lost++;',
      },
      { module: QUEUE, from: WAITING, to: 'return this.#events.length - (isLoss(this.#events.at(-1)) ? 1 : 0) + this.#lost;' },
    ],
  },
  {
    id: 'hist-91',
    history: 'HIST-91',
    title: 'The flags of an event are not initialised, so that it passes for LOST_EVENTS',
    source: 'Linux before commit 41464a4628f3',
    about: ['UAPI-VEQ-10'],
    edits: [{ module: QUEUE, from: 'payload === undefined ? VEVENT_FLAGS.LOST_EVENTS : 0;', to: 'VEVENT_FLAGS.LOST_EVENTS;' }],
  },
  {
    id: 'hist-92',
    history: 'HIST-92',
    title: 'The depth of a vEVENTQ has no limit',
    source: 'Linux before commit 6ebf2eb',
    about: ['UAPI-VEQ-02'],
    edits: [{ module: 'kernel/veventq-alloc', from: 'depth === 0 || depth > VEVENTQ_MAX_DEPTH', to: 'depth === 0' }],
  },
  {
    id: 'hist-93',
    history: 'HIST-93',
    title: 'A read is held against the size of a 32-bit pointer and not of the header',
    source: 'Linux mail of 2026, fixed in a release candidate',
    about: ['UAPI-VEQ-08'],
    edits: [{ module: QUEUE, from: 'if (count < VEVENT_HEADER.bytes)', to: 'if (count < 4)' }],
  },
  {
    id: 'hist-94',
    history: 'HIST-94',
    title: 'A read that is too small for the first event gives 0 bytes',
    source: 'Linux before 7.2, by comparison of the code and its self-test',
    about: ['UAPI-VEQ-11'],
    edits: [{ module: QUEUE, from: 'if (done === 0) throw', to: "if (done === 0 && obstacle !== 'EINVAL') throw" }],
  },
  {
    id: 'hist-95',
    history: 'HIST-95',
    title: 'poll reports that the event queue can be written',
    source: 'Linux before 7.2, by comparison of the code',
    about: ['UAPI-VEQ-16'],
    edits: [{ module: QUEUE, from: "['POLLIN', 'POLLRDNORM'] : []", to: "['POLLIN', 'POLLRDNORM', 'POLLOUT'] : ['POLLOUT']" }],
  },
  {
    id: 'loss-counts-against-depth',
    title: 'A LOST_EVENTS record takes a place of the depth',
    source: OWN,
    about: ['UAPI-VEQ-14', 'UAPI-VEQ-15'],
    edits: [
      { module: QUEUE, from: WAITING, to: 'return this.#events.length;' },
      { module: QUEUE, from: 'this.#waiting === this.#depth', to: 'this.#waiting >= this.#depth' },
    ],
  },
  {
    id: 'loss-records-pile-up',
    title: 'Each lost event leaves a record of its own',
    source: OWN,
    about: ['UAPI-VEQ-14'],
    edits: [
      { module: QUEUE, from: 'if (isLoss(this.#events.at(-1))) this.#events.pop();', to: '' },
      { module: QUEUE, from: WAITING, to: 'return this.#events.filter((event) => !isLoss(event)).length;' },
    ],
  },
  {
    id: 'sequence-skips-losses',
    title: 'Lost events do not count in the sequence',
    source: OWN,
    about: ['UAPI-VEQ-13', 'UAPI-VEQ-14'],
    edits: [
      {
        module: QUEUE,
        from: 'this.#sequence = sequence === LAST_SEQUENCE ? 0 : sequence + 1;',
        to: 'if (!full) this.#sequence = sequence === LAST_SEQUENCE ? 0 : sequence + 1;',
      },
    ],
  },
  {
    id: 'sequence-from-1',
    title: 'The sequence of events starts at 1',
    source: OWN,
    about: ['UAPI-VEQ-13'],
    edits: [{ module: QUEUE, from: '#sequence = 0;', to: '#sequence = 1;' }],
  },
  {
    id: 'read-drops-what-does-not-fit',
    title: 'A read takes an event that does not fit out of the queue',
    source: OWN,
    about: ['UAPI-VEQ-11', 'UAPI-VEQ-12'],
    edits: [
      { module: QUEUE, from: 'if (done === 0) throw', to: 'this.#events.splice(0, records.length + 1);\n        if (done === 0) throw' },
    ],
  },
  {
    id: 'one-event-a-read',
    title: 'A read gives one event, however many fit',
    source: OWN,
    about: ['UAPI-VEQ-10'],
    edits: [{ module: QUEUE, from: '      done += record.length;\n', to: '      done += record.length;\n      break;\n' }],
  },
  {
    id: 'second-event-queue-accepted',
    title: 'A second vEVENTQ of a type takes the place of the first',
    source: OWN,
    about: ['UAPI-VEQ-04'],
    edits: [{ module: 'kernel/veventq-alloc', from: "if (viommu.veventqs.has(type)) throw new Refusal('EEXIST');", to: '' }],
  },
  {
    id: 'event-queue-no-user-of-viommu',
    title: 'A vEVENTQ does not count as a user of its vIOMMU',
    source: OWN,
    about: ['UAPI-VEQ-07', 'UAPI-DES-02'],
    edits: [
      { module: 'kernel/veventq-alloc', from: '  viommu.acquire(); // UAPI-VEQ-07', to: '' },
      { module: 'kernel/veventq-alloc', from: '      viommu.release();\n', to: '' },
    ],
  },
  {
    id: 'closed-event-fd-wakes',
    title: 'Who waited for an event fd is still woken once it is closed',
    source: OWN,
    about: ['UAPI-VEQ-09'],
    edits: [{ module: 'kernel/veventq', from: '    this.#handlers = [];\n', to: '' }],
  },
  {
    id: 'event-fd-holds-nothing',
    title: 'A vEVENTQ can be destroyed while its fd is open',
    source: OWN,
    about: ['UAPI-VEQ-07'],
    edits: [
      { module: 'kernel/veventq-file', from: '    queue.acquire();\n', to: '' },
      { module: 'kernel/veventq-file', from: '    this.events.release();\n', to: '' },
    ],
  },
  {
    id: 'event-words-swapped',
    title: 'The two words of the error map change places in the event',
    source: OWN,
    about: ['EVT-01', 'UAPI-VEQ-10'],
    edits: [
      {
        module: 'kernel/viommu-alloc',
        from: 'lvcmdq_err_map0: map0, lvcmdq_err_map1: map1',
        to: 'lvcmdq_err_map0: map1, lvcmdq_err_map1: map0',
      },
    ],
  },
  {
    id: 'read-takes-the-first-alone',
    title: 'A read that returns several events takes the first of them out of the queue',
    source: OWN,
    about: ['UAPI-VEQ-10'],
    edits: [{ module: QUEUE, from: 'this.#events.splice(0, records.length);', to: 'this.#events.splice(0, Math.min(1, records.length));' }],
  },
  {
    id: 'event-behind-several-dropped',
    title: 'The event that ends a read of several is lost',
    source: OWN,
    about: ['UAPI-VEQ-11'],
    edits: [
      {
        module: QUEUE,
        from: 'this.#events.splice(0, records.length);',
        to: 'this.#events.splice(0, records.length > 1 ? records.length + 1 : records.length);',
      },
    ],
  },
  {
    id: 'lost-event-wakes-nobody',
    title: 'Nobody is woken for the record of an event that was lost',
    source: OWN,
    about: ['UAPI-VEQ-20', 'UAPI-VEQ-09'],
    edits: [
      {
        module: 'kernel/veventq',
        from: '    for (const handler of this.#handlers) await handler();',
        to: '    if (!lost) for (const handler of this.#handlers) await handler();',
      },
    ],
  },
  {
    id: 'depth-of-sixteen-bits',
    title: 'Of the depth of a vEVENTQ 16 bits are kept',
    source: OWN,
    about: ['UAPI-VEQ-02', 'UAPI-VEQ-14'],
    edits: [
      {
        module: 'kernel/veventq',
        from: '    this.#depth = depth;',
        to: '    this.#depth = (depth & 0xffff) || 0x10000;',
      },
    ],
  },
  {
    id: 'second-word-of-vintf0-after-an-empty-first',
    title: 'The interrupt handler looks at the second word of the error map of VINTF 0 where the first tells of nothing',
    source: OWN,
    about: ['HOST-08'],
    edits: [
      {
        module: 'kernel/tegra/isr',
        from: '    for (const bit of bitsOf(await load(registers, map))) {',
        to: '    const bits = [...bitsOf(await load(registers, map))];\n    for (const bit of bits) {',
      },
      {
        module: 'kernel/tegra/isr',
        from: '  for (const [word, map] of vintf.layout.errMaps.entries()) {',
        to: `  let any = false;
  for (const [word, map] of vintf.layout.errMaps.entries()) {
    if (any && word > 0) return;`,
      },
      {
        module: 'kernel/tegra/isr',
        from: '      if (lvcmdq !== undefined) await repairQueue(',
        to: '      any = true;\n      if (lvcmdq !== undefined) await repairQueue(',
      },
    ],
  },
];
