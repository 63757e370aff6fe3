import { DEFAULT_HOST, Machine, type Vm } from '../../machine';
import type { HostEvent } from '../../machine/log';
import type { GuestRam, Plugged, WholeImplementation } from '../../ports';
import { GUEST_MAP, type Register } from '../../tables/registers';
import { SMMU_REGISTERS } from '../../tables/smmu';
import { requestNamed } from '../../tables/uapi';
import { Naming } from '../naming';
import { bytesOf, type DeviceOp, type ProgramOp, type Who } from '../program';
import { Below } from './below';
import { HostObjects } from './host-objects';
import type { Observation, Stage } from './stage';

/** Guest physical address of RAM, and how much there is. */
export const GUEST_RAM = 0x4000_0000n;
export const GUEST_RAM_BYTES = 0x400_0000n;
const HOST_RAM: Readonly<Record<Who, bigint>> = { A: 0x9000_0000n, B: 0xa000_0000n };

/** SMMU registers of a guest that are looked at. */
const LOOKED_AT = ['CR0', 'CR0ACK', 'GBPA', 'GERROR', 'EVENTQ_PROD'] as const;
const GUEST_REGISTERS: readonly Register[] = GUEST_MAP.registers.filter(({ size }) => size === 4);

function ramOf(who: Who): readonly GuestRam[] {
  return [{ address: GUEST_RAM, pageSize: 4096n, runs: [{ address: HOST_RAM[who], length: GUEST_RAM_BYTES }] }];
}

/** A machine whose virtual machines a program drives from within, through their guest buses. */
export class DeviceStage implements Stage {
  readonly machine: Machine;
  readonly #below: Below;
  readonly #vms = new Map<Who, Vm>();
  readonly #objects = new Map<string, HostObjects>();
  #facts: Record<string, string> = {};
  /** How many there were so far: a new one has a name of its own. */
  #started = 0;

  private constructor(machine: Machine) {
    this.machine = machine;
    this.#below = new Below(machine.host, machine.log, new Naming());
  }

  static async on(layers: WholeImplementation): Promise<DeviceStage> {
    const machine = new Machine(layers, DEFAULT_HOST);
    await machine.powerOn();
    await machine.boot();
    return new DeviceStage(machine);
  }

  async perform(op: ProgramOp): Promise<Observation> {
    const asked = op as DeviceOp;
    const seen = await this.#do(asked);
    const vm = 'who' in asked ? this.#vms.get(asked.who) : undefined;
    if (vm !== undefined && asked.op !== 'shutDown' && asked.op !== 'read' && asked.op !== 'readSmmu' && asked.op !== 'memory')
      await vm.bus.settle();
    return { ...seen, ...(await this.#seenBelow(vm, asked)) };
  }

  async #seenBelow(vm: Vm | undefined, op: DeviceOp): Promise<Record<string, string>> {
    let changed = false;
    const seen = this.#below.since((who, event) => {
      changed = this.#see(who, event) || changed;
    }, false);
    if (!changed) return seen;
    const facts: Record<string, string> = {};
    for (const [who, objects] of this.#objects) for (const [name, fact] of Object.entries(objects.facts())) facts[`${who}: ${name}`] = fact;
    for (const name of new Set([...Object.keys(facts), ...Object.keys(this.#facts)])) {
      const fact = facts[name] ?? 'none';
      if (fact !== (this.#facts[name] ?? 'none')) seen[`in the kernel, ${name}`] = fact;
    }
    this.#facts = facts;
    if (vm !== undefined && op.op !== 'shutDown') {
      const windows = await vm.bus.windows();
      seen.windows = windows.map(({ offset, length }) => `${offset.toString(16)}+${length.toString(16)}`).join(' ') || 'none';
    }
    return seen;
  }

  #see(who: string, event: HostEvent): boolean {
    const objects = this.#objects.get(who) ?? new HostObjects();
    this.#objects.set(who, objects);
    return objects.see(event);
  }

  async #do(op: DeviceOp): Promise<Record<string, string>> {
    if (op.op === 'timeout') {
      this.machine.smmuSubstitute('smmu0').timeOutNext(op.count);
      return {};
    }
    if (op.op === 'start') return this.#start(op);
    const vm = this.#vms.get(op.who);
    if (vm === undefined) return {};
    const { bus, process } = vm;
    switch (op.op) {
      case 'read':
        return { value: (await bus.read(op.at, op.width)).toString(16) };
      case 'write':
        await bus.write(op.at, op.width, BigInt(op.value));
        return {};
      case 'memory':
        await bus.writeMemory(BigInt(op.address), bytesOf(op.bytes));
        return {};
      case 'readSmmu':
        return { value: (await bus.readSmmu(op.at)).toString(16) };
      case 'writeSmmu':
        await bus.writeSmmu(op.at, op.value);
        return {};
      case 'stream':
        await bus.configureStream(op.streamId, { word0: BigInt(op.word0), word1: BigInt(op.word1) });
        return {};
      case 'submit':
        await bus.submit(bytesOf(op.command));
        return {};
      case 'plug':
        return answered(await bus.plug({ device: op.device, streamId: op.streamId }));
      case 'unplug':
        return answered(await bus.unplug(op.device));
      case 'reset':
        await bus.reset();
        return {};
      case 'shutDown':
        this.#vms.delete(op.who);
        await bus.shutDown();
        return {};
      case 'look':
        return this.#look(vm);
      case 'refuse': {
        const request = requestNamed(op.request);
        if (request === undefined) process.substitute.refuseMmap(op.status);
        else process.substitute.refuse(request.number, op.status, op.after);
        return {};
      }
      case 'permit': {
        const request = requestNamed(op.request);
        if (request === undefined) process.substitute.permitMmap();
        else process.substitute.permit(request.number);
        return {};
      }
    }
  }

  async #start({ who, cmdqv, device, streamId }: Extract<DeviceOp, { readonly op: 'start' }>): Promise<Record<string, string>> {
    if (this.#vms.has(who)) return {};
    this.#started += 1;
    const vm = await this.machine.startVm({ name: `VM ${who}${this.#started}`, cmdqv, ram: ramOf(who) });
    this.#vms.set(who, vm);
    return answered(await vm.bus.plug({ device, streamId }));
  }

  async #look({ bus }: Vm): Promise<Record<string, string>> {
    const seen: Record<string, string> = {};
    const note = (name: string, value: bigint | number) => {
      // What reads 0 in both is not worth a word.
      if (value !== 0n && value !== 0) seen[name] = value.toString(16);
    };
    for (const { name, offset } of GUEST_REGISTERS) note(name, await bus.read(offset, 4));
    // Of what the SMMU says of itself this alone follows from what programs do (LIM-03).
    note('SMMU IDR1.CMDQS', ((await bus.readSmmu(SMMU_REGISTERS.IDR1)) >>> 21) & 0x1f);
    for (const name of LOOKED_AT) note(`SMMU ${name}`, await bus.readSmmu(SMMU_REGISTERS[name]));
    return seen;
  }
}

/** Why a VMM refuses is in words of its own. */
function answered({ ok }: Plugged): Record<string, string> {
  return { answer: ok ? 'done' : 'refused' };
}
