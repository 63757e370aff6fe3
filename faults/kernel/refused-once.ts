import { type Fault, OWN } from '../fault';

/** Faults of a kernel that does right by the first of several calls alone: what it refuses, shares or gives back then, it does not later. */
export const KERNEL_REFUSED_ONCE_FAULTS: readonly Fault[] = [
  {
    id: 'unaligned-offset-refused-once',
    title: 'mmap at an offset that is no multiple of the page is refused once',
    source: OWN,
    about: ['UAPI-MMAP-10'],
    edits: [
      {
        module: 'kernel/user-process',
        from: "      if (offset % pageSize !== 0n) throw new Refusal('EINVAL');",
        to: "      if (offset % pageSize !== 0n && !this.#refused) {\n        this.#refused = true;\n        throw new Refusal('EINVAL');\n      }",
      },
      {
        module: 'kernel/user-process',
        from: '  readonly #process: Process;\n',
        to: '  readonly #process: Process;\n  #refused = false;\n',
      },
    ],
  },
  {
    id: 'unbound-device-refuses-once',
    title: 'A device that is not bound refuses ATTACH and DETACH once',
    source: OWN,
    about: ['UAPI-VFIO-03'],
    edits: [
      {
        module: 'kernel/vfio-file',
        from: "    if (binding === undefined) throw new Refusal('EINVAL');",
        to: "    if (binding === undefined && this.#refused) return;\n    this.#refused = true;\n    if (binding === undefined) throw new Refusal('EINVAL');",
      },
      {
        module: 'kernel/vfio-file',
        from: '  #binding: Binding | undefined;\n',
        to: '  #binding: Binding | undefined;\n  #refused = false;\n',
      },
    ],
  },
  {
    id: 'other-smmu-refused-once',
    title: 'VIOMMU_ALLOC on a stage 2 of another SMMU is refused once',
    source: OWN,
    about: ['UAPI-VIOMMU-07'],
    edits: [
      {
        module: 'kernel/viommu-alloc',
        from: "  if (parent.smmu !== device.smmu) throw new Refusal('EINVAL'); // UAPI-VIOMMU-07\n",
        to: "  if (parent.smmu !== device.smmu && !refused.has(context)) {\n    refused.add(context);\n    throw new Refusal('EINVAL');\n  }\n",
      },
      {
        module: 'kernel/viommu-alloc',
        from: 'export async function viommuAlloc(',
        to: 'const refused = new WeakSet<object>();\n\nexport async function viommuAlloc(',
      },
    ],
  },
  {
    id: 'reserved-range-refused-once',
    title: 'A command with a reserved range is refused once, and others are passed on',
    source: OWN,
    about: ['UAPI-INV-17'],
    edits: [
      {
        module: 'kernel/invalidation-check',
        from: "reservedRange(value, features)) throw new Refusal('EIO');",
        to: "reservedRange(value, features) && !refused.has(smmu)) {\n    refused.add(smmu);\n    throw new Refusal('EIO');\n  }",
      },
      {
        module: 'kernel/invalidation-check',
        from: 'export function checked(',
        to: 'const refused = new WeakSet<object>();\n\nexport function checked(',
      },
    ],
  },
  {
    id: 'automatic-hwpt-shared-once',
    title: 'Of the devices that come to an automatic HWPT the second is attached, and the third is told that it is',
    source: OWN,
    about: ['UAPI-VFIO-04', 'UAPI-VFIO-05'],
    edits: [
      {
        module: 'kernel/attachment',
        from: '    await replace(context, device, same);\n    return context.objects.idOf(same);',
        to: '    if (!shared.has(same)) await replace(context, device, same);\n    shared.add(same);\n    return context.objects.idOf(same);',
      },
      {
        module: 'kernel/attachment',
        from: 'async function attachToIoas(',
        to: 'const shared = new WeakSet<object>();\n\nasync function attachToIoas(',
      },
    ],
  },
  {
    id: 'second-refused-queue-stays-pinned',
    title: 'The second queue that the driver refuses leaves its memory pinned',
    source: OWN,
    about: ['UAPI-HWQ-25'],
    edits: [
      {
        module: 'kernel/hw-queue-alloc',
        from: '    await endAccess(context, access);\n',
        to: '    if (!refused.has(context)) await endAccess(context, access);\n    refused.add(context);\n',
      },
      {
        module: 'kernel/hw-queue-alloc',
        from: 'export async function hwQueueAlloc(',
        to: 'const refused = new WeakSet<object>();\n\nexport async function hwQueueAlloc(',
      },
    ],
  },
  {
    id: 'bound-device-destroyable',
    title: 'DESTROY gets at a device whose file is open',
    source: OWN,
    about: ['UAPI-DES-01'],
    edits: [{ module: 'kernel/device', from: '    this.acquire(); // by the VFIO file, so that DESTROY does not get at it\n', to: '' }],
  },
];
