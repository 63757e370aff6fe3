import { type Fault, OWN } from '../fault';

/** Faults of a kernel that shows them when an allocation of its own fails. */
export const MEMORY_SHORTAGE_FAULTS: readonly Fault[] = [
  {
    id: 'no-memory-is-no-space',
    title: 'A request that lacks memory gives ENOSPC',
    source: OWN,
    about: ['UAPI-COM-11'],
    edits: [{ module: 'kernel/heap', from: "new Refusal('ENOMEM')", to: "new Refusal('ENOSPC')" }],
  },
  {
    id: 'vintf-kept-without-memory',
    title: 'VIOMMU_ALLOC that lacks memory for the mmap offset leaves its VINTF enabled',
    source: OWN,
    about: ['UAPI-COM-12'],
    edits: [{ module: 'kernel/viommu-alloc', from: '    await cmdqv.freeVintf(vintf);\n', to: '' }],
  },
  {
    id: 'id-kept-without-memory',
    title: 'A request that lacks memory for its object keeps the ID of it',
    source: OWN,
    about: ['UAPI-COM-12'],
    edits: [
      {
        module: 'kernel/user-call',
        from: `    this.context.process.heap.take();
    this.#id = this.context.objects.reserve();
`,
        to: `    const id = this.context.objects.reserve();
    this.context.process.heap.take();
    this.#id = id;
`,
      },
    ],
  },
  {
    id: 'pins-kept-without-memory',
    title: 'HW_QUEUE_ALLOC that lacks memory leaves the pages of the queue pinned',
    source: OWN,
    about: ['UAPI-COM-12'],
    edits: [
      {
        module: 'kernel/hw-queue-alloc',
        from: '  const access = new Access(ioas, pages);\n',
        to: '  heap.take();\n  const access = new Access(ioas, pages);\n',
      },
    ],
  },
  {
    id: 'vsid-kept-without-memory',
    title: 'VDEVICE_ALLOC that lacks memory for its slot keeps the virtual ID',
    source: OWN,
    about: ['UAPI-COM-11', 'UAPI-COM-12'],
    edits: [
      {
        module: 'kernel/vdevice-alloc',
        from: '  try {\n    context.process.heap.take();\n',
        to: '  context.process.heap.take();\n  try {\n',
      },
    ],
  },
  {
    id: 'commands-counted-without-memory',
    title: 'Without memory for the commands HWPT_INVALIDATE counts all of them as done',
    source: 'Linux 7.2 and 7.3, in the code',
    about: ['UAPI-INV-12'],
    edits: [
      {
        module: 'kernel/hwpt-invalidate',
        from: '  context.process.heap.take(); // the commands\n',
        to: '  progress.done = count;\n  context.process.heap.take(); // the commands\n  progress.done = 0;\n',
      },
    ],
  },
  {
    id: 'event-without-memory-vanishes',
    title: 'Nothing tells of an event for which memory lacked',
    source: OWN,
    about: ['UAPI-VEQ-20'],
    edits: [
      {
        module: 'kernel/veventq',
        from: '    const lost = !this.#heap.gives() || full; // UAPI-VEQ-14, UAPI-VEQ-20\n',
        to: '    if (!this.#heap.gives()) return;\n    const lost = full;\n',
      },
    ],
  },
  {
    id: 'destroy-needs-memory',
    title: 'DESTROY fails where it gets no memory',
    source: OWN,
    about: ['UAPI-COM-13'],
    edits: [
      {
        module: 'kernel/destroy',
        from: '  await context.objects.destroy(values.id);\n',
        to: '  context.process.heap.take();\n  await context.objects.destroy(values.id);\n',
      },
    ],
  },
  {
    id: 'detach-needs-memory',
    title: 'A device is not detached where the kernel gets no memory',
    source: OWN,
    about: ['UAPI-COM-13'],
    edits: [
      {
        module: 'kernel/attachment',
        from: '  if (hwpt === undefined) return;\n  device.hwpt = undefined;\n',
        to: '  if (hwpt === undefined) return;\n  context.process.heap.take();\n  device.hwpt = undefined;\n',
      },
    ],
  },
  {
    id: 'device-id-kept-without-memory',
    title: 'VFIO_DEVICE_BIND_IOMMUFD that lacks memory keeps the ID of the device',
    source: OWN,
    about: ['UAPI-COM-12'],
    edits: [
      { module: 'kernel/vfio-file', from: '    context.process.heap.take();\n', to: '' },
      {
        module: 'kernel/vfio-file',
        from: '    const id = context.objects.add(device);\n',
        to: '    const id = context.objects.add(device);\n    context.process.heap.take();\n',
      },
    ],
  },
  {
    id: 'file-without-memory',
    title: 'A device that lacks memory for its file is not there',
    source: OWN,
    about: ['UAPI-COM-11'],
    edits: [
      {
        module: 'kernel/user-process',
        from: '    this.#process.heap.take();\n    return new VfioFile',
        to: "    if (!this.#process.heap.gives()) throw new Refusal('ENODEV');\n    return new VfioFile",
      },
    ],
  },
  {
    id: 'closing-takes-memory',
    title: 'To unbind a device on close() takes memory, without which the device stays bound',
    source: OWN,
    about: ['UAPI-COM-13'],
    edits: [
      {
        module: 'kernel/vfio-file',
        from: '    if (binding !== undefined) await unbind(binding);\n',
        to: '    binding?.context.process.heap.take();\n    if (binding !== undefined) await unbind(binding);\n',
      },
    ],
  },
];
