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
];
