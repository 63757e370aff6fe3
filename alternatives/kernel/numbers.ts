import type { Alternative } from '../alternative';

const PAGING = 'kernel/paging-hwpt';
const TAKE = '  return vmid;\n';
const GIVE = 'this.smmu.vmids.give(this.vmid);';
// IDR0.VMID16 is bit 18.
const VMIDS = '(2 ** (8 + 8 * ((Number(smmu.description.idr[0]) >> 18) & 1)) - 1)';
const OWN_VMIDS = '(2 ** (8 + 8 * ((Number(this.smmu.description.idr[0]) >> 18) & 1)) - 1)';

const CMDQV = 'kernel/tegra/cmdqv';
const OBJECTS = 'kernel/objects';

/** Kernels that hand out other numbers and addresses. */
export const NUMBER_ALTERNATIVES: readonly Alternative[] = [
  {
    id: 'vmids-from-the-top',
    title: 'VMIDs are given from the highest down',
    allowedBy: 'UAPI-HWPT-07 names a range and no order in it',
    edits: [
      { module: PAGING, from: TAKE, to: `  return ${VMIDS} + 1 - vmid;\n` },
      { module: PAGING, from: GIVE, to: `this.smmu.vmids.give(${OWN_VMIDS} + 1 - this.vmid);` },
    ],
  },
  {
    id: 'vmids-from-the-middle',
    title: 'VMIDs are given from the 100th on, and from 1 after the last',
    allowedBy: 'UAPI-HWPT-07 names a range and no order in it',
    edits: [
      { module: PAGING, from: TAKE, to: `  return ((vmid + 98) % ${VMIDS}) + 1;\n` },
      { module: PAGING, from: GIVE, to: `this.smmu.vmids.give(((this.vmid + 100 * ${OWN_VMIDS} - 100) % ${OWN_VMIDS}) + 1);` },
    ],
  },
  {
    id: 'fds-from-100',
    title: 'File descriptors begin at 100',
    allowedBy: 'a process may have other files open',
    edits: [{ module: 'kernel/open-file', from: 'const FIRST_FD = 3;', to: 'const FIRST_FD = 100;' }],
  },
  {
    id: 'user-addresses-elsewhere',
    title: 'Memory and mapped files of a process lie at other addresses',
    allowedBy: 'no clause names an address of user space',
    edits: [
      { module: 'kernel/address-space', from: 'const RAM_BASE = 0x1000_0000_0000n;', to: 'const RAM_BASE = 0x7fff_0000_0000n;' },
      { module: 'kernel/address-space', from: 'const FILE_BASE = 0x7f00_0000_0000n;', to: 'const FILE_BASE = 0x5550_0001_0000n;' },
    ],
  },
  {
    id: 'kernel-memory-from-below',
    title: "The kernel's own queues lie at lower addresses, in ascending order",
    allowedBy: 'HOST-03 tells the size of the queues and no place',
    edits: [
      { module: 'kernel/kernel-memory', from: 'const TOP = 0x10_8000_0000n;', to: 'const TOP = 0x8_0000_0000n;' },
      {
        module: 'kernel/kernel-memory',
        from: 'this.#next = (this.#next - length) & ~(length - 1n);\n    return this.#next;',
        to: 'const start = (this.#next + length - 1n) & ~(length - 1n);\n    this.#next = start + length;\n    return start;',
      },
    ],
  },
  {
    id: 'vmids-in-turn',
    title: 'A VMID that was free once comes back only after all others',
    allowedBy: 'UAPI-HWPT-07 names a range and no order in it',
    edits: [
      {
        module: 'kernel/smmu',
        from: '    this.vmids = new LowestFree(',
        to: '    this.vmids = new InTurn(',
      },
      {
        module: 'kernel/smmu',
        from: '/** A physical SMMU and its driver. */\n',
        to: `class InTurn extends LowestFree {
  readonly #last: number;
  readonly #given: number[] = [];
  #next: number;

  constructor(first: number, last: number) {
    super(first, last);
    this.#last = last;
    this.#next = first;
  }

  override take(): number | undefined {
    return this.#next <= this.#last ? this.#next++ : this.#given.shift();
  }

  override give(number: number): void {
    this.#given.push(number);
  }
}

/** A physical SMMU and its driver. */
`,
      },
    ],
  },
  {
    id: 'fds-never-again',
    title: 'No file descriptor is given twice',
    allowedBy: 'other threads of the process open files too',
    edits: [
      {
        module: 'kernel/open-file',
        from: '    let fd = FIRST_FD;\n    while (this.#files.has(fd)) fd++;\n',
        to: '    const fd = this.#next++;\n',
      },
      {
        module: 'kernel/open-file',
        from: '  /** Takes the lowest free',
        to: '  #next = FIRST_FD;\n\n  /** Takes the lowest free',
      },
    ],
  },
  {
    id: 'iovas-from-the-top',
    title: 'Without FIXED_IOVA the highest range is chosen',
    allowedBy: 'UAPI-IOAS-10 names no order',
    edits: [
      {
        module: 'kernel/ioas',
        from: 'gaps([{ start: 0n, last: unit - 1n }, ...this.#reserved.values(), ...areas])) {\n      const iova = alignUp(start, unit);\n      if (iova + length - 1n <= last) return iova;\n',
        to: 'gaps([{ start: 0n, last: unit - 1n }, ...this.#reserved.values(), ...areas]).toReversed()) {\n      if (last - start < length - 1n) continue;\n      const iova = last + 1n - length - ((last + 1n - length) % unit);\n      if (iova >= start) return iova;\n',
      },
    ],
  },
  {
    id: 'smaller-kernel-queues',
    title: "The kernel's cap of its own queues is 2^8 pages",
    allowedBy: 'HOST-03 does not say what the cap is',
    edits: [{ module: CMDQV, from: 'const MAX_PAGE_ORDER = 10;', to: 'const MAX_PAGE_ORDER = 8;' }],
  },
  {
    id: 'vintfs-from-the-top',
    title: 'User VINTFs are given from the highest index down',
    allowedBy: 'nothing: it breaks PHYS-06 and what says the same',
    breaks: ['PHYS-06', 'UAPI-VIOMMU-10'],
    edits: [
      {
        module: CMDQV,
        from: "    const index = this.#indices.take();\n    if (index === undefined) throw new Refusal('ENOSPC'); // UAPI-VIOMMU-10",
        to: "    const place = this.#indices.take();\n    if (place === undefined) throw new Refusal('ENOSPC'); // UAPI-VIOMMU-10\n    const index = this.geometry.vintfs - place;",
      },
      { module: CMDQV, from: 'this.#indices.give(vintf.index);', to: 'this.#indices.give(this.geometry.vintfs - vintf.index);' },
    ],
  },
  {
    id: 'object-ids-from-100',
    title: 'Object IDs begin at 100',
    allowedBy: 'nothing: it breaks UAPI-COM-06',
    breaks: ['UAPI-COM-06', 'UAPI-COM-12', 'UAPI-VFIO-01'],
    edits: [{ module: OBJECTS, from: 'new LowestFree(1, LAST_ID)', to: 'new LowestFree(100, LAST_ID)' }],
  },
  {
    id: 'object-ids-never-again',
    title: 'An object ID that was free once is not given again',
    allowedBy: 'nothing: it breaks UAPI-COM-06',
    breaks: ['UAPI-COM-06', 'UAPI-COM-05', 'UAPI-COM-07', 'UAPI-COM-12', 'UAPI-DES-05', 'UAPI-VFIO-08', 'UAPI-VIOMMU-13', 'VSID-15'],
    edits: [
      {
        module: OBJECTS,
        from: '    this.#slots.delete(id);\n    this.#ids.give(id);\n  }\n\n  /** Makes',
        to: '    this.#slots.delete(id);\n  }\n\n  /** Makes',
      },
      {
        module: OBJECTS,
        from: '    this.#slots.delete(id);\n    this.#ids.give(id);\n  }\n\n  /** Forgets',
        to: '    this.#slots.delete(id);\n  }\n\n  /** Forgets',
      },
    ],
  },
  {
    id: 'mmap-offsets-from-the-top',
    title: 'Pages are offered for mmap from 1 GiB up',
    allowedBy: 'nothing: it breaks UAPI-VIOMMU-14',
    breaks: ['UAPI-VIOMMU-14'],
    edits: [{ module: 'kernel/mmap-cookies', from: 'let offset = this.#pageSize;', to: 'let offset = 0x4000_0000n;' }],
  },
];
