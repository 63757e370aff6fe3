import type { Operation } from '../../machine/log';
import type { Monitor, Watch } from '../monitor';
import type { Scene } from '../scene';
import { type Allocation, allocationIn, type PhysicalBlock } from '../views/physical-block';
import { onKernelWrites } from './kernel-writes';

interface EntryWrite extends Allocation {
  readonly operation: Operation;
  readonly block: PhysicalBlock;
  readonly queue: number;
}

function onEntryWrites(scene: Scene, see: (write: EntryWrite) => void): Pick<Required<Watch>, 'begins'> {
  return {
    begins: onKernelWrites(scene, (write) => {
      const { block, operation, register, value } = write;
      see({ operation, block, queue: register.element, ...allocationIn(Number(value)) });
    }),
  };
}

/** Takes the writes of the kernel after which a vCMDQ of a user VINTF was mapped and is not any more. */
export function onUnmapping(
  scene: Scene,
  see: (unmapped: { readonly vintf: number } & Pick<EntryWrite, 'block' | 'operation' | 'queue'>) => void,
): Pick<Required<Watch>, 'begins'> {
  return {
    begins: onKernelWrites(scene, ({ block, operation, register: { element: queue }, value }) => {
      // A boot unmaps what is not mapped, all of it.
      if ((value & 1n) === 1n || !block.isMapped(queue)) return;
      const { vintf } = block.allocation(queue);
      if (vintf > 0) see({ block, operation, queue, vintf });
    }),
  };
}

/** PHYS-05: a vCMDQ is mapped to the VINTF and the slot that its number tells. */
export const mappedByNumber: Monitor = {
  clause: 'PHYS-05',
  layer: 'kernel',
  sees: ['registers write CMDQ_ALLOC_MAP'],
  skipsIdleWrites: true,
  looksAt: 'each vCMDQ that the kernel maps: VIRT_INTF_INDX and LVCMDQ are those of its number',
  watch: (scene, bench) =>
    onEntryWrites(scene, ({ alloc, block, lvcmdq, operation, queue, vintf }) => {
      if (!alloc) return;
      const wanted = [Math.floor(queue / block.geometry.lvcmdqs), queue % block.geometry.lvcmdqs];
      if (vintf === wanted[0] && lvcmdq === wanted[1]) bench.held();
      else bench.violated(operation, `vCMDQ ${queue} becomes logical ${lvcmdq} of VINTF ${vintf}, not ${wanted[1]} of ${wanted[0]}`);
    }),
};

/** VHW-07: the vCMDQs of a VINTF are unmapped in descending order. */
export const unmappedDescending: Monitor = {
  clause: 'VHW-07',
  layer: 'kernel',
  sees: ['registers write CMDQ_ALLOC_MAP'],
  skipsIdleWrites: true,
  looksAt: 'each vCMDQ of a user VINTF that the kernel unmaps: none above it in the VINTF is mapped',
  watch: (scene, bench) =>
    onUnmapping(scene, ({ block, operation, queue, vintf }) => {
      const top = (vintf + 1) * block.geometry.lvcmdqs;
      for (let above = queue + 1; above < top; above++)
        if (block.isMapped(above)) {
          bench.violated(operation, `vCMDQ ${queue} is unmapped while vCMDQ ${above} of the same VINTF is mapped`);
          return;
        }
      bench.held();
    }),
};

/** TEAR-11: a vCMDQ is disabled and has no BASE when it is unmapped. */
export const cleanWhenUnmapped: Monitor = {
  clause: 'TEAR-11',
  layer: 'kernel',
  sees: ['registers write CMDQ_ALLOC_MAP'],
  skipsIdleWrites: true,
  looksAt: 'each vCMDQ of a user VINTF that the kernel unmaps: CMDQ_EN, BASE and the indices were written 0',
  watch: (scene, bench) =>
    onUnmapping(scene, ({ block, operation, queue }) => {
      const left = ['CONFIG', 'BASE', 'PROD_INDX', 'CONS_INDX'].filter((name) => block.value(block.ofQueue(queue, name)) !== 0n);
      if (left.length === 0) bench.held();
      else bench.violated(operation, `vCMDQ ${queue} is unmapped with ${left.join(', ')} not 0`);
    }),
};
