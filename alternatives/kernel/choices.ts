import type { Alternative } from '../alternative';

const CMDQV = 'kernel/tegra/cmdqv';

/** Kernels that choose otherwise where sources are silent: whom they serve first, what they read first, when they wake. */
export const KERNEL_CHOICE_ALTERNATIVES: readonly Alternative[] = [
  {
    id: 'handler-serves-the-highest-first',
    title: 'The interrupt handler deals with the VINTFs from the highest down',
    allowedBy: 'HOST-07 says what becomes of each and not in which order',
    edits: [
      {
        module: 'kernel/tegra/isr',
        from: 'for (const index of bitsOf(low | (high << BigInt(HALF_BITS)))) {',
        to: 'for (const index of [...bitsOf(low | (high << BigInt(HALF_BITS)))].reverse()) {',
      },
    ],
  },
  {
    id: 'handler-reads-high-word-first',
    title: 'VI_ERR_MAP_1 is read before VI_ERR_MAP_0',
    allowedBy: 'PHYS-10 says how wide the reads are and not in which order',
    edits: [
      {
        module: 'kernel/tegra/isr',
        from: 'const [low = 0n, high = 0n] = await loadAll(registers, layout.viErrMaps);',
        to: 'const [high = 0n, low = 0n] = await loadAll(registers, layout.viErrMaps.toReversed());',
      },
    ],
  },
  {
    id: 'handler-reads-cons-before-gerror',
    title: 'To repair a queue of its own the kernel reads CONS_INDX before GERROR',
    allowedBy: 'HOST-07 says what is written',
    edits: [
      {
        module: 'kernel/tegra/isr',
        from: '  const gerror = await load(registers, layout.gerror);\n  const cons = await load(registers, layout.cons);\n',
        to: '  const cons = await load(registers, layout.cons);\n  const gerror = await load(registers, layout.gerror);\n',
      },
    ],
  },
  {
    id: 'vintfs-go-down-from-the-last',
    title: 'A kernel that goes takes the VINTFs down from the highest index',
    allowedBy: 'HOST-09 and HOST-12 say that all go and not in which order',
    edits: [
      {
        module: CMDQV,
        from: 'for (const vintf of this.vintfs) await vintf?.stop();',
        to: 'for (const vintf of this.vintfs.toReversed()) await vintf?.stop();',
      },
    ],
  },
  {
    id: 'vintf-page-read-in-halves',
    title: 'Loads and stores of 8 bytes through the page of a VINTF go over the bus as two of 4 bytes',
    allowedBy: 'UAPI-MMAP-06 says where they arrive; no register of page 0 has 64 bits',
    edits: [
      {
        module: 'kernel/vintf-page',
        from: '    return this.#registers.read(this.#base + offset, width);\n',
        to: `    if (width === 4) return this.#registers.read(this.#base + offset, 4);
    return this.#registers.read(this.#base + offset, 4).then(async (low) => low | ((await this.#registers.read(this.#base + offset + 4, 4)) << 32n));
`,
      },
    ],
  },
  {
    id: 'woken-once-until-read',
    title: 'Who waits is woken when an event comes to an empty queue, and not at each further one',
    allowedBy: 'UAPI-VEQ-09: poll tells what is there; whoever reads until nothing is left misses nothing',
    edits: [
      {
        module: 'kernel/veventq',
        from: '    for (const handler of this.#handlers) await handler();\n',
        to: '    if (this.#events.length === 1) for (const handler of this.#handlers) await handler();\n',
      },
    ],
  },
  {
    id: 'mapped-files-below-one-another',
    title: 'Each mapped file lies below the one before',
    allowedBy: 'no clause says where a mapping lies',
    edits: [
      {
        module: 'kernel/address-space',
        from: '    const start = this.#nextFile;\n    const end = start + length;\n    this.#nextFile = end + this.#pageSize;\n',
        to: '    const end = this.#nextFile;\n    const start = end - length;\n    this.#nextFile = start - this.#pageSize;\n',
      },
    ],
  },
  {
    id: 'events-go-with-the-file',
    title: 'The events of a vEVENTQ go when its file is closed',
    allowedBy: 'nobody can read them any more',
    edits: [
      {
        module: 'kernel/veventq',
        from: '    this.#handlers = [];\n  }\n\n  /** Queues',
        to: '    this.#events.length = 0;\n    this.#handlers = [];\n  }\n\n  /** Queues',
      },
    ],
  },
  {
    id: 'unbound-before-detached',
    title: 'The vDEVICE of a device goes before the device leaves its HWPT when its file is closed',
    allowedBy: 'VSID-17',
    edits: [
      {
        module: 'kernel/vfio-file',
        from: '  await detach(context, device);\n  await device.unbind();',
        to: `  if (device.vdevice !== undefined) {
    const { vdevice } = device;
    context.objects.bury(vdevice);
    await vdevice.destroy();
  }
  await detach(context, device);
  await device.unbind();`,
      },
    ],
  },
];
