import { Machine, switchedOn, TEGRA241 } from '../../machine';
import type { HostDescription, WholeImplementation } from '../../ports';
import { physicalMap, type Register } from '../../tables/registers';
import { Naming } from '../naming';
import { bytesOf, type HardwareOp, type ProgramOp } from '../program';
import { Below } from './below';
import { spoil } from './spoil';
import type { Observation, Stage } from './stage';

const SMMU = 'smmu0';
/** Blocks of the region that programs use: few, so that they meet. */
export const VINTFS = 3;
export const VCMDQS = 5;
/** Where programs keep their queues. */
export const QUEUE_MEMORY = 0x9000_0000n;

const MAP = physicalMap(TEGRA241);

/** Registers that a program may use, by name. */
export const USED_REGISTERS: readonly Register[] = MAP.registers.filter(({ place, element, definition }) => {
  if (place.kind === 'global') return definition.name === 'CMDQ_ALLOC_MAP' ? element < VCMDQS : true;
  if (place.kind === 'direct') return place.slot < VCMDQS;
  return place.vintf < VINTFS && (place.kind !== 'logical' || place.slot < 2);
});

/** Those that show all that there is to see. */
const LOOKED_AT = USED_REGISTERS.filter(({ size }) => size === 4);

/** A block that a program drives as a kernel does. */
export class HardwareStage implements Stage {
  readonly machine: Machine;
  readonly #below: Below;
  #interrupts = 0;
  #whileHandled: Extract<HardwareOp, { readonly op: 'whileHandled' }> | undefined;

  private constructor(machine: Machine) {
    this.machine = machine;
    this.#below = new Below(machine.host, machine.log, new Naming());
    machine.registers(SMMU).onInterrupt(() => this.#handle());
  }

  static async on(layers: WholeImplementation, host: HostDescription): Promise<HardwareStage> {
    const machine = new Machine(layers, host);
    await machine.powerOn();
    await switchedOn(machine.registers(SMMU), MAP);
    return new HardwareStage(machine);
  }

  async #handle(): Promise<void> {
    this.#interrupts += 1;
    const meanwhile = this.#whileHandled;
    this.#whileHandled = undefined;
    if (meanwhile !== undefined) await this.machine.registers(SMMU).write(meanwhile.at, meanwhile.width, BigInt(meanwhile.value));
  }

  async perform(op: ProgramOp): Promise<Observation> {
    this.#interrupts = 0;
    const seen = await this.#do(op as HardwareOp);
    if (op.op !== 'whileHandled') this.#whileHandled = undefined;
    if (this.#interrupts > 0) seen.interrupts = String(this.#interrupts);
    return { ...this.#below.since(undefined, 'not at the kernel'), ...seen };
  }

  async #do(op: HardwareOp): Promise<Record<string, string>> {
    const registers = this.machine.registers(SMMU);
    switch (op.op) {
      case 'host':
        return {};
      case 'spoil':
        spoil(this.machine, op);
        return {};
      case 'timeout':
        this.machine.smmuSubstitute(SMMU).timeOutNext(op.count);
        return {};
      case 'read':
        return { value: (await registers.read(op.at, op.width)).toString(16) };
      case 'write':
        await registers.write(op.at, op.width, BigInt(op.value));
        return {};
      case 'whileHandled':
        this.#whileHandled = op;
        return {};
      case 'memory':
        await this.machine.memory.write(BigInt(op.address), bytesOf(op.bytes));
        return {};
      case 'submit': {
        const { consumed, error } = await registers.submit(bytesOf(op.commands));
        return { submission: `${consumed} ${error}` };
      }
      case 'look': {
        const seen: Record<string, string> = {};
        for (const { name, offset } of LOOKED_AT) {
          const value = await registers.read(offset, 4);
          if (value !== 0n) seen[name] = value.toString(16);
        }
        return seen;
      }
    }
  }
}
