import { type Fault, OWN } from '../fault';

/** Faults in IDs, references, destruction and the rules that all requests share. */
export const OBJECT_FAULTS: readonly Fault[] = [
  {
    id: 'freed-id-not-reused',
    title: 'The ID of a destroyed object is not given out again',
    source: OWN,
    about: ['UAPI-COM-06'],
    edits: [
      {
        module: 'kernel/objects',
        from: '    this.#slots.delete(id);\n    this.#ids.give(id);\n  }\n\n  /** Forgets an object but',
        to: '    this.#slots.delete(id);\n  }\n\n  /** Forgets an object but',
      },
    ],
  },
  {
    id: 'tombstone-reused',
    title: 'The ID of a vDEVICE that went with its device is given out again',
    source: OWN,
    about: ['VSID-15'],
    edits: [{ module: 'kernel/objects', from: "this.#slots.set(this.#take(object), 'tombstone');", to: 'this.remove(object);' }],
  },
  {
    id: 'wrong-type-einval',
    title: 'An ID of the wrong type gives EINVAL and not ENOENT',
    source: OWN,
    about: ['UAPI-COM-06', 'UAPI-COM-08'],
    edits: [
      {
        module: 'kernel/objects',
        from: "if (!(object instanceof type)) throw new Refusal('ENOENT'); // UAPI-COM-06",
        to: "if (object === undefined) throw new Refusal('ENOENT');\n    if (!(object instanceof type)) throw new Refusal('EINVAL');",
      },
    ],
  },
  {
    id: 'parent-id-enoent',
    title: 'HWPT_ALLOC gives ENOENT for a pt_id that does not exist',
    source: OWN,
    about: ['UAPI-HWPT-04', 'UAPI-COM-06'],
    edits: [{ module: 'kernel/hwpt-alloc', from: "throw new Refusal('EINVAL'); // UAPI-HWPT-04", to: "throw new Refusal('ENOENT');" }],
  },
  {
    id: 'destroy-in-use',
    title: 'DESTROY takes an object that has users',
    source: OWN,
    about: ['UAPI-DES-01', 'UAPI-DES-02', 'UAPI-DES-03'],
    edits: [{ module: 'kernel/objects', from: "if (!object.idle) throw new Refusal('EBUSY');", to: '' }],
  },
  {
    id: 'vdevice-no-user-of-viommu',
    title: 'A vDEVICE does not count as a user of its vIOMMU',
    source: OWN,
    about: ['VSID-14', 'UAPI-DES-02'],
    edits: [
      { module: 'kernel/vdevice', from: '    viommu.acquire(); // VSID-14', to: '' },
      { module: 'kernel/vdevice', from: '    this.viommu.release();\n', to: '' },
    ],
  },
  {
    id: 'nested-hwpt-no-user-of-viommu',
    title: 'A nested HWPT does not count as a user of its vIOMMU',
    source: OWN,
    about: ['UAPI-HWPT-14', 'UAPI-DES-02'],
    edits: [
      { module: 'kernel/nested-hwpt', from: '    viommu.acquire(); // UAPI-HWPT-14', to: '' },
      { module: 'kernel/nested-hwpt', from: '    this.viommu.release();\n', to: '' },
    ],
  },
  {
    id: 'mapping-no-user-of-viommu',
    title: 'A mapping of page 0 does not count as a user of its vIOMMU',
    source: OWN,
    about: ['UAPI-MMAP-06', 'UAPI-DES-02'],
    edits: [
      { module: 'kernel/vintf-page', from: '    this.#viommu.acquire();\n', to: '' },
      { module: 'kernel/vintf-page', from: '    this.#viommu.release();\n', to: '' },
    ],
  },
  {
    id: 'split-mapping-counted-once',
    title: 'A mapping that an unmap splits in two counts as one user',
    source: OWN,
    about: ['UAPI-MMAP-06'],
    edits: [
      {
        module: 'kernel/address-space',
        from: 'for (const { pages } of this.#mappings) pages.opened();',
        to: 'for (const pages of new Set(this.#mappings.map((mapping) => mapping.pages))) pages.opened();',
      },
    ],
  },
  {
    id: 'viommu-no-user-of-parent',
    title: 'A vIOMMU does not count as a user of its parent HWPT',
    source: OWN,
    about: ['UAPI-VIOMMU-15', 'UAPI-DES-03'],
    edits: [
      { module: 'kernel/viommu', from: '    parent.acquire(); // UAPI-VIOMMU-15', to: '' },
      { module: 'kernel/viommu', from: '    this.parent.release();\n', to: '' },
    ],
  },
  {
    id: 'mapping-lets-iommufd-go',
    title: 'A closed iommufd goes although a page of it is mapped',
    source: OWN,
    about: ['UAPI-DES-05'],
    edits: [
      { module: 'kernel/vintf-page', from: '    this.#viommu.acquire();\n', to: '' },
      { module: 'kernel/vintf-page', from: '    this.#viommu.release();\n', to: '' },
      { module: 'kernel/vintf-page', from: '    this.#context.acquire();\n', to: '' },
      { module: 'kernel/vintf-page', from: '    await this.#context.release();\n', to: '' },
    ],
  },
  {
    id: 'fault-at-write-back-keeps-object',
    title: 'A request whose results cannot be written back leaves its object',
    source: OWN,
    about: ['UAPI-COM-05', 'UAPI-VIOMMU-13'],
    edits: [{ module: 'kernel/user-call', from: '    await this.#object?.destroy();\n', to: '' }],
  },
  {
    id: 'minimum-size-not-checked',
    title: 'A structure below its minimum size is extended with zeros',
    source: OWN,
    about: ['UAPI-COM-04', 'UAPI-COM-03'],
    edits: [{ module: 'kernel/ioctl', from: 'if (userSize < minimum)', to: 'if (userSize < 4 && minimum > 0)' }],
  },
  {
    id: 'trailing-bytes-ignored',
    title: 'Bytes behind the structure that the kernel knows may be anything',
    source: OWN,
    about: ['UAPI-COM-03'],
    edits: [{ module: 'kernel/user-copy', from: "throw new Refusal('E2BIG');", to: 'break;' }],
  },
  {
    id: 'size-before-number',
    title: 'A size below the minimum is told before an unknown request',
    source: OWN,
    about: ['UAPI-COM-03'],
    edits: [
      {
        module: 'kernel/ioctl',
        from: "if (found === undefined) throw new Refusal('ENOTTY');",
        to: "if (found === undefined) throw new Refusal(userSize < 8 ? 'EINVAL' : 'ENOTTY');",
      },
    ],
  },
  {
    id: 'mmap-offset-zero',
    title: 'mmap offsets start at 0',
    source: OWN,
    about: ['UAPI-VIOMMU-14', 'UAPI-MMAP-08'],
    edits: [{ module: 'kernel/mmap-cookies', from: 'let offset = this.#pageSize;', to: 'let offset = this.#pageSize - this.#pageSize;' }],
  },
  {
    id: 'automatic-hwpt-nests',
    title: 'The HWPT that ATTACH makes for an IOAS is a nest parent',
    source: OWN,
    about: ['UAPI-VIOMMU-06'],
    edits: [{ module: 'kernel/attachment', from: 'nestParent: false, automatic: true', to: 'nestParent: true, automatic: true' }],
  },
  {
    id: 'part-of-page-mapped',
    title: 'A part of the 64 KiB page can be mapped',
    source: OWN,
    about: ['UAPI-MMAP-05', 'UAPI-MMAP-07'],
    edits: [
      {
        module: 'kernel/mmap-cookies',
        from: 'cookie.offset === offset',
        to: 'cookie.offset <= offset && offset < cookie.offset + cookie.length',
      },
      {
        module: 'kernel/iommufd-file',
        from: 'length !== cookie.length',
        to: 'offset + length > cookie.offset + cookie.length',
      },
    ],
  },
  {
    id: 'private-mapping-accepted',
    title: 'A private mapping of the page is accepted',
    source: OWN,
    about: ['UAPI-MMAP-02'],
    edits: [
      {
        module: 'kernel/iommufd-file',
        from: "if (!shared) throw new Refusal('EINVAL');",
        to: 'if (!shared && length === 0n) return undefined as never;',
      },
    ],
  },
  {
    id: 'page-of-next-vintf',
    title: 'The page that is mapped is that of the next VINTF',
    source: OWN,
    about: ['ISO-06', 'UAPI-MMAP-06'],
    edits: [{ module: 'kernel/vintf-page', from: 'vintfPage0(vintf)', to: 'vintfPage0(vintf + 1)' }],
  },
  {
    id: 'vdevice-of-any-viommu',
    title: 'A stage-1 HWPT attaches to a device whose vDEVICE is on another vIOMMU',
    source: OWN,
    about: ['UAPI-HWPT-15'],
    edits: [
      {
        module: 'kernel/attachment',
        from: 'hasStage1 && device.vdevice?.viommu !== viommu',
        to: 'hasStage1 && device.vdevice === undefined',
      },
    ],
  },
  {
    id: 'every-smmu-of-48-bits',
    title: 'Stage 2 translates 48 bits, whatever output addresses the SMMU has',
    source: OWN,
    about: ['UAPI-IOAS-03'],
    edits: [
      {
        module: 'kernel/smmu-features',
        from: 'granule === WIDE_GRANULE ? outputBits : min(outputBits, NARROW_TABLE_BITS)',
        to: 'min(DEFAULT_OUTPUT_BITS, NARROW_TABLE_BITS)',
      },
    ],
  },
  {
    id: 'small-pages-of-52-bits',
    title: 'Stage 2 translates all output addresses of 52 bits with pages of 4 KiB, too',
    source: OWN,
    about: ['UAPI-IOAS-03'],
    edits: [
      {
        module: 'kernel/smmu-features',
        from: 'granule === WIDE_GRANULE ? outputBits : min(outputBits, NARROW_TABLE_BITS)',
        to: 'granule === 0n ? min(outputBits, NARROW_TABLE_BITS) : outputBits',
      },
    ],
  },
  {
    id: 'stage-1-by-output-address',
    title: 'Stage 1 translates as many bits as stage 2 does',
    source: OWN,
    about: ['UAPI-IOAS-03'],
    edits: [
      {
        module: 'kernel/smmu-features',
        from: 'stage === 1 ? STAGE1_INPUT_BITS : stage2InputBits',
        to: 'stage > 2 ? STAGE1_INPUT_BITS : stage2InputBits',
      },
    ],
  },
  {
    id: 'automatic-table-narrows-for-ever',
    title: 'The HWPT that ATTACH made for an IOAS leaves the ranges and the alignment of the IOAS as they were with it when it goes',
    source: OWN,
    about: ['UAPI-IOAS-03', 'UAPI-VFIO-05'],
    edits: [
      {
        module: 'kernel/paging-hwpt',
        from: '    this.ioas.removeTable(this.#limits);\n',
        to: '    if (!this.kind.automatic) this.ioas.removeTable(this.#limits);\n',
      },
    ],
  },
  {
    id: 'virtual-id-of-32-bits',
    title: 'Virtual IDs of a plain vIOMMU are told apart by their lower 32 bits',
    source: OWN,
    about: ['VSID-16'],
    edits: [
      {
        module: 'kernel/vdevice-alloc',
        from: 'const virtId = values.virt_id;\n  if',
        to: 'const virtId = values.virt_id & 0xffff_ffffn;\n  if',
      },
    ],
  },
  {
    id: 'high-virtual-id-stays-taken',
    title: 'A virtual ID of more than 20 bits stays taken when its vDEVICE is gone',
    source: OWN,
    about: ['VSID-16'],
    edits: [
      {
        module: 'kernel/vdevice',
        from: 'this.viommu.streams.delete(this.#virtId);',
        to: 'this.viommu.streams.delete(this.#virtId & 0xf_ffffn);',
      },
    ],
  },
  {
    id: 'untranslated-hwpt-is-no-user',
    title: 'A nested HWPT for bypass or abort does not count as a user of its vIOMMU',
    source: OWN,
    about: ['UAPI-HWPT-14'],
    edits: [
      {
        module: 'kernel/nested-hwpt',
        from: '    viommu.acquire(); // UAPI-HWPT-14',
        to: '    if (this.hasStage1) viommu.acquire(); // UAPI-HWPT-14',
      },
      {
        module: 'kernel/nested-hwpt',
        from: '    this.viommu.release();',
        to: '    if (this.hasStage1) this.viommu.release();',
      },
    ],
  },
  {
    id: 'refused-vsid-keeps-an-id',
    title: 'A vDEVICE that is refused because its vSID is used keeps an ID',
    source: OWN,
    about: ['UAPI-COM-06', 'VSID-07'],
    edits: [
      {
        module: 'kernel/vdevice-alloc',
        from: '  if (viommu.streams.has(virtId)) throw',
        to: '  if (viommu.streams.has(virtId)) call.context.objects.reserve();\n  if (viommu.streams.has(virtId)) throw',
      },
    ],
  },
  {
    id: 'vdevice-of-a-plain-viommu-is-no-user',
    title: 'A vDEVICE does not count as a user of a plain SMMUv3 vIOMMU',
    source: OWN,
    about: ['VSID-14', 'UAPI-DES-02'],
    edits: [
      {
        module: 'kernel/vdevice',
        from: '    viommu.acquire(); // VSID-14',
        to: '    if (slot !== undefined) viommu.acquire(); // VSID-14',
      },
      {
        module: 'kernel/vdevice',
        from: '    this.viommu.release();',
        to: '    if (this.#slot !== undefined) this.viommu.release();',
      },
    ],
  },
];
