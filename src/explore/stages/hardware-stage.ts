import { Machine, switchedOn, TEGRA241 } from '../../machine';
import type { HostDescription, WholeImplementation } from '../../ports';
import { physicalMap, type Register } from '../../tables/registers';
import { Naming } from '../naming';
import { bytesOf, type HardwareOp, type ProgramOp } from '../program';
import { Below } from './below';
import { spoil } from './spoil';
import type { Observation, Stage } from './stage';

const SMMU = 'smmu0';
/** Parts of the block that programs use: few, so that they meet, and one of each whose bit is in another word of a map. */
export const VINTFS: readonly number[] = [0, 1, 2, 33];
export const VCMDQS: readonly number[] = [0, 1, 2, 3, 4, 66];
/** Where programs keep their queues. */
export const QUEUE_MEMORY = 0x9000_0000n;

const MAP = physicalMap(TEGRA241);

/** Registers that a program may use, by name. */
export const USED_REGISTERS: readonly Register[] = MAP.registers.filter(({ place, element, definition }) => {
  if (place.kind === 'global') return definition.name === 'CMDQ_ALLOC_MAP' ? VCMDQS.includes(element) : true;
  if (place.kind === 'direct') return VCMDQS.includes(place.slot);
  return VINTFS.includes(place.vintf) && (place.kind !== 'logical' || place.slot < 2);
});

const OFFSETS = new Map(USED_REGISTERS.map(({ name, offset }) => [name, offset]));

/** Where a register of a vCMDQ is, by the vCMDQ's own number. */
function offsetOf(vcmdq: number, register: string): number {
  return OFFSETS.get(`VCMDQ${vcmdq}_${register}`) ?? 0;
}

/** What a read gives: by the names of two registers where it covers two. */
function valuesOf(at: number, width: 4 | 8, value: bigint): Record<string, string> {
  if (width === 4 || MAP.at(at, 8)?.size === 8) return { value: value.toString(16) };
  const [low, high] = [at, at + 4].map((word) => MAP.at(word, 4)?.name ?? `offset 0x${word.toString(16)}`) as [string, string];
  return { [low]: (value & 0xffff_ffffn).toString(16), [high]: (value >> 32n).toString(16) };
}

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
        return valuesOf(op.at, op.width, await registers.read(op.at, op.width));
      case 'write':
        await registers.write(op.at, op.width, BigInt(op.value));
        return {};
      case 'acknowledge':
        await registers.write(offsetOf(op.vcmdq, 'GERRORN'), 4, await registers.read(offsetOf(op.vcmdq, 'GERROR'), 4));
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
        for (const { name, offset, size } of USED_REGISTERS) {
          const value = await registers.read(offset, size);
          if (value !== 0n) seen[name] = value.toString(16);
        }
        return seen;
      }
    }
  }
}
