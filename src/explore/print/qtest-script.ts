import { SmmuDriver } from '../../adapters/qemu/smmu-driver';
import { GUEST_MAP } from '../../tables/registers';
import { SMMU_REGISTERS } from '../../tables/smmu';
import { bytesOf, type DeviceOp, digits, type Program } from '../program';
import { GUEST_RAM, GUEST_RAM_BYTES } from '../stages/device-stage';
import { tellOp } from '../telling';
import type { Printed } from './printed';

/** Where QEMU's virt machine has the SMMU of a stock QEMU, and its CMDQ-V. */
const SMMU = 0xc00_0000n;
const CMDQV = 0xc08_0000n;
/** What the driver's tables take at the end of RAM, as in runs with QEMU. */
const TABLES = GUEST_RAM + GUEST_RAM_BYTES - 0x2_0000n;
const SUFFIX = { 1: 'b', 2: 'w', 4: 'l', 8: 'q' } as const;
/** Slot and function of a device on the root bus: its StreamID. */
const addressOf = (streamId: number) => `${(streamId >> 3).toString(16)}.${streamId & 7}`;

/** A program of one guest as lines of qtest; what is done to QEMU itself stands between them as lines of QMP. */
export async function qtestScript({ ops }: Extract<Program, { readonly layer: 'device' }>): Promise<Printed> {
  const script = new Script();
  // The first virtual machine: a script is for one QEMU.
  const [who] = ops.flatMap((op) => (op.op === 'start' ? [op.who] : []));
  for (const op of ops) await script.say(op, who);
  return { text: `${script.lines.join('\n')}\n`, unsaid: script.unsaid };
}

class Script {
  readonly lines: string[] = [];
  readonly unsaid: string[] = [];
  /** What the SMMU would answer: enough for the driver, which reads back what it wrote. */
  readonly #registers = new Map<bigint, bigint>();
  readonly #driver: SmmuDriver;

  constructor() {
    this.#driver = new SmmuDriver({
      smmu: SMMU,
      memory: TABLES,
      qtest: {
        read: (address) => Promise.resolve(this.#registers.get(address) ?? 0n),
        write: (address, width, value) => {
          this.#registers.set(address, value);
          // The queue runs empty at once.
          if (address === SMMU + BigInt(SMMU_REGISTERS.CMDQ_PROD)) this.#registers.set(SMMU + BigInt(SMMU_REGISTERS.CMDQ_CONS), value);
          this.lines.push(`write${SUFFIX[width]} 0x${address.toString(16)} 0x${value.toString(16)}`);
          return Promise.resolve();
        },
      },
      writeMemory: (address, bytes) => {
        this.#store(address, bytes);
        return Promise.resolve();
      },
    });
  }

  async say(op: DeviceOp, who: string | undefined): Promise<void> {
    const words = tellOp(op, 'device');
    this.lines.push(`# ${words}`);
    if ('who' in op && op.who !== who) return this.#leaveOut(words);
    switch (op.op) {
      case 'start':
        this.lines.push(
          '# qemu-system-aarch64 -machine virt,gic-version=3 -accel qtest -cpu cortex-a57 -m 64M -bios ZEROS -nodefaults -display none \\',
          '#   -global acpi-ged.acpi-pci-hotplug-with-bridge-support=on -object iommufd,id=iommufd0 \\',
          `#   -device arm-smmuv3,id=smmu0,primary-bus=pcie.0,accel=on,cmdqv=${op.cmdqv} \\`,
          `#   -device vfio-pci,host=…,id=${op.device},iommufd=iommufd0,bus=pcie.0,addr=${addressOf(op.streamId)},rombar=0 -qtest … -qmp …`,
        );
        await this.#driver.expect(op.streamId);
        return;
      case 'read':
        this.lines.push(`read${SUFFIX[op.width]} ${place(CMDQV, op.at)}${registerName(op.at, op.width)}`);
        return;
      case 'write':
        this.lines.push(`write${SUFFIX[op.width]} ${place(CMDQV, op.at)} ${op.value}${registerName(op.at, op.width)}`);
        return;
      case 'memory':
        this.#store(BigInt(op.address), bytesOf(op.bytes));
        return;
      case 'readSmmu':
        this.lines.push(`readl ${place(SMMU, op.at)}`);
        return;
      case 'writeSmmu':
        return this.#driver.write(op.at, op.value);
      case 'stream':
        await this.#driver.store(op.streamId, { word0: BigInt(op.word0), word1: BigInt(op.word1) });
        await this.#driver.configure(op.streamId);
        return;
      case 'submit':
        await this.#driver.submit(bytesOf(op.command));
        return;
      case 'plug': {
        const device = {
          driver: 'vfio-pci',
          host: '…',
          id: op.device,
          iommufd: 'iommufd0',
          bus: 'pcie.0',
          addr: addressOf(op.streamId),
          rombar: 0,
        };
        this.#qmp('device_add', device);
        return this.#driver.expect(op.streamId);
      }
      case 'unplug':
        this.#qmp('device_del', { id: op.device });
        return;
      case 'reset':
        this.#qmp('system_reset');
        this.#driver.forget();
        return;
      case 'shutDown':
        this.#qmp('quit');
        return;
      case 'look':
        for (const { name, offset, size } of GUEST_MAP.registers)
          if (size === 4) this.lines.push(`readl ${place(CMDQV, offset)} # ${name}`);
        return;
      default:
        this.#leaveOut(words);
    }
  }

  #leaveOut(words: string): void {
    this.unsaid.push(words);
    this.lines.push('# (not in this script: it is done outside this QEMU)');
  }

  #store(address: bigint, bytes: Uint8Array): void {
    const where = `0x${address.toString(16)} 0x${bytes.length.toString(16)}`;
    this.lines.push(bytes.length > 64 && bytes.every((byte) => byte === 0) ? `memset ${where} 0x0` : `write ${where} 0x${digits(bytes)}`);
  }

  #qmp(execute: string, given?: Readonly<Record<string, string | number>>): void {
    this.lines.push(`# QMP: ${JSON.stringify(given === undefined ? { execute } : { execute, arguments: given })}`);
  }
}

function place(region: bigint, offset: number): string {
  return `0x${(region + BigInt(offset)).toString(16)}`;
}

function registerName(at: number, width: 1 | 2 | 4 | 8): string {
  const register = GUEST_MAP.at(at, width);
  return register === undefined ? '' : ` # ${register.name}`;
}
