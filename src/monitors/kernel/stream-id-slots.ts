import type { Operation } from '../../machine/log';
import { extract, fieldNamed, type Register } from '../../tables/registers';
import { VDEVICE_ALLOC, VIOMMU_ALLOC } from '../../tables/uapi';
import type { Monitor } from '../monitor';
import type { Scene } from '../scene';
import { askedOf } from '../views/call-structures';
import { isRequest } from '../views/outer-operations';
import { madeBy } from '../views/user-objects';
import { InHardware } from './in-hardware';
import { onUserVintfWrites, type VintfWrite } from './kernel-writes';

const isAllocation = isRequest(VIOMMU_ALLOC);
const isVdevice = isRequest(VDEVICE_ALLOC);

/** VSID-11: the lowest free slot is taken, and SID_REPLACE stands before SID_MATCH is enabled. */
export const replaceBeforeMatch: Monitor = {
  clause: 'VSID-11',
  layer: 'kernel',
  sees: ['registers write VINTF_SID_REPLACE', 'registers write VINTF_SID_MATCH'],
  skipsIdleWrites: true,
  looksAt:
    'each change of SID_REPLACE of a user VINTF: SID_MATCH of the slot is not enabled; each enable of SID_MATCH in VDEVICE_ALLOC: SID_REPLACE was written, with the stream of the device, VIRT_SID is virt_id, and no lower slot is free',
  watch: (scene, bench) => {
    const enabled = ({ before, block, operation, register, value, vintf }: VintfWrite): string | undefined | 'not about it' => {
      if ((value & 1n) === 0n || (before & 1n) === 1n) return 'not about it';
      const call = scene.around(operation, isVdevice);
      if (call?.port !== 'host') return 'not about it';
      const replace = block.replaceOf(vintf, register.element);
      if (!block.isWrittenAfter(call.n, replace))
        return `${register.name} is enabled, and ${replace.name} was not written in VDEVICE_ALLOC`;
      const asked = askedOf(call.event, VDEVICE_ALLOC);
      if (asked !== undefined && value !== ((asked.virt_id << 1n) | 1n))
        return `${register.name} is written 0x${value.toString(16)} for the vDEVICE of vSID 0x${asked.virt_id.toString(16)}`;
      const stream = asked && streamOf(scene, call, asked.dev_id);
      if (stream !== undefined && block.value(replace) !== BigInt(stream))
        return `${replace.name} holds 0x${block.value(replace).toString(16)} for the vDEVICE of a device with stream 0x${stream.toString(16)}`;
      const free = firstOf(block.matchesOf(vintf), (match) => scene.knows(block, match) && !block.isSet(match, 1));
      return free === undefined || free.element >= register.element ? undefined : `${register.name} is enabled while ${free.name} is free`;
    };
    const replaced = ({ block, register, value, vintf }: VintfWrite): string | undefined | 'not about it' => {
      if (value === 0n) return 'not about it';
      const match = block.matchOf(vintf, register.element);
      return block.isSet(match, 1) ? `${register.name} is written while ${match.name} is enabled` : undefined;
    };
    return {
      begins: onUserVintfWrites(scene, (write) => {
        const found = write.register.definition.name === 'SID_MATCH' ? enabled(write) : replaced(write);
        if (found === undefined) bench.held();
        else if (found !== 'not about it') bench.violated(write.operation, found);
      }),
    };
  },
};

/** VSID-12: SID_MATCH is cleared before SID_REPLACE, and both when the vDEVICE goes. */
export const matchClearedFirst: Monitor = {
  clause: 'VSID-12',
  layer: 'kernel',
  sees: ['registers write VINTF_SID_REPLACE', 'registers write VINTF_SID_MATCH', 'host ioctl VDEVICE_ALLOC', 'host ioctl DESTROY'],
  needs: ['registers write VINTF_SID_REPLACE'],
  skipsIdleWrites: true,
  looksAt:
    'each clearing of SID_REPLACE of a user VINTF: SID_MATCH of the slot was cleared before; each DESTROY of a vDEVICE: both are cleared',
  watch: (scene, bench) => {
    const slots = new InHardware<{ readonly smmu: string; readonly match: Register; readonly replace: Register }>(scene, bench, 'vDEVICE');
    const begins = onUserVintfWrites(scene, (write) => {
      const { block, operation, register, value, vintf } = write;
      const match = block.matchOf(vintf, register.element);
      if (register.definition.name === 'SID_MATCH') {
        const call = (value & 1n) === 1n ? scene.around(operation, isVdevice) : undefined;
        if (call !== undefined) slots.sets(call, { smmu: operation.who, match, replace: block.replaceOf(vintf, register.element) });
        return;
      }
      if (value !== 0n || write.before === 0n) return;
      if (block.isSet(match, 1)) bench.violated(operation, `${register.name} is cleared while ${match.name} is enabled`);
      else bench.held();
    });
    return {
      begins,
      ends(operation) {
        const slot = slots.ends(operation);
        const block = slot === undefined ? undefined : scene.block(slot.smmu);
        if (slot === undefined || block === undefined || operation.given) return;
        const left = block.isSet(slot.match, 1) ? slot.match : block.isSet(slot.replace, -1) ? slot.replace : undefined;
        if (left === undefined) bench.held();
        else bench.violated(operation, `a vDEVICE is destroyed, and ${left.name} of its slot is not cleared`);
      },
    };
  },
};

/** SIDR-06: no two enabled slots of a VINTF match the same virtual stream ID. */
export const oneSlotAStreamId: Monitor = {
  clause: 'SIDR-06',
  layer: 'kernel',
  sees: ['registers write VINTF_SID_MATCH'],
  skipsIdleWrites: true,
  looksAt: 'each enable of SID_MATCH of a user VINTF: no other enabled slot has its VIRT_SID',
  watch: (scene, bench) => ({
    begins: onUserVintfWrites(scene, ({ block, operation, register, value, vintf }) => {
      if ((value & 1n) === 0n) return;
      const virtual = extract(value, fieldNamed(register, 'VIRT_SID'));
      const other = firstOf(
        block.matchesOf(vintf),
        (match) => match.element !== register.element && block.isSet(match, 1) && block.fieldOf(match, 'VIRT_SID') === virtual,
      );
      if (other === undefined) bench.held();
      else bench.violated(operation, `${register.name} and ${other.name} both match vSID 0x${virtual.toString(16)}`);
    }),
  }),
};

/** ISO-10: a device has one vDEVICE at a time. */
export const oneVdeviceADevice: Monitor = {
  clause: 'ISO-10',
  layer: 'kernel',
  sees: ['registers write VINTF_SID_MATCH', 'host ioctl VDEVICE_ALLOC'],
  skipsIdleWrites: true,
  looksAt:
    'each VDEVICE_ALLOC that succeeds: the device has no vDEVICE in the iommufd; each enable of SID_MATCH of a user VINTF: no enabled slot of another user VINTF of the SMMU has its SID_REPLACE',
  watch: (scene, bench) => {
    const enabled = onUserVintfWrites(scene, ({ block, before, operation, register, value, vintf }) => {
      if ((value & 1n) === 0n || (before & 1n) === 1n) return;
      const replace = block.replaceOf(vintf, register.element);
      if (!scene.knows(block, replace)) return;
      const stream = block.value(replace);
      for (let other = 1; other < block.geometry.vintfs; other += 1) {
        if (other === vintf || !block.isSet(block.configOf(other), 1)) continue;
        const same = block.slotOf(other, stream);
        if (same === undefined) continue;
        bench.violated(operation, `${register.name} is enabled for stream 0x${stream.toString(16)}, which ${same.name} is enabled for`);
        return;
      }
      bench.held();
    });
    const allocated = (operation: Operation) => {
      if (operation.port !== 'host' || operation.given || operation.event.op !== 'ioctl') return;
      const { event, who } = operation;
      const made = madeBy(event)?.object;
      // Of a device whose file nobody knows it is not known whether it was closed, and took its vDEVICE along.
      if (made?.kind !== 'vDEVICE' || scene.deviceFiles.named(who, event.fd, made.device) === undefined) return;
      const other = scene
        .process(who)
        .of(event.fd, 'vDEVICE')
        .find(({ device }) => device === made.device);
      if (other === undefined) bench.held();
      else bench.violated(operation, `device ${made.device} gets a vDEVICE while it has one, with ID ${other.id}`);
    };
    return { begins: (operation) => (operation.port === 'host' ? allocated : enabled)(operation) };
  },
};

/** VHW-02: a user VINTF is enabled with clear stream-ID slots, which were cleared for it. */
export const slotsClearAtEnable: Monitor = {
  clause: 'VHW-02',
  layer: 'kernel',
  sees: ['registers write VINTF_CONFIG'],
  looksAt: 'each enable of a user VINTF: no stream-ID slot of it is set, and in VIOMMU_ALLOC each was cleared after CONFIG',
  watch: (scene, bench) => {
    /** The VIOMMU_ALLOC that is under way, and when it cleared CONFIG. */
    const last = bench.keep<{ disabled: { readonly call: number; readonly n: number } | undefined }>({ disabled: undefined });
    return {
      begins: onUserVintfWrites(scene, (write) => {
        const { block, operation, value, vintf } = write;
        if (value === 0n) {
          const call = scene.around(operation, isAllocation)?.n;
          if (call !== undefined && last.disabled?.call !== call) last.disabled = { call, n: operation.n };
          return;
        }
        if ((value & 1n) === 0n || (write.before & 1n) === 1n) return;
        const call = scene.around(operation, isAllocation)?.n;
        const since = call === undefined || last.disabled?.call !== call ? call : last.disabled.n;
        const left = firstOf(
          block.slotsOf(vintf),
          (register) => block.isSet(register, -1) || (since !== undefined && !block.isWrittenAfter(since, register)),
        );
        // Of a block whose driver was not seen to start nobody knows how many slots it has.
        const absent = left !== undefined && !scene.knows(block, left) && Number.isInteger(Math.log2(left.element));
        if (left === undefined) bench.held();
        else if (!absent) bench.violated(operation, `VINTF ${vintf} is enabled, and ${left.name} was not cleared for it`);
      }),
    };
  },
};

/** The stream of the device that the iommufd of a request calls so; nothing where it is not known, or is not one. */
function streamOf(scene: Scene, { event, who }: Operation, id: number): number | undefined {
  const device = event.op === 'ioctl' ? scene.deviceFiles.named(who, event.fd, id)?.device : undefined;
  const streams = scene.hostIsKnown ? scene.host.devices.find(({ name }) => name === device)?.streamIds : undefined;
  return streams?.length === 1 ? streams[0] : undefined;
}

function firstOf(registers: Iterable<Register>, isWanted: (register: Register) => boolean): Register | undefined {
  for (const register of registers) if (isWanted(register)) return register;
  return undefined;
}
