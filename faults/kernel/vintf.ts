import { type Fault, OWN } from '../fault';

const VINTF = 'kernel/tegra/vintf';
const CMDQV = 'kernel/tegra/cmdqv';
const CLEAR_SIDS = '    await storeAll(registers, layout.noSids); // VHW-09\n';

/** Faults in the VINTFs, their vSID slots and the bring-up of the block. */
export const VINTF_FAULTS: readonly Fault[] = [
  {
    id: 'hist-72',
    history: 'HIST-72',
    title: 'A vSID of more than 20 bits is taken and shifted into SID_MATCH',
    source: 'Linux before 7.2, by comparison of the code',
    about: ['VSID-08', 'SIDR-05'],
    edits: [
      { module: VINTF, from: 'if (vsid > largest(VIRT_SID))', to: 'if (vsid < 0n && vsid > largest(VIRT_SID))' },
      { module: VINTF, from: 'compose(match, { ENABLE: 1n, VIRT_SID: vsid })', to: 'BigInt.asUintN(32, (vsid << 1n) | 1n)' },
    ],
  },
  {
    id: 'hist-73',
    history: 'HIST-73',
    title: 'Of a device with several streams the first one is mapped',
    source: 'Linux before 7.2, by comparison of the code',
    about: ['VSID-09'],
    edits: [{ module: VINTF, from: 'psid === undefined || others.length > 0', to: 'psid === undefined' }],
  },
  {
    id: 'hist-80',
    history: 'HIST-80',
    title: 'The second word of LVCMDQ_ERR_MAP is taken for the first',
    source: 'Linux before a2ee315db426 (7.3)',
    about: ['HOST-08'],
    edits: [{ module: 'kernel/tegra/isr', from: 'vintf.lvcmdqs[WORD_BITS * word + bit]', to: 'vintf.lvcmdqs[0 * word + bit]' }],
  },
  {
    id: 'config-of-enable-alone',
    title: 'Where CMDQV_EN is toggled the other bits of CMDQV_CONFIG are lost',
    source: OWN,
    about: ['HOST-04'],
    edits: [
      { module: 'kernel/tegra/cmdqv', from: 'await disable(registers, global, config))', to: 'await disable(registers, global))' },
      { module: 'kernel/tegra/cmdqv', from: 'await enable(registers, global, config))', to: 'await enable(registers, global))' },
    ],
  },
  {
    id: 'hist-86',
    history: 'HIST-86',
    title: 'The reset of the block maps every logical vCMDQ',
    source: 'Linux before "Do not statically map LVCMDQs"',
    about: ['HOST-04', 'PHYS-05', 'PHYS-11'],
    edits: [
      {
        module: 'kernel/tegra/layout',
        from: 'value: compose(register, place) };',
        to: 'value: compose(register, { ...place, ALLOC: 1n }) };',
      },
    ],
  },
  {
    id: 'user-vintf-hyp-own',
    title: 'HYP_OWN of a user VINTF is set',
    source: OWN,
    about: ['VHW-03', 'VHW-05', 'ISO-04'],
    edits: [{ module: CMDQV, from: 'vintf.start({ hypOwn: false })', to: 'vintf.start({ hypOwn: true })' }],
  },
  {
    id: 'vmid-of-first-vm',
    title: 'Every user VINTF gets VMID 1',
    source: OWN,
    about: ['ISO-03', 'VHW-06'],
    edits: [
      {
        module: CMDQV,
        from: 'const vintf = this.#makeVintf(index, vmid);',
        to: 'const vintf = this.#makeVintf(index, Math.min(vmid, 1));',
      },
    ],
  },
  {
    id: 'vintf-index-not-freed',
    title: 'The index of a freed VINTF is not used again',
    source: OWN,
    about: ['UAPI-VIOMMU-16', 'PHYS-06'],
    edits: [{ module: CMDQV, from: 'this.#indices.give(vintf.index);', to: '' }],
  },
  {
    id: 'vintf-index-from-0',
    title: "A user can get VINTF 0, which is the kernel's",
    source: OWN,
    about: ['PHYS-06'],
    edits: [{ module: CMDQV, from: 'new LowestFree(1, this.geometry.vintfs - 1)', to: 'new LowestFree(0, this.geometry.vintfs - 1)' }],
  },
  {
    id: 'vintf-one-short',
    title: 'The last VINTF is never given out',
    source: OWN,
    about: ['HOST-10', 'UAPI-VIOMMU-10'],
    edits: [{ module: CMDQV, from: 'new LowestFree(1, this.geometry.vintfs - 1)', to: 'new LowestFree(1, this.geometry.vintfs - 2)' }],
  },
  {
    id: 'match-before-replace',
    title: 'SID_MATCH is written before SID_REPLACE, so that the slot matches with an old pSID',
    source: OWN,
    about: ['VSID-11', 'LIFE-12'],
    edits: [
      {
        module: VINTF,
        from: `    await store(registers, replace, BigInt(psid)); // VSID-11: a slot never matches before it replaces
    await store(registers, match, compose(match, { ENABLE: 1n, VIRT_SID: vsid }));`,
        to: `    await store(registers, match, compose(match, { ENABLE: 1n, VIRT_SID: vsid }));
    await store(registers, replace, BigInt(psid));`,
      },
    ],
  },
  {
    id: 'replace-cleared-before-match',
    title: 'SID_REPLACE is cleared before SID_MATCH, so that the slot matches pSID 0',
    source: OWN,
    about: ['VSID-12', 'TEAR-08'],
    edits: [
      {
        module: VINTF,
        from: `    await store(registers, match, 0n); // VSID-12
    await store(registers, replace, 0n);`,
        to: `    await store(registers, replace, 0n);
    await store(registers, match, 0n);`,
      },
    ],
  },
  {
    id: 'sid-slot-not-freed',
    title: 'The vSID slot of a destroyed vDEVICE is not used again',
    source: OWN,
    about: ['VSID-12', 'VSID-10', 'VSID-11'],
    edits: [{ module: VINTF, from: '    this.#sids.give(slot);', to: '' }],
  },
  {
    id: 'sid-slots-kept-by-new-vintf',
    title: 'A VINTF keeps the vSID slots that it finds',
    source: OWN,
    about: ['VHW-02', 'VHW-09'],
    edits: [{ module: VINTF, from: CLEAR_SIDS, to: '' }],
  },
  {
    id: 'sid-slots-cleared-before-disable',
    title: 'The vSID slots of a VINTF are cleared before it is disabled',
    source: OWN,
    about: ['VHW-02', 'VHW-09'],
    edits: [
      { module: VINTF, from: '    await disable(registers, layout); // VHW-08; a timeout is ignored\n', to: '' },
      { module: VINTF, from: CLEAR_SIDS, to: `${CLEAR_SIDS}    await disable(registers, layout);\n` },
    ],
  },
  {
    id: 'vmid-after-enable',
    title: 'A VINTF is enabled without its VMID, which follows in a second write',
    source: OWN,
    about: ['VHW-03', 'VHW-04'],
    edits: [
      {
        module: VINTF,
        from: '    await store(registers, layout.config, config); // VHW-03\n',
        to: '    await enable(registers, layout);\n',
      },
    ],
  },
  {
    id: 'vintf-timeout-keeps-index',
    title: 'A VINTF that does not enable is never given out again',
    source: OWN,
    about: ['UAPI-VIOMMU-11'],
    edits: [{ module: CMDQV, from: '    this.#forget(vintf); // CONFIG stays as it is\n', to: '' }],
  },
  {
    id: 'kernel-queues-unmapped-ascending',
    title: 'The logical vCMDQs of a VINTF are unmapped from the lowest up',
    source: OWN,
    about: ['PHYS-12', 'VHW-07', 'HOST-05'],
    edits: [{ module: VINTF, from: 'of this.lvcmdqs.toReversed()', to: 'of [...this.lvcmdqs]' }],
  },
  {
    id: 'global-number-of-queue-wrong',
    title: 'The vCMDQs of a VINTF are taken as if each VINTF had one',
    source: OWN,
    about: ['PHYS-05', 'ISO-06'],
    edits: [{ module: CMDQV, from: 'index * this.geometry.lvcmdqs + slot', to: 'index + slot' }],
  },
  {
    id: 'isr-tells-vintf-1',
    title: 'Errors of every VM go to the event queue of VINTF 1',
    source: OWN,
    about: ['EVT-01', 'HOST-07'],
    edits: [{ module: 'kernel/tegra/isr', from: 'const vintf = vintfs[index];', to: 'const vintf = vintfs[Math.min(index, 1)];' }],
  },
  {
    id: 'isr-acknowledges-for-guest',
    title: 'The kernel repairs and acknowledges the queues of a VM in its place',
    source: OWN,
    about: ['HOST-07'],
    edits: [
      {
        module: 'kernel/tegra/isr',
        from: '    else await vintf.reportError(await loadAll(registers, vintf.layout.errMaps)); // EVT-01, UAPI-VEQ-18',
        to: `    else {
      await vintf.reportError(await loadAll(registers, vintf.layout.errMaps));
      for (const queue of vintf.lvcmdqs) await repairQueue(queue, registers, interrupted.memory);
    }`,
      },
    ],
  },
  {
    id: 'isr-repairs-by-invalidation',
    title: 'The kernel overwrites a command that failed by TLBI_NSNH_ALL',
    source: OWN,
    about: ['HOST-07'],
    edits: [
      {
        module: 'kernel/tegra/isr',
        from: "const CMD_SYNC = commandBytes(encodeCommand('CMD_SYNC', { MSH: 3n, MSIAttr: 0xfn }));",
        to: "const CMD_SYNC = commandBytes(encodeCommand('TLBI_NSNH_ALL'));",
      },
    ],
  },
  {
    id: 'config-never-read',
    title: 'The driver enables the block without ever reading CONFIG',
    source: OWN,
    about: ['HOST-01'],
    edits: [
      { module: 'kernel/tegra/parameters', from: '  await load(registers, CONFIG);\n', to: '' },
      { module: CMDQV, from: 'const config = await load(registers, global.config);', to: 'const config = 1n;' },
    ],
  },
  {
    id: 'own-error-hides-those-of-users',
    title: 'An interrupt that tells of VINTF 0 is handled for that alone',
    source: OWN,
    about: ['HOST-07'],
    edits: [
      {
        module: 'kernel/tegra/isr',
        from: 'if (index === 0) await repair(vintf, interrupted);',
        to: 'if (index === 0) return repair(vintf, interrupted);',
      },
    ],
  },
  {
    id: 'removal-leaves-vintf-0',
    title: 'A driver that is removed leaves its VINTF enabled',
    source: OWN,
    about: ['HOST-09'],
    edits: [{ module: CMDQV, from: '    await this.stop();\n', to: '' }],
  },
  {
    id: 'shutdown-takes-vintfs-down',
    title: 'A host that shuts down takes its VINTFs down, when it should leave them',
    source: OWN,
    spec: 'linux-7.2',
    about: ['HOST-11'],
    edits: [{ module: 'kernel/kernel', from: "if (!isSince(this.#release, 'linux-7.3')) return;", to: '' }],
  },
  {
    id: 'shutdown-leaves-vintfs',
    title: 'A host that shuts down leaves its VINTFs enabled',
    source: OWN,
    about: ['HOST-12'],
    edits: [{ module: 'kernel/kernel', from: 'await smmu.cmdqv?.stop();', to: 'await smmu.cmdqv;' }],
  },
  {
    id: 'stop-takes-64-queues-down',
    title: 'Of a VINTF that is taken down the logical vCMDQs from 64 on stay mapped and enabled',
    source: OWN,
    about: ['HOST-09', 'HOST-12'],
    edits: [{ module: 'kernel/tegra/vintf', from: 'of this.lvcmdqs.toReversed()', to: 'of this.lvcmdqs.slice(0, 64).toReversed()' }],
  },
  {
    id: 'isr-reads-one-map',
    title: 'Errors of VINTF 32 and above are not told, for VI_ERR_MAP_0 alone is looked at',
    source: OWN,
    about: ['HOST-07'],
    edits: [{ module: 'kernel/tegra/isr', from: 'bitsOf(low | (high << BigInt(HALF_BITS)))', to: 'bitsOf(low | (high & 0n))' }],
  },
  {
    id: 'isr-serves-one-user',
    title: 'Of several users whose queues have errors the one with the lowest VINTF alone is told',
    source: OWN,
    about: ['HOST-07', 'EVT-01'],
    edits: [
      {
        module: 'kernel/tegra/isr',
        from: '    else await vintf.reportError(await loadAll(registers, vintf.layout.errMaps)); // EVT-01, UAPI-VEQ-18',
        to: '    else return vintf.reportError(await loadAll(registers, vintf.layout.errMaps));',
      },
    ],
  },
  {
    id: 'isr-gives-up-behind-the-end',
    title: 'The handler takes a CONS_INDX with the wrap bit set for none of its queue, and repairs nothing',
    source: OWN,
    about: ['HOST-07'],
    edits: [
      {
        module: 'kernel/tegra/isr',
        from: '  const cons = await load(registers, layout.cons);\n',
        to: `  const cons = await load(registers, layout.cons);
  if (extract(cons, fieldNamed(layout.cons, 'RD')) >= 2n ** BigInt(queue.log2size)) return;
`,
      },
    ],
  },
  {
    id: 'slots-kept-without-disable',
    title: 'A VINTF that does not disable keeps its stream ID slots',
    source: OWN,
    about: ['VHW-02', 'VHW-09', 'HOST-06'],
    edits: [
      {
        module: 'kernel/tegra/vintf',
        from: 'await disable(registers, layout); // VHW-08; a timeout is ignored',
        to: 'if (!(await disable(registers, layout))) return;',
      },
    ],
  },
  {
    id: 'refused-device-takes-slot',
    title: 'A device with two streams, which is refused, takes a stream ID slot of the VINTF for ever',
    source: OWN,
    about: ['VSID-09', 'VSID-11'],
    edits: [
      {
        module: 'kernel/tegra/vintf',
        from: '    const [psid, ...others] = psids;\n',
        to: '    const [psid, ...others] = psids;\n    if (others.length > 0) this.#sids.take();\n',
      },
    ],
  },
  {
    id: 'aborted-fetch-overwritten',
    title: 'A command of the kernel that could not be fetched is overwritten by a CMD_SYNC',
    source: OWN,
    about: ['HOST-07', 'GERR-07'],
    edits: [
      {
        module: 'kernel/tegra/isr',
        from: 'COMMAND_ERRORS.NONE, COMMAND_ERRORS.ABT, COMMAND_ERRORS.ATC_INV_SYNC',
        to: 'COMMAND_ERRORS.NONE, COMMAND_ERRORS.ATC_INV_SYNC',
      },
    ],
  },
  {
    id: 'isr-acknowledges-bit-0-alone',
    title: 'Of GERROR of its own queue the kernel acknowledges CMDQ_ERR alone',
    source: OWN,
    about: ['HOST-07'],
    edits: [
      {
        module: 'kernel/tegra/isr',
        from: '  await store(registers, layout.gerrorn, gerror);',
        to: '  await store(registers, layout.gerrorn, gerror & 1n);',
      },
    ],
  },
  {
    id: 'isr-repairs-first-queue-alone',
    title: 'Of the queues of VINTF 0 that have errors the lowest alone is repaired at an interrupt',
    source: OWN,
    about: ['HOST-07'],
    edits: [
      {
        module: 'kernel/tegra/isr',
        from: 'if (lvcmdq !== undefined) await repairQueue(lvcmdq, registers, memory);',
        to: 'if (lvcmdq !== undefined) return repairQueue(lvcmdq, registers, memory);',
      },
    ],
  },
  {
    id: 'removal-keeps-interrupt',
    title: 'A driver that was removed handles interrupts still',
    source: OWN,
    about: ['HOST-09'],
    edits: [{ module: 'kernel/tegra/cmdqv', from: '    this.#host.registers.onInterrupt(() => Promise.resolve());\n', to: '' }],
  },
  {
    id: 'physical-stream-id-of-16-bits',
    title: 'SID_REPLACE gets the lower 16 bits of the physical StreamID',
    source: OWN,
    about: ['SIDR-10', 'VSID-11'],
    edits: [{ module: 'kernel/tegra/vintf', from: 'BigInt(psid)); // VSID-11', to: 'BigInt(psid & 0xffff)); // VSID-11' }],
  },
  {
    id: 'isr-stops-at-a-vintf-that-there-is-not',
    title: 'The interrupt handler gives up at a bit of VI_ERR_MAP that is of no VINTF',
    source: OWN,
    about: ['HOST-13'],
    edits: [{ module: 'kernel/tegra/isr', from: 'if (vintf === undefined) continue;', to: 'if (vintf === undefined) return;' }],
  },
  {
    id: 'isr-takes-the-vintf-modulo-the-count',
    title: 'A bit of VI_ERR_MAP beyond the VINTFs of the part is taken for one of them',
    source: OWN,
    about: ['HOST-13'],
    edits: [
      {
        module: 'kernel/tegra/isr',
        from: 'const vintf = vintfs[index];',
        to: 'const vintf = vintfs[index % vintfs.length];',
      },
    ],
  },
  {
    id: 'isr-takes-the-queue-modulo-the-count',
    title: 'A bit of LVCMDQ_ERR_MAP beyond the logical vCMDQs is taken for one of them',
    source: OWN,
    about: ['HOST-13'],
    edits: [
      {
        module: 'kernel/tegra/isr',
        from: 'vintf.lvcmdqs[WORD_BITS * word + bit];',
        to: 'vintf.lvcmdqs[(WORD_BITS * word + bit) % vintf.lvcmdqs.length];',
      },
    ],
  },
  {
    id: 'vmid-of-eight-bits-in-vintf',
    title: 'VINTF_CONFIG.VMID gets the lower 8 bits of the VMID',
    source: OWN,
    about: ['VHW-06', 'ISO-03', 'UAPI-HWPT-07'],
    edits: [
      {
        module: 'kernel/tegra/vintf',
        from: 'VMID: BigInt(this.vmid), HYP',
        to: 'VMID: BigInt(this.vmid & 0xff), HYP',
      },
    ],
  },
];
