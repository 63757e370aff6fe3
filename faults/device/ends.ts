import { type Fault, OWN } from '../fault';

/** Faults of the device that show only at the ends of a range, for the second of two, or after a change. */
export const DEVICE_END_FAULTS: readonly Fault[] = [
  {
    id: 'queue-length-of-32-bits',
    title: 'The length of a requested queue is computed in 32 bits, so LOG2SIZE 28 and more ask for another',
    source: OWN,
    about: ['ALLOC-06', 'ALLOC-07'],
    edits: [
      {
        module: 'device/vcmdq',
        from: '    const length = BigInt(COMMAND_BYTES) << extract(base, BASE_LOG2SIZE);\n',
        to: '    const length = BigInt.asUintN(32, BigInt(COMMAND_BYTES) << extract(base, BASE_LOG2SIZE));\n',
      },
    ],
  },
  {
    id: 'clamp-first-smmu-only',
    title: 'IDR1.CMDQS is lowered for the first SMMU of a VM alone',
    source: OWN,
    about: ['LIM-03', 'ISO-11'],
    edits: [
      {
        module: 'device/accelerated-smmu',
        from: '    if (this.cmdqvBlock === undefined) return;\n    for',
        to: '    if (this.cmdqvBlock === undefined || (clamped.get(this.#memory) ?? this) !== this) return;\n    clamped.set(this.#memory, this);\n    for',
      },
      {
        module: 'device/accelerated-smmu',
        from: 'async function release({ viommu',
        to: 'const clamped = new WeakMap<GuestMemory, AcceleratedSmmu>();\n\nasync function release({ viommu',
      },
    ],
  },
  {
    id: 'host-identification-of-first-smmu',
    title: 'What the SMMU of the first device has is remembered for the whole VM',
    source: OWN,
    about: ['LIFE-18', 'LIFE-19', 'ISO-11'],
    edits: [
      {
        module: 'device/probe',
        from: 'export async function hostIdentification(session: HostSession, device: number): Promise<Identification> {\n',
        to: 'const known = new WeakMap<HostSession, Identification>();\n\nexport async function hostIdentification(session: HostSession, device: number): Promise<Identification> {\n  const made = known.get(session) ?? (await askIdentification(session, device));\n  known.set(session, made);\n  return made;\n}\n\nasync function askIdentification(session: HostSession, device: number): Promise<Identification> {\n',
      },
    ],
  },
  {
    id: 'cmdqv-probed-once-per-vm',
    title: 'Whether the host has CMDQ-V is found out for the first SMMU of a VM, and taken for the others',
    source: OWN,
    about: ['LIFE-02', 'QEMU-03'],
    edits: [
      {
        module: 'device/probe',
        from: 'export async function cmdqvObstacle(session: HostSession, device: number): Promise<string | undefined> {\n',
        to: 'const obstacles = new WeakMap<HostSession, { readonly obstacle: string | undefined }>();\n\nexport async function cmdqvObstacle(session: HostSession, device: number): Promise<string | undefined> {\n  const found = obstacles.get(session) ?? { obstacle: await probeCmdqv(session, device) };\n  obstacles.set(session, found);\n  return found.obstacle;\n}\n\nasync function probeCmdqv(session: HostSession, device: number): Promise<string | undefined> {\n',
      },
    ],
  },
  {
    id: 'auto-decided-once',
    title: 'A VM with cmdqv=auto whose first device had no CMDQ-V never looks for it again',
    source: OWN,
    about: ['LIFE-02', 'LIFE-04'],
    edits: [
      {
        module: 'device/accelerated-smmu',
        from: '    const obstacle = await cmdqvObstacle(session, device);\n',
        to: '    const obstacle = this.#none ?? (await cmdqvObstacle(session, device));\n    this.#none = obstacle;\n',
      },
      {
        module: 'device/accelerated-smmu',
        from: '  #settled = false;\n',
        to: '  #settled = false;\n  #none: string | undefined;\n',
      },
    ],
  },
  {
    id: 'event-index-of-16-bits',
    title: 'EVENTQ_PROD advances in 16 bits, whatever the size of the event queue',
    source: OWN,
    about: ['SMMU-10'],
    edits: [
      {
        module: 'device/event-queue',
        from: '((this.#prod + 1n) & places)',
        to: '((this.#prod + 1n) & places & 0xffffn)',
      },
    ],
  },
  {
    id: 'empty-smmu-not-reset',
    title: 'A reset passes over an SMMU that has no device',
    source: OWN,
    about: ['SMMU-15', 'TEAR-05', 'ISO-11'],
    edits: [
      {
        module: 'device/accelerated-smmu',
        from: '  async reset(): Promise<void> {\n',
        to: '  async reset(): Promise<void> {\n    if (this.#backing === undefined) return;\n',
      },
    ],
  },
  {
    id: 'range-ends-at-refused-stage-1',
    title: 'A range of CFGI_STE ends at the stream whose stage 1 the host refuses',
    source: OWN,
    about: ['TRAP-01', 'SMMU-07'],
    edits: [
      {
        module: 'device/accelerated-smmu',
        from: '      await this.#route(device, backing.viommu);\n    }\n',
        to: '      if (!(await this.#route(device, backing.viommu))) return;\n    }\n',
      },
      {
        module: 'device/accelerated-smmu',
        from: '  async #route(device: PassthroughDevice, viommu: Viommu): Promise<void> {\n',
        to: '  async #route(device: PassthroughDevice, viommu: Viommu): Promise<boolean> {\n',
      },
      {
        module: 'device/accelerated-smmu',
        from: "    else if (!(await device.translate(viommu, treatment))) await device.attach(viommu.untranslated('abort'));\n",
        to: "    else if (!(await device.translate(viommu, treatment))) {\n      await device.attach(viommu.untranslated('abort'));\n      return false;\n    }\n    return true;\n",
      },
    ],
  },
  {
    id: 'enabled-at-once-not-heard',
    title: 'A write of CR0 that sets SMMUEN and EVENTQEN together does not ask for the events of the host',
    source: OWN,
    about: ['SMMU-09'],
    edits: [
      {
        module: 'device/accelerated-smmu',
        from: '    if (this.#registers.policy !== before) await this.#routeAll();\n    if (!toldBefore)',
        to: '    if (this.#registers.policy !== before) return this.#routeAll();\n    if (!toldBefore)',
      },
    ],
  },
  {
    id: 'same-command-forwarded-once',
    title: 'An invalidation that equals the one before it is not handed to the host again',
    source: OWN,
    about: ['TRAP-02'],
    edits: [
      {
        module: 'device/viommu',
        from: '  async invalidate(command: Uint8Array): Promise<Status> {\n',
        to: "  async invalidate(command: Uint8Array): Promise<Status> {\n    if (command.every((byte, at) => byte === this.#invalidated[at])) return 'OK';\n    this.#invalidated = command.slice();\n",
      },
      {
        module: 'device/viommu',
        from: '  readonly #untranslated = new',
        to: '  #invalidated: Uint8Array = new Uint8Array(0);\n  readonly #untranslated = new',
      },
    ],
  },
  {
    id: 'dram-half-sign-extended',
    title: 'The high half of a page-1 register is stored with its sign when it is written alone',
    source: OWN,
    about: ['VCMDQ-15', 'ACC-06'],
    edits: [
      {
        module: 'device/vcmdq',
        from: '(old & LOW_HALF) | (value << HALF_BITS)',
        to: '(old & LOW_HALF) | (BigInt.asIntN(32, value) << HALF_BITS)',
      },
    ],
  },
];
