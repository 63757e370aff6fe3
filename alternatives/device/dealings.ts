import type { Alternative } from '../alternative';

const SMMU = 'device/accelerated-smmu';
const SESSION = 'device/host-session';
const QUEUE = 'device/event-queue';
const TABLES = 'device/acpi-tables';

/** VMMs that put their requests otherwise, or show more or less beside what the specification describes. */
export const DEALING_ALTERNATIVES: readonly Alternative[] = [
  {
    id: 'longer-structures',
    title: 'The structure of each request to the iommufd is 16 bytes longer than the kernel knows it, as with a newer header',
    allowedBy: 'UAPI-COM-03: bytes that the kernel does not know have to be 0',
    edits: [
      {
        module: SESSION,
        from: '    return call(this.calls, this.fd, request, values, data);\n',
        to: '    return longer(this.calls, this.fd, request, values, data);\n',
      },
      {
        module: SESSION,
        from: '    return demand(this.calls, this.fd, request, values, data);\n',
        to: `    return longer(this.calls, this.fd, request, values, data).then((called) => {
      if (called.status !== 'OK') throw refused(\`\${request.name} failed\`, called.status);
      return called;
    });
`,
      },
      {
        module: SESSION,
        from: 'const MAP_FLAGS =',
        to: `async function longer<S extends Structure>(
  calls: HostCalls,
  fd: number,
  request: Request<S>,
  values: Partial<Values<S>>,
  data: Uint8Array = new Uint8Array(0),
): Promise<Called<S>> {
  const argument: Uint8Array = new Uint8Array(request.structure.bytes + 16);
  argument.set(encodeStructure(request.structure, { size: argument.length, ...values }));
  const segments = [{ address: ARGUMENT_ADDRESS, bytes: argument, writable: true }];
  if (data.length > 0) segments.push({ address: DATA_ADDRESS, bytes: data, writable: true });
  const status = await calls.ioctl(fd, request.number, ARGUMENT_ADDRESS, new UserMemory(segments));
  return { status, out: decodeStructure(request.structure, argument.subarray(0, request.structure.bytes)), data };
}

const MAP_FLAGS =`,
      },
      {
        module: SESSION,
        from: '  type Called,\n  call,\n  DESTROY,\n',
        to: '  ARGUMENT_ADDRESS,\n  type Called,\n  DATA_ADDRESS,\n  decodeStructure,\n  DESTROY,\n  encodeStructure,\n',
      },
      {
        module: SESSION,
        from: "import type { HostCalls } from '../../src/ports';",
        to: "import { type HostCalls, UserMemory } from '../../src/ports';",
      },
      { module: SESSION, from: 'import { demand, demandFile } from', to: 'import { demand, demandFile, refused } from' },
    ],
  },
  {
    id: 'refused-in-other-words',
    title: 'What is refused without words of the specification is refused in other words, and hints go on after them',
    allowedBy: 'QEMU-13 and TEAR-09 give no words, and QEMU-14 gives a hint and not the whole message',
    edits: [
      {
        module: SMMU,
        from: 'Device already has an associated hiodi: ${wanted.device}, StreamID ${wanted.streamId}',
        to: 'the slot is in use',
      },
      { module: SMMU, from: '${name} is what the vIOMMU was created with; it cannot be unplugged while CMDQ-V is active', to: 'not now' },
      { module: SMMU, from: 'no device ${name} is plugged', to: 'what do you mean by ${name}?' },
      { module: 'device/refusal', from: '`${what}: ${status}`', to: '`${what} (${status}): see the log of the host.`' },
    ],
  },
  {
    id: 'refused-hwpt-asked-for-once-more',
    title: 'A nested HWPT that the kernel refuses is asked for once more',
    allowedBy: 'SMMU-07 says what becomes of the stream if the kernel refuses it; asking again changes nothing',
    edits: [
      {
        module: 'device/viommu',
        from: '    const { status, out } = await this.#requestHwpt(device, entry);\n    return status',
        to: `    const first = await this.#requestHwpt(device, entry);
    const { status, out } = first.status === 'OK' ? first : await this.#requestHwpt(device, entry);
    return status`,
      },
    ],
  },
  {
    id: 'event-queue-registers-keep-their-fields',
    title: 'EVENTQ_PROD and EVENTQ_CONS keep the index and the bit of the overflow, and EVENTQ_BASE its fields',
    allowedBy: 'the architecture reserves the other bits; SMMU-12 and SMMU-14 name the fields',
    edits: [
      {
        module: QUEUE,
        from: '    else if (offset === PROD) this.#prod = content;\n',
        to: '    else if (offset === PROD) this.#prod = content & 0x800f_ffffn;\n',
      },
      {
        module: QUEUE,
        from: '    else if (offset === CONS) this.#cons = content;\n',
        to: '    else if (offset === CONS) this.#cons = content & 0x800f_ffffn;\n    this.#base &= 0x400f_ffff_ffff_ffffn;\n',
      },
    ],
  },
  {
    id: 'root-complexes-first',
    title: 'The IORT has its root complexes in front of the SMMUs that they are behind',
    allowedBy: 'QEMU-10 and QEMU-18 name nodes and no order; a mapping points where its SMMU is',
    edits: [
      {
        module: TABLES,
        from: `    ...smmus.map(({ identifier }, index) => smmuNode(identifier, index)),
    ...smmus.map(({ ats }, index) => rootComplexNode(ats, index)),
`,
        to: `    ...smmus.map(({ ats }, index) => rootComplexNode(ats, index, smmus.length)),
    ...smmus.map(({ identifier }, index) => smmuNode(identifier, index)),
`,
      },
      {
        module: TABLES,
        from: 'function rootComplexNode(ats: boolean, index: number)',
        to: 'function rootComplexNode(ats: boolean, index: number, count: number)',
      },
      {
        module: TABLES,
        from: 'FIRST_NODE + index * SMMU_NODE_BYTES, true)',
        to: 'FIRST_NODE + count * node.byteLength + index * SMMU_NODE_BYTES, true)',
      },
    ],
  },
  {
    id: 'further-tables',
    title: 'The firmware has further tables in front of and behind the DSDT and the IORT',
    allowedBy: 'QEMU-09 and QEMU-10 say what is in two of them',
    edits: [
      { module: TABLES, from: "    ['DSDT', table(", to: "    ['APIC', table('APIC', u32(0))],\n    ['DSDT', table(" },
      {
        module: TABLES,
        from: 'nodes.flat()])],\n',
        to: "nodes.flat()])],\n    ['MCFG', table('MCFG', u64(0n))],\n    ['SSDT', table('SSDT', [])],\n",
      },
    ],
  },
];
