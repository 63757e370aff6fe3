import type { MmapRequest, UserMemory } from '../../src/ports';
import {
  ATTACH_IOMMUFD_PT,
  BIND_IOMMUFD,
  DETACH_IOMMUFD_PT,
  decodeStructure,
  type Member,
  memberBytes,
  type Request,
  readMember,
  type Structure,
  type Values,
  writeMember,
} from '../../src/tables/uapi';
import type { MappedPages } from './address-space';
import { attach, detach } from './attachment';
import { Device } from './device';
import type { IommufdContext } from './iommufd-context';
import { IommufdFile } from './iommufd-file';
import type { FileTable, OpenFile } from './open-file';
import type { PhysicalDevice } from './physical-device';
import { Refusal } from './refusal';
import { copyIn, copyInVersioned, copyOut } from './user-copy';

/** Set in a negative file descriptor. */
const SIGN_BIT = 2 ** 31;

/** A device that is bound, and the iommufd that it is bound to. */
interface Binding {
  readonly device: Device;
  readonly context: IommufdContext;
}

/** An open VFIO device file. Closing it unbinds the device (VSID-15). */
export class VfioFile implements OpenFile {
  readonly #device: PhysicalDevice;
  readonly #files: FileTable;
  #binding: Binding | undefined;

  constructor(device: PhysicalDevice, files: FileTable) {
    this.#device = device;
    this.#files = files;
  }

  async ioctl(request: number, argument: bigint, memory: UserMemory): Promise<void> {
    if (request === BIND_IOMMUFD.number) return this.#bind(argument, memory);
    const binding = this.#binding;
    if (binding === undefined) throw new Refusal('EINVAL');
    if (request === ATTACH_IOMMUFD_PT.number) return attachTo(binding, argument, memory);
    if (request === DETACH_IOMMUFD_PT.number) return detachFrom(binding, argument, memory);
    throw new Refusal('ENOTTY');
  }

  mmap(_request: MmapRequest): MappedPages {
    throw new Refusal('EINVAL');
  }

  async close(): Promise<void> {
    const binding = this.#binding;
    this.#binding = undefined;
    if (binding !== undefined) await unbind(binding);
  }

  async #bind(argument: bigint, memory: UserMemory): Promise<void> {
    const { minimum, structure } = BIND_IOMMUFD;
    const size = Number(readMember(copyIn(memory, argument, memberBytes(structure.members.size)), structure.members.size));
    if (size < minimum) throw new Refusal('EINVAL');
    const { flags, iommufd } = decodeStructure(structure, copyInVersioned(memory, argument, size, structure.bytes));
    if (flags !== 0 || iommufd >= SIGN_BIT) throw new Refusal('EINVAL');
    if (this.#binding !== undefined) throw new Refusal('EINVAL'); // UAPI-DEV-02
    const file = this.#files.get(iommufd);
    if (!(file instanceof IommufdFile)) throw new Refusal('EBADFD');
    const { context } = file;
    context.process.heap.take();
    const device = new Device(this.#device, context);
    const binding = { device, context };
    const id = context.objects.add(device);
    try {
      copyOutMember(memory, argument, structure.members.out_devid, id);
    } catch (error) {
      await unbind(binding);
      throw error;
    }
    this.#binding = binding;
  }
}

async function attachTo(binding: Binding, argument: bigint, memory: UserMemory): Promise<void> {
  const { size, flags, pt_id: target } = copyInRequest(memory, argument, ATTACH_IOMMUFD_PT);
  if (size < ATTACH_IOMMUFD_PT.minimum || flags !== 0) throw new Refusal('EINVAL');
  const hwpt = await attach(binding.context, binding.device, target);
  try {
    copyOutMember(memory, argument, ATTACH_IOMMUFD_PT.structure.members.pt_id, hwpt);
  } catch (error) {
    await detach(binding.context, binding.device);
    throw error;
  }
}

async function detachFrom({ context, device }: Binding, argument: bigint, memory: UserMemory): Promise<void> {
  const { size, flags } = copyInRequest(memory, argument, DETACH_IOMMUFD_PT);
  if (size < DETACH_IOMMUFD_PT.minimum || flags !== 0) throw new Refusal('EINVAL');
  await detach(context, device);
}

async function unbind({ context, device }: Binding): Promise<void> {
  await detach(context, device);
  await device.unbind();
}

/** ATTACH and DETACH copy their own structure, whatever size the user gives, and judge that size afterwards. */
function copyInRequest<S extends Structure>(memory: UserMemory, argument: bigint, { structure }: Request<S>): Values<S> {
  return decodeStructure(structure, copyIn(memory, argument, structure.bytes));
}

/** Writes back one member alone. */
function copyOutMember(memory: UserMemory, argument: bigint, member: Member, value: number): void {
  const bytes = new Uint8Array(memberBytes(member));
  writeMember(bytes, { ...member, offset: 0 }, BigInt(value));
  copyOut(memory, argument + BigInt(member.offset), bytes);
}
