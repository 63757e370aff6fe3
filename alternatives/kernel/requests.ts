import type { Alternative } from '../alternative';

/** Kernels that answer requests otherwise where the specification leaves it open, or do things in another order. */
export const REQUEST_ALTERNATIVES: readonly Alternative[] = [
  {
    id: 'viommu-reserved-checked',
    title: 'VIOMMU_ALLOC refuses __reserved other than 0',
    allowedBy: 'UAPI-VIOMMU-02 accepts a refusal',
    edits: [
      {
        module: 'kernel/viommu-alloc',
        from: '  // UAPI-VIOMMU-02: __reserved is not checked.\n',
        to: "  if (values.__reserved !== 0) throw new Refusal('EOPNOTSUPP');\n",
      },
    ],
  },
  {
    id: 'hwpt-reserved2-checked',
    title: 'HWPT_ALLOC refuses __reserved2 other than 0',
    allowedBy: 'UAPI-HWPT-01 accepts a refusal',
    edits: [
      {
        module: 'kernel/hwpt-alloc',
        from: 'values.__reserved !== 0',
        to: '(values.__reserved | values.__reserved2) !== 0',
      },
    ],
  },
  {
    id: 'unknown-event-types-refused',
    title: 'VEVENTQ_ALLOC refuses types that it does not know',
    allowedBy: 'UAPI-VEQ-05 accepts a refusal',
    edits: [
      {
        module: 'kernel/veventq-alloc',
        from: '  // UAPI-VEQ-05: any other type is accepted.\n',
        to: "  if (type !== VEVENTQ_TYPES.ARM_SMMUV3 && type !== VEVENTQ_TYPES.TEGRA241_CMDQV) throw new Refusal('EOPNOTSUPP');\n",
      },
    ],
  },
  {
    id: 'files-destroyed-from-the-last',
    title: 'When an iommufd ends its objects go in passes from the highest ID down',
    allowedBy: 'UAPI-DES-05 and TEAR-12 ask for leaves first and no order among them',
    edits: [
      {
        module: 'kernel/objects',
        from: '[...this.#slots.keys()].sort((a, b) => a - b)',
        to: '[...this.#slots.keys()].sort((a, b) => b - a)',
      },
    ],
  },
  {
    id: 'events-told-late',
    title: 'Whoever waits for an event is woken a little after the interrupt was handled',
    allowedBy: 'UAPI-VEQ-18 says what is told and not how soon',
    edits: [
      {
        module: 'kernel/veventq',
        from: '    for (const handler of this.#handlers) await handler();\n',
        to: '    await Promise.resolve();\n    for (const handler of this.#handlers) await handler();\n',
      },
    ],
  },
  {
    id: 'waiters-woken-twice',
    title: 'Whoever waits for an event is woken once more, when there may be nothing to read any more',
    allowedBy: 'a wake-up promises no data (EVT-02)',
    edits: [
      {
        module: 'kernel/veventq',
        from: '    for (const handler of this.#handlers) await handler();\n',
        to: '    for (const handler of this.#handlers) await handler();\n    for (const handler of this.#handlers) await handler();\n',
      },
    ],
  },
];
