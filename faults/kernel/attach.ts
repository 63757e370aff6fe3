import { type Fault, OWN } from '../fault';

/** Faults of a kernel that attaches devices, moves them between HWPTs, and detaches them. */
export const KERNEL_ATTACH_FAULTS: readonly Fault[] = [
  {
    id: 'refused-device-reserves',
    title: 'A device that is refused takes the window of its doorbell out of the ranges all the same',
    source: OWN,
    about: ['UAPI-IOAS-03', 'UAPI-VFIO-07'],
    edits: [
      {
        module: 'kernel/attachment',
        from: '  if (hwpt instanceof NestedHwpt) checkNested(device, hwpt);',
        to: '  ioasOf(hwpt).reserve(device, MSI_WINDOW);\n  if (hwpt instanceof NestedHwpt) checkNested(device, hwpt);',
      },
    ],
  },
  {
    id: 'refused-attach-detaches',
    title: 'A device that does not fit a HWPT is detached from the one that it was on',
    source: OWN,
    about: ['UAPI-VFIO-07', 'UAPI-HWPT-15'],
    edits: [
      {
        module: 'kernel/attachment',
        from: `  if (hwpt instanceof NestedHwpt) checkNested(device, hwpt);
  else if (!fits(device, hwpt)) throw new Refusal('EINVAL'); // UAPI-VFIO-07
`,
        to: `  try {
    if (hwpt instanceof NestedHwpt) checkNested(device, hwpt);
    else if (!fits(device, hwpt)) throw new Refusal('EINVAL');
  } catch (error) {
    await detach(context, device);
    throw error;
  }
`,
      },
    ],
  },
  {
    id: 'refused-attach-uses-hwpt',
    title: 'A HWPT that a device does not fit counts it as a user for ever',
    source: OWN,
    about: ['UAPI-VFIO-07', 'UAPI-HWPT-15'],
    edits: [
      {
        module: 'kernel/attachment',
        from: '  if (hwpt instanceof NestedHwpt) checkNested(device, hwpt);\n',
        to: '  hwpt.acquire();\n  if (hwpt instanceof NestedHwpt) checkNested(device, hwpt);\n',
      },
      { module: 'kernel/attachment', from: '  hwpt.acquire(); // UAPI-DES-03\n', to: '' },
    ],
  },
  {
    id: 'refused-attach-gives-ranges-back',
    title: 'A device that does not fit a HWPT of the IOAS that it is attached to gives back what it took out of the ranges',
    source: OWN,
    about: ['UAPI-VFIO-07', 'UAPI-IOAS-03'],
    edits: [
      {
        module: 'kernel/attachment',
        from: `  else if (!fits(device, hwpt)) throw new Refusal('EINVAL'); // UAPI-VFIO-07
`,
        to: `  else if (!fits(device, hwpt)) {
    ioasOf(hwpt).unreserve(device);
    throw new Refusal('EINVAL');
  }
`,
      },
    ],
  },
  {
    id: 'unanswered-attach-puts-back',
    title: 'An ATTACH that cannot answer puts the device back on the HWPT that it was on',
    source: OWN,
    about: ['UAPI-VFIO-08'],
    edits: [
      {
        module: 'kernel/vfio-file',
        from: '  const hwpt = await attach(binding.context, binding.device, target);\n',
        to: '  const before = binding.device.hwpt;\n  const hwpt = await attach(binding.context, binding.device, target);\n',
      },
      {
        module: 'kernel/vfio-file',
        from: '    await detach(binding.context, binding.device);\n    throw error;\n',
        to: '    await detach(binding.context, binding.device);\n    if (before !== undefined) await attach(binding.context, binding.device, binding.context.objects.idOf(before));\n    throw error;\n',
      },
    ],
  },
  {
    id: 'unanswered-attach-of-an-attached-device-stays',
    title: 'An ATTACH that cannot answer leaves a device attached that was so before',
    source: OWN,
    about: ['UAPI-VFIO-08'],
    edits: [
      {
        module: 'kernel/vfio-file',
        from: '  const hwpt = await attach(binding.context, binding.device, target);\n',
        to: '  const fresh = binding.device.hwpt === undefined;\n  const hwpt = await attach(binding.context, binding.device, target);\n',
      },
      {
        module: 'kernel/vfio-file',
        from: '    await detach(binding.context, binding.device);\n    throw error;\n',
        to: '    if (fresh) await detach(binding.context, binding.device);\n    throw error;\n',
      },
    ],
  },
  {
    id: 'any-file-lets-the-device-go',
    title: 'A file of a device that is closed lets the device go, bound by it or by another file',
    source: OWN,
    about: ['UAPI-DEV-01'],
    edits: [
      {
        module: 'kernel/vfio-file',
        from: '    if (binding !== undefined) await unbind(binding);',
        to: '    if (binding !== undefined) await unbind(binding);\n    else this.#device.unclaim();',
      },
    ],
  },
  {
    id: 'window-lost-into-a-nested-hwpt',
    title: "A device that moves from a stage 2 to a nested HWPT above it gives the doorbell's window back",
    source: OWN,
    about: ['UAPI-IOAS-03', 'UAPI-VFIO-06'],
    edits: [
      {
        module: 'kernel/attachment',
        from: 'if (ioasOf(before) !== ioas)',
        to: 'if (ioasOf(before) !== ioas || hwpt instanceof NestedHwpt)',
      },
    ],
  },
  {
    id: 'window-lost-out-of-a-nested-hwpt',
    title: "A device that moves from a nested HWPT to the stage 2 below it gives the doorbell's window back",
    source: OWN,
    about: ['UAPI-IOAS-03', 'UAPI-VFIO-06'],
    edits: [
      {
        module: 'kernel/attachment',
        from: 'if (ioasOf(before) !== ioas)',
        to: 'if (ioasOf(before) !== ioas || before instanceof NestedHwpt)',
      },
    ],
  },
  {
    id: 'nested-hwpt-keeps-window',
    title: "A device that is detached from a nested HWPT keeps the doorbell's window out of the ranges",
    source: OWN,
    about: ['UAPI-IOAS-03'],
    edits: [
      {
        module: 'kernel/attachment',
        from: '  ioasOf(hwpt).unreserve(device);\n  await letGo(context, hwpt);\n',
        to: '  if (hwpt instanceof PagingHwpt) hwpt.ioas.unreserve(device);\n  await letGo(context, hwpt);\n',
      },
    ],
  },
  {
    id: 'devices-on-a-nested-hwpt-count-once',
    title: 'All devices on a nested HWPT are one user of it, and the first to go takes that along',
    source: OWN,
    about: ['UAPI-DES-03'],
    edits: [
      {
        module: 'kernel/attachment',
        from: '  hwpt.acquire(); // UAPI-DES-03\n',
        to: '  if (hwpt instanceof PagingHwpt || hwpt.idle) hwpt.acquire(); // UAPI-DES-03\n',
      },
      {
        module: 'kernel/attachment',
        from: '  hwpt.release();\n',
        to: '  if (hwpt instanceof PagingHwpt || !hwpt.idle) hwpt.release();\n',
      },
    ],
  },
];
