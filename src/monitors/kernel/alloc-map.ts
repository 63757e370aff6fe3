import type { Operation } from '../../machine/log';
import type { Monitor, Watch } from '../monitor';
import type { Scene } from '../scene';
import { isCall } from '../views/outer-operations';
import { type Allocation, allocationIn, type PhysicalBlock } from '../views/physical-block';
import { ErrorsInCalls } from './errors-in-calls';
import { InHardware } from './in-hardware';
import { onKernelWrites } from './kernel-writes';

interface EntryWrite extends Allocation {
  readonly operation: Operation;
  readonly block: PhysicalBlock;
  readonly queue: number;
}

/** Takes the writes of the kernel to CMDQ_ALLOC_MAP. */
export function onEntryWrites(scene: Scene, see: (write: EntryWrite) => void): Pick<Required<Watch>, 'begins'> {
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
      const vintf = block.unmappedFrom(queue, value);
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

/** TEAR-11: a vCMDQ is disabled, has no BASE and no error when it is unmapped, and it is unmapped when it goes. */
export const cleanWhenUnmapped: Monitor = {
  clause: 'TEAR-11',
  layer: 'kernel',
  sees: [
    'registers write CMDQ_ALLOC_MAP',
    'registers read VCMDQ_GERROR',
    'registers read VCMDQ_GERRORN',
    'registers write VCMDQ_GERRORN',
    'host ioctl HW_QUEUE_ALLOC',
    'host ioctl DESTROY',
  ],
  needs: ['registers write CMDQ_ALLOC_MAP'],
  skipsIdleWrites: true,
  looksAt:
    'each vCMDQ of a user VINTF that the kernel unmaps: CMDQ_EN, BASE and the indices were written 0, and GERRORN as GERROR was read; each DESTROY of a hw_queue: it is unmapped',
  watch: (scene, bench) => {
    const queues = new InHardware<{ readonly smmu: string; readonly queue: number }>(scene, bench, 'hw_queue');
    const errors = new ErrorsInCalls(scene, bench);
    const callOf = (operation: Operation) => scene.around(operation, isCall);
    const { begins: mapped } = onEntryWrites(scene, ({ alloc, operation, queue, vintf }) => {
      const call = alloc && vintf > 0 ? callOf(operation) : undefined;
      if (call !== undefined) queues.sets(call, { smmu: operation.who, queue });
    });
    const unmapped = onUnmapping(scene, ({ block, operation, queue }) => {
      const left = ['CONFIG', 'BASE', 'PROD_INDX', 'CONS_INDX'].filter((name) => block.value(block.ofQueue(queue, name)) !== 0n);
      const { gerror, gerrorn = gerror } = errors.in(`${operation.who} ${queue}`, callOf(operation)?.n);
      if (left.length > 0) bench.violated(operation, `vCMDQ ${queue} is unmapped with ${left.join(', ')} not 0`);
      else if (gerror !== undefined && gerror !== gerrorn)
        bench.violated(operation, `vCMDQ ${queue} is unmapped with an error in GERROR that GERRORN does not acknowledge`);
      else bench.held();
    }).begins;
    return {
      begins(operation) {
        const register = scene.registerOf(operation);
        if (register === undefined) return;
        if (register.definition.name !== 'CMDQ_ALLOC_MAP') {
          if (operation.port === 'registers' && 'width' in operation.event && operation.event.width === 4) errors.see(operation, register);
          return;
        }
        mapped(operation);
        unmapped(operation);
      },
      ends(operation) {
        const had = queues.ends(operation);
        if (had === undefined || operation.given || scene.block(had.smmu)?.isMapped(had.queue) !== true) return;
        bench.violated(operation, `a hw_queue is destroyed, and vCMDQ ${had.queue} is mapped still`);
      },
    };
  },
};
