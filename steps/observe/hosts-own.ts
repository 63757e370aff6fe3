import type { CommandEvent, Operation } from '../../src/machine/log';
import { COMMAND_BYTES, type CommandWords, canBeAskedFor, commandWords, definitionOf } from '../../src/tables/commands';
import type { Register } from '../../src/tables/registers';
import type { ConformanceWorld } from '../world';

/** A kernel may send the command whenever it likes: no VM can have asked for it, and none notices. */
export function isHostsOwnCommand(words: CommandWords): boolean {
  return definitionOf(words) !== undefined && !canBeAskedFor(words);
}

/** A running kernel has sent an executed command of its own accord, through the SMMU's own queue or a vCMDQ of its own VINTF 0. */
export function isOfHostsOwn(world: ConformanceWorld, operation: Operation & { readonly event: CommandEvent }): boolean {
  const { queue } = operation.event;
  if (queue.kind === 'vcmdq' && queue.vintf !== 0) return false;
  if (queue.kind === 'smmu' && !isHostsOwnCommand(operation.event)) return false;
  return isByKernel(world, operation);
}

/** The kernel's access to the hardware, and none of the scenario's, set the operation going. */
function isByKernel(world: ConformanceWorld, operation: Operation): boolean {
  const { operations } = world.machine.log;
  let outer: Operation | undefined = operation;
  while (outer !== undefined && outer.port !== 'registers') outer = outer.within === undefined ? undefined : operations[outer.within];
  return outer?.by === 'kernel';
}

/** The commands that a VM can ask for among those that were put on the first SMMU's own queue, whatever became of them. */
export function givenCommands(operations: readonly Operation[]): readonly CommandWords[] {
  return operations
    .flatMap(({ event, port, who }) => {
      if (port !== 'registers' || who !== 'smmu0' || event.op !== 'submit') return [];
      const { commands } = event;
      return Array.from({ length: commands.length / COMMAND_BYTES }, (_, place) => commandWords(commands, COMMAND_BYTES * place));
    })
    .filter(canBeAskedFor);
}

/** The kernel ran before the scenario's act: what it stores in PROD_INDX of its own VINTF 0 from then on is more work for its own queues. */
export function kernelRanBefore(world: ConformanceWorld): boolean {
  return world.machine.log.operations.slice(0, world.actBegins).some(({ by }) => by === 'kernel');
}

/** PROD_INDX of a vCMDQ of the kernel's own VINTF 0. */
export function isHostsOwnDoorbell(register: Register | undefined): boolean {
  return register?.place.kind === 'logical' && register.place.vintf === 0 && register.definition.name === 'PROD_INDX';
}
