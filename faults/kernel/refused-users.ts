import { type Fault, OWN } from '../fault';

/** Faults of a kernel that lets a call which it refuses leave something behind: a user of an object, or an ID. */
export const REFUSED_USER_FAULTS: readonly Fault[] = [
  {
    id: 'parent-used-without-a-vintf',
    title: 'VIOMMU_ALLOC without a VINTF keeps the nest parent',
    source: OWN,
    about: ['UAPI-VIOMMU-10'],
    edits: [
      {
        module: 'kernel/viommu-alloc',
        from: 'if (cmdqv !== undefined) await shareVintf(call, viommu, cmdqv);',
        to: "try {\n    if (cmdqv !== undefined) await shareVintf(call, viommu, cmdqv);\n  } catch (error) {\n    if (error instanceof Refusal && error.errno === 'ENOSPC') parent.acquire();\n    throw error;\n  }",
      },
    ],
  },
  {
    id: 'parent-used-without-data',
    title: 'VIOMMU_ALLOC that cannot read its data keeps the nest parent',
    source: OWN,
    about: ['UAPI-VIOMMU-09'],
    edits: [
      {
        module: 'kernel/viommu-alloc',
        from: 'copyInDriverData(memory, user, VIOMMU_TEGRA241_DATA); // UAPI-VIOMMU-08, UAPI-VIOMMU-09',
        to: "try {\n    copyInDriverData(memory, user, VIOMMU_TEGRA241_DATA);\n  } catch (error) {\n    if (error instanceof Refusal && error.errno === 'EFAULT') viommu.parent.acquire();\n    throw error;\n  }",
      },
    ],
  },
  {
    id: 'queue-0-used-by-a-queue-undone',
    title: 'HW_QUEUE_ALLOC whose answer cannot be written keeps queue 0 busy',
    source: OWN,
    about: ['UAPI-HWQ-25'],
    edits: [
      {
        module: 'kernel/hw-queue-alloc',
        from: 'values.out_hw_queue_id = id;\n  call.respond();',
        to: 'values.out_hw_queue_id = id;\n  try {\n    call.respond();\n  } catch (error) {\n    viommu.queues[lvcmdq.index - 1]?.acquire();\n    throw error;\n  }',
      },
    ],
  },
  {
    id: 'no-tombstone-on-a-plain-viommu',
    title: 'A vDEVICE that goes with its device is no tombstone on a plain vIOMMU',
    source: OWN,
    about: ['VSID-15'],
    edits: [
      {
        module: 'kernel/device',
        from: 'objects.bury(vdevice);',
        to: 'if (vdevice.viommu.share === undefined) objects.remove(vdevice);\n      else objects.bury(vdevice);',
      },
    ],
  },
  {
    id: 'slot-lost-with-a-refused-virt-id',
    title: 'VDEVICE_ALLOC that is refused for its virt_id takes a slot for ever',
    source: OWN,
    about: ['VSID-08'],
    edits: [
      {
        module: 'kernel/tegra/vintf',
        from: "if (vsid > largest(VIRT_SID)) throw new Refusal('EINVAL');",
        to: "if (vsid > largest(VIRT_SID)) {\n      this.#sids.take();\n      throw new Refusal('EINVAL');\n    }",
      },
    ],
  },
  {
    id: 'window-lost-with-a-refused-attach',
    title: 'A refused attach gives the window of the device back to the IOAS that it stays on',
    source: OWN,
    about: ['UAPI-IOAS-03'],
    edits: [
      {
        module: 'kernel/attachment',
        from: 'const ioas = ioasOf(hwpt);\n  ioas.reserve(device, MSI_WINDOW);',
        to: 'const ioas = ioasOf(hwpt);\n  try {\n    ioas.reserve(device, MSI_WINDOW);\n  } catch (error) {\n    if (before !== undefined) ioasOf(before).unreserve(device);\n    throw error;\n  }',
      },
    ],
  },
  {
    id: 'refused-veventq-uses-viommu',
    title: 'A second vEVENTQ of a type, which is refused, stays a user of the vIOMMU',
    source: OWN,
    about: ['UAPI-DES-02', 'UAPI-DES-04'],
    edits: [
      {
        module: 'kernel/veventq-alloc',
        from: "  if (viommu.veventqs.has(type)) throw new Refusal('EEXIST'); // UAPI-VEQ-04\n",
        to: "  viommu.acquire();\n  if (viommu.veventqs.has(type)) throw new Refusal('EEXIST');\n  viommu.release();\n",
      },
    ],
  },
  {
    id: 'refused-vdevice-uses-viommu',
    title: 'A vDEVICE that is refused for its virtual ID stays a user of the vIOMMU',
    source: OWN,
    about: ['UAPI-DES-02', 'UAPI-DES-04'],
    edits: [
      {
        module: 'kernel/vdevice-alloc',
        from: "  if (viommu.streams.has(virtId)) throw new Refusal('EEXIST'); // VSID-07\n",
        to: "  viommu.acquire();\n  if (viommu.streams.has(virtId)) throw new Refusal('EEXIST');\n  viommu.release();\n",
      },
    ],
  },
  {
    id: 'refused-queue-uses-viommu',
    title: 'A queue that the driver refuses stays a user of the vIOMMU',
    source: OWN,
    about: ['UAPI-DES-02', 'UAPI-DES-04'],
    edits: [
      {
        module: 'kernel/hw-queue-alloc',
        from: '    await endAccess(context, access);\n',
        to: '    await endAccess(context, access);\n    context.objects.get(values.viommu_id, Viommu).acquire();\n',
      },
    ],
  },
  {
    id: 'refused-memory-uses-ioas',
    title: 'A queue that is refused because nothing is mapped there stays a user of the IOAS',
    source: OWN,
    about: ['UAPI-DES-03', 'UAPI-DES-04'],
    edits: [
      {
        module: 'kernel/ioas',
        from: "      if (area === undefined) throw new Refusal('ENOENT'); // UAPI-HWQ-07\n",
        to: "      if (area === undefined) {\n        this.acquire();\n        throw new Refusal('ENOENT');\n      }\n",
      },
    ],
  },
  {
    id: 'refused-mapping-uses-viommu',
    title: 'A mapping that is refused for its length stays a user of the vIOMMU',
    source: OWN,
    about: ['UAPI-DES-02', 'UAPI-DES-04'],
    edits: [
      {
        module: 'kernel/iommufd-file',
        from: '    if (cookie === undefined || length !== cookie.length) throw',
        to: '    if (cookie !== undefined && length !== cookie.length) cookie.pages.opened();\n    if (cookie === undefined || length !== cookie.length) throw',
      },
    ],
  },
  {
    id: 'refused-viommu-uses-nest-parent',
    title: 'A vIOMMU that is refused for its SMMU stays a user of the nest parent',
    source: OWN,
    about: ['UAPI-DES-03', 'UAPI-DES-04'],
    edits: [
      {
        module: 'kernel/viommu-alloc',
        from: "  if (parent.smmu !== device.smmu) throw new Refusal('EINVAL'); // UAPI-VIOMMU-07\n",
        to: "  parent.acquire();\n  if (parent.smmu !== device.smmu) throw new Refusal('EINVAL');\n  parent.release();\n",
      },
    ],
  },
];
