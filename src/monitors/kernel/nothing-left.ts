import type { Operation } from '../../machine/log';
import type { Monitor } from '../monitor';
import { madeBy } from '../views/user-objects';
import { onUserVintfWrites } from './kernel-writes';

class OpenFiles {
  /** File descriptors and mappings that keep an iommufd alive. */
  readonly handles = new Set<string>();
  /** User VINTFs that were enabled for the process, by SMMU, each by a call. */
  readonly vintfs = new Map<string, { readonly smmu: string; readonly vintf: number; readonly call: Operation }>();

  copy(): OpenFiles {
    const copy = new OpenFiles();
    for (const handle of this.handles) copy.handles.add(handle);
    for (const [name, vintf] of this.vintfs) copy.vintfs.set(name, vintf);
    return copy;
  }
}

/** TEAR-12: nothing of a process is left in hardware when all its files are closed. */
export const nothingLeft: Monitor = {
  clause: 'TEAR-12',
  layer: 'kernel',
  sees: [
    'host open',
    'host close',
    'host mmap',
    'host munmap',
    'host ioctl VEVENTQ_ALLOC',
    'host ioctl VIOMMU_ALLOC',
    'registers write VINTF_CONFIG',
  ],
  looksAt: 'the last close of a process: its VINTFs are disabled, their stream-ID slots clear, their vCMDQs unmapped',
  watch: (scene, bench) => {
    const processes = bench.keep(new Map<string, OpenFiles>());
    const of = (who: string): OpenFiles => {
      const known = processes.get(who) ?? new OpenFiles();
      processes.set(who, known);
      return known;
    };
    const enabling = onUserVintfWrites(scene, ({ operation, value, vintf }) => {
      if ((value & 1n) === 0n) return;
      const call = scene.around(operation, (outer) => outer.port === 'host');
      // Whoever had it before has it no longer.
      for (const { vintfs } of processes.values()) vintfs.delete(`${operation.who} ${vintf}`);
      if (call !== undefined) of(call.who).vintfs.set(`${operation.who} ${vintf}`, { smmu: operation.who, vintf, call });
    });
    return {
      begins(operation) {
        enabling(operation);
        if (operation.port !== 'host') return;
        const { handles } = of(operation.who);
        const { event } = operation;
        if (event.op === 'open' && event.fd !== undefined) handles.add(`fd ${event.fd}`);
        if (event.op === 'mmap' && event.address !== undefined) handles.add(`page ${event.address}`);
        const made = madeBy(event)?.object;
        if (made?.kind === 'vEVENTQ') handles.add(`fd ${made.fd}`);
      },
      ends(operation) {
        if (operation.port !== 'host') return;
        const { event, who } = operation;
        const { handles, vintfs } = of(who);
        // One that did not come up keeps its CONFIG (UAPI-VIOMMU-11).
        if (event.op === 'ioctl' && event.status === 'ETIMEDOUT') {
          for (const [name, { call }] of vintfs) if (call.n === operation.n) vintfs.delete(name);
        }
        if (event.op === 'munmap' && event.status === 'OK') handles.delete(`page ${event.address}`);
        if (event.op !== 'close' || event.status !== 'OK') return;
        handles.delete(`fd ${event.fd}`);
        if (handles.size > 0 || vintfs.size === 0) return;
        const left = [...vintfs.values()].flatMap(({ smmu, vintf }) => {
          const block = scene.block(smmu);
          if (block === undefined) return [];
          const { lvcmdqs, sids } = block.geometry;
          const slots = Array.from({ length: sids }, (_, slot) => slot);
          return [
            ...(block.vintfField(vintf, 'ENABLE') === 0n ? [] : [`VINTF ${vintf} is enabled`]),
            ...slots
              .filter((slot) => block.value(block.matchOf(vintf, slot)) !== 0n)
              .map((slot) => `SID_MATCH ${slot} of VINTF ${vintf} is set`),
            ...Array.from({ length: lvcmdqs }, (_, index) => vintf * lvcmdqs + index)
              .filter((queue) => block.isMapped(queue))
              .map((queue) => `vCMDQ ${queue} is mapped`),
          ];
        });
        vintfs.clear();
        if (left.length === 0) bench.held();
        else bench.violated(operation, `all files of the process are closed, and ${left.join(', ')}`);
      },
    };
  },
};
