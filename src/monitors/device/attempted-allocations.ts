import { type Operation, vmAt } from '../../machine/log';
import { extract, fieldNamed, type Register } from '../../tables/registers';
import { DESTROY, HW_QUEUE_ALLOC } from '../../tables/uapi';
import type { Monitor } from '../monitor';
import { askedOf } from '../views/call-structures';
import { GuestRegisters, nameOf } from '../views/guest-registers';
import { forgetVm } from '../views/places';
import { isReady } from './ready-queue';

/** A half of a register of 64 bits; `none` where both were written, or neither. */
type Half = 'low' | 'high' | 'none';

/** A write of all of BASE, or of the first or the second of two halves. */
type Step = 'whole' | 'first' | 'second';

/** ALLOC-03: a write that leaves a vCMDQ ready makes the VMM ask for its hw_queue. */
export const attemptedAllocations: Monitor = {
  clause: 'ALLOC-03',
  layer: 'device',
  sees: [
    ...(['VCMDQ_BASE', 'CMDQ_ALLOC_MAP', 'CMDQV_CONFIG', 'VINTF_CONFIG', 'no register'] as const).map(
      (name) => `guest write ${name}` as const,
    ),
    ...(['guest read VINTF_STATUS', 'guest reset', 'guest plug', 'guest unplug'] as const),
    ...(['host ioctl HW_QUEUE_ALLOC', 'host ioctl DESTROY', 'host close'] as const),
  ],
  needs: ['guest read', 'guest write', 'host ioctl HW_QUEUE_ALLOC', 'host ioctl DESTROY'],
  looksAt:
    'each write of a guest to BASE, or that sets ALLOC, CMDQV_EN or ENABLE, and leaves a vCMDQ without a hw_queue ready: one is requested, after both halves of BASE at the latest',
  watch: (scene, bench) => {
    /** Guests that have read ENABLE_OK since they last wrote anything that it depends on. */
    const enabled = bench.keep(new Set<string>());
    /** Guests that have read it since their vIOMMU is there: where they write ENABLE it is set again. */
    const able = bench.keep(new Set<string>());
    /** VMs whose kernel did not destroy a queue, or answered as the suite wanted. */
    const excused = bench.keep(new Set<string>());
    /** VMs whose kernel refused a queue; after a reset they begin anew. */
    const refused = bench.keep(new Set<string>());
    /** By guest: a write that left a vCMDQ ready, or all of a VM that has none, if the VINTF is enabled: that is not known yet. */
    const suspected = bench.keep(new Map<string, { readonly write: Operation; readonly slot: number; readonly all: boolean }>());
    /** VMs that were reset where the log shows it. */
    const begun = bench.keep(new Set<string>());
    /** vCMDQs that the write which is served makes ready, if it is served rightly: by VM. */
    const awaited = bench.keep(new Map<string, number>());
    /** VMs whose guest makes them ready all at once: after one the next is awaited. */
    const all = bench.keep(new Set<string>());
    /** By guest and vCMDQ: the half of BASE that was written without the other yet. Nothing where it is not known where a pair begins. */
    const halves = bench.keep(new Map<string, Map<string, Half>>());
    const baseIsUnknown = (register: Register, who: string) => !scene.whole && scene.guest(who).value(register) === undefined;
    /** What a write of BASE is of a pair of halves. */
    const stepOf = (register: Register, who: string): Step => {
      const known = halves.get(who) ?? new Map<string, Half>();
      halves.set(who, known);
      const name = nameOf(register);
      const { half } = register;
      if (half === 'whole') {
        known.set(name, 'none');
        return 'whole';
      }
      const before = known.get(name) ?? (scene.whole || begun.has(vmAt(who)) ? 'none' : undefined);
      // It may be the second of a pair.
      if (before === undefined || baseIsUnknown(register, who)) {
        known.delete(name);
        return 'first';
      }
      const isSecond = before !== 'none' && before !== half;
      known.set(name, isSecond ? 'none' : half);
      return isSecond ? 'second' : 'first';
    };
    const called = (operation: Extract<Operation, { readonly port: 'host' }>) => {
      const { by, event, given, who } = operation;
      const asked = askedOf(event, HW_QUEUE_ALLOC);
      if (asked?.index === 0) suspectNext(who);
      else forgetVm(suspected, who);
      if (given || by !== 'device') excused.add(who);
      else if (event.op === 'ioctl' && event.status !== 'OK') {
        const kept = destroyedBy(event);
        if (asked !== undefined) refused.add(who);
        else if (kept === undefined || scene.process(who).mayBeQueue(event.fd, kept)) excused.add(who);
      }
      if (asked === undefined) {
        // With its vIOMMU goes what ENABLE_OK said.
        if (!isQueue(operation)) forgetEnabled(who);
      } else if (awaited.get(who) === asked.index) {
        if (all.has(who) && asked.index === 0) awaited.set(who, 1);
        else {
          awaited.delete(who);
          all.delete(who);
        }
        bench.held();
      }
    };
    /** ENABLE_OK is read, so that the last write that left a vCMDQ ready did. */
    const suspicion = (who: string) => {
      const found = suspected.get(who);
      suspected.delete(who);
      if (found === undefined || isExcused(vmAt(who)) || !isReady(scene.guest(who), found.slot)) return;
      if (!scene.process(vmAt(who)).queues.some(({ index }) => index === found.slot)) tell(found.write, found.slot);
    };
    /** After the first of all that become ready at once the next is to be requested. */
    const suspectNext = (vm: string) => {
      for (const [place, { all, slot, write }] of [...suspected])
        if (vmAt(place) === vm)
          if (all && slot === 0) suspected.set(place, { write, slot: 1, all });
          else suspected.delete(place);
    };
    const tell = (operation: Operation, slot: number) =>
      bench.violated(operation, `vCMDQ ${slot} is ready, and no hw_queue is requested for it`);
    const forgetEnabled = (who: string) => {
      forgetVm(enabled, who);
      forgetVm(able, who);
    };
    /** A write of CMDQV_EN or ENABLE. */
    const switched = (operation: Operation, group: Group, value: bigint) => {
      const { who } = operation;
      const isOn = (value & 1n) === 1n;
      const acknowledged = group === 'CMDQV_CONFIG' ? enabled.has(who) : able.has(who);
      if (group === 'VINTF0_CONFIG') forgetVm(enabled, who);
      const vm = vmAt(who);
      if (!isOn || isExcused(vm) || scene.atSeveral(who) || scene.lastCall(vm) === undefined) return;
      // Those that were ready without a hw_queue wait for another reason.
      if (scene.process(vm).queues.length > 0 || isReady(scene.guest(who), 0)) return;
      if (!acknowledged) {
        suspected.set(who, { write: operation, slot: 0, all: true });
        return;
      }
      awaited.set(vm, 0);
      all.add(vm);
    };
    const isExcused = (vm: string) => excused.has(vm) || refused.has(vm);
    const isQueue = ({ event, who }: Operation) =>
      event.op === 'ioctl' && scene.process(who).queues.some(({ id }) => destroyedBy(event) === id);
    return {
      begins(operation) {
        if (operation.port === 'host') {
          called(operation);
          return;
        }
        if (operation.port !== 'guest') return;
        const { event, who } = operation;
        if (event.op === 'read') {
          if (event.value !== undefined && GuestRegisters.reached(event.offset, event.width)?.name === 'VINTF0_STATUS')
            if ((event.value & 1n) === 1n) {
              enabled.add(who);
              able.add(who);
              suspicion(who);
            } else enabled.delete(who);
          return;
        }
        forgetVm(suspected, who);
        if (event.op === 'reset') {
          begun.add(vmAt(who));
          refused.delete(vmAt(who));
        }
        const register = event.op === 'write' ? GuestRegisters.reached(event.offset, event.width) : undefined;
        const name = register?.name;
        if (event.op === 'write' && isGroup(name)) {
          switched(operation, name, event.value);
          return;
        }
        const slot = event.op === 'write' && register !== undefined ? slotOf(register, event.value) : undefined;
        if (slot === undefined) {
          if (register?.definition.name !== 'CMDQ_ALLOC_MAP') forgetEnabled(who);
          if (register === undefined) forgetVm(halves, who);
          return;
        }
        const step = register?.definition.name === 'BASE' ? stepOf(register, who) : 'whole';
        // A device may wait for the other half (ALLOC-08).
        if (step === 'first') return;
        const vm = vmAt(who);
        const { queues } = scene.process(vm);
        if (isExcused(vm) || scene.atSeveral(who) || scene.lastCall(vm) === undefined) return;
        // The kernel takes them from the first one up.
        if (queues.some(({ index }) => index === slot) || (slot === 1 && !queues.some(({ index }) => index === 0))) return;
        if (step !== 'second' && isReady(scene.guest(who), slot)) return;
        if (enabled.has(who)) awaited.set(vm, slot);
        else suspected.set(who, { write: operation, slot, all: false });
      },
      ends(operation) {
        if (operation.port !== 'guest') return;
        const vm = vmAt(operation.who);
        const slot = awaited.get(vm);
        if (slot === undefined) return;
        awaited.delete(vm);
        // Of two it stops at the first one that fails.
        if (all.delete(vm) && (isExcused(vm) || scene.process(vm).queues.some(({ index }) => index === slot))) return;
        if (isReady(scene.guest(operation.who), slot)) tell(operation, slot);
      },
    };
  },
};

/** A register whose bit 0, as it is set, makes all vCMDQs ready that lack nothing else. */
type Group = 'CMDQV_CONFIG' | 'VINTF0_CONFIG';

function isGroup(name: string | undefined): name is Group {
  return name === 'CMDQV_CONFIG' || name === 'VINTF0_CONFIG';
}

function destroyedBy(event: Operation['event']): number | undefined {
  return event.op === 'ioctl' ? askedOf(event, DESTROY)?.id : undefined;
}

/** The vCMDQ whose BASE is written, or whose ALLOC is set. */
function slotOf(register: Register, value: bigint): number | undefined {
  const { definition, element, place } = register;
  if (definition.name === 'BASE' && (place.kind === 'direct' || place.kind === 'logical')) return place.slot;
  if (definition.name !== 'CMDQ_ALLOC_MAP') return undefined;
  return extract(value, fieldNamed(register, 'ALLOC')) === 1n ? element : undefined;
}
