import { TEGRA241 } from '../../machine';
import { extract, GUEST_MAP, physicalMap, type Register, VINTF_PAGE0 } from '../../tables/registers';
import {
  decodeStructure,
  HW_INFO_SMMUV3,
  IOMMU_PATH,
  requestNamed,
  VEVENT_HEADER,
  VEVENT_TEGRA241,
  VIOMMU_TEGRA241_DATA,
  vfioPath,
} from '../../tables/uapi';
import type { Performance } from '../difference';
import { type Argument, bytesOf, type KernelOp, type ProgramOp } from '../program';
import { NOBODY } from '../stages/kernel-stage';
import type { Resolved } from '../stages/stage';
import { commandNamed, commandsIn } from './command-words';
import { hostSentence, spoilSentence } from './host-sentences';
import { executedCommands } from './seen-below';
import { number, type Sentences, type Telling, times, withTable } from './steps';

const MAP = physicalMap(TEGRA241);
const DEVICE_PATH = vfioPath('');
/** Where the sentences put the memory of a process. */
const RAM = 0x9000_0000;
const PAGE_LENGTH = 0x1_0000;
/** Names by which sentences know the first of what a request makes. */
const USUAL: Readonly<Record<string, string>> = {
  IOAS_ALLOC: 'ioas',
  HWPT_ALLOC: 'hwpt',
  VIOMMU_ALLOC: 'viommu',
  VDEVICE_ALLOC: 'vdevice',
  HW_QUEUE_ALLOC: 'hw_queue',
  VEVENTQ_ALLOC: 'veventq',
};

/** Tells programs of the kernel in the sentences of `features/kernel`, which know one process. */
export class KernelTelling implements Telling {
  readonly #performance: Performance;
  /** Names of files and of IDs, by position in what the process was given. */
  readonly #files = new Map<number, string>();
  readonly #handles = new Map<number, string>();
  readonly #count = new Map<string, number>();
  /** Position of the page that was mapped last: the one that sentences speak of. */
  #page: number | undefined;
  #begun = false;
  #isScattered = false;

  constructor(performance: Performance) {
    this.#performance = performance;
    this.setting = performance.ops[0]?.op === 'host' ? [] : ['a host with the CMDQ-V extension'];
  }

  readonly setting: readonly string[];

  act(asked: ProgramOp, n: number): Sentences {
    const op = asked as KernelOp;
    if (op.op === 'timeout') return op.count === 1 ? ['the next ATC_INV times out'] : undefined;
    if (op.op === 'failAllocation') return op.nth === 1 ? ['the next allocation of the kernel fails'] : op.nth === 0 ? [] : undefined;
    if (op.op === 'host') return hostSentence(op);
    if (op.op === 'spoil') return spoilSentence(op);
    if (op.op === 'removeDriver' || op.op === 'hostShutDown')
      return [op.op === 'hostShutDown' ? 'the host shuts down' : 'the driver is removed from the SMMU'];
    if (op.op === 'stick') {
      const name = MAP.at(op.at, 4)?.name;
      if (name === undefined) return undefined;
      return [
        `the physical register ${name} ${op.value === undefined ? 'reads its own value again' : `always reads ${number(BigInt(op.value))}`}`,
      ];
    }
    if (op.op === 'queueFails') {
      const count = `${op.after}${op.as === 'illegal' ? ' more' : ''} command${op.after === 1 ? '' : 's'}`;
      return [
        op.as === 'illegal'
          ? `the SMMU's own queue consumes ${count} and finds the next one illegal`
          : `a CMD_SYNC on the SMMU's own queue times out after ${count}`,
      ];
    }
    if (op.op === 'ownQueue') {
      const rows = commandsIn(op.commands)?.map(commandNamed);
      if (rows === undefined || rows.some((row) => row === undefined)) return undefined;
      const own = `vCMDQ ${op.vcmdq}`;
      return [
        `${own} runs on the queue that the kernel gave it`,
        withTable(`these commands are put on ${own}:`, rows as [string, string][]),
      ];
    }
    if (!('who' in op) || op.who !== 'A') return undefined;
    if (op.op === 'scatter') {
      this.#isScattered = true;
      return ['the memory of the process is physically scattered'];
    }
    const resolved = this.#performance.resolved[n] ?? {};
    const status = this.#performance.observations[n]?.status;
    switch (op.op) {
      case 'open':
        return this.#open(op.path, resolved, status);
      case 'close': {
        const file = this.#files.get(resolved.file ?? -1);
        return file === undefined ? (status === undefined ? [] : undefined) : [`user space closes file ${file}`];
      }
      case 'ioctl':
        if (op.shortOfMemory === true) return undefined;
        return status === undefined ? [] : this.#ioctl(op, resolved, status);
      case 'mmap':
        return status === undefined ? [] : this.#mmap(op, resolved);
      case 'munmap':
        if (resolved.page === undefined) return [];
        return resolved.page === this.#page ? ['user space unmaps the page'] : undefined;
      case 'load':
        return [];
      case 'store': {
        if (resolved.page === undefined) return [];
        const register = pageRegister(op.at, op.width);
        if (register === undefined || resolved.page !== this.#page) return undefined;
        return [`user space stores ${number(BigInt(op.value))} to ${register} of the page`];
      }
      case 'memory':
        return undefined;
      case 'events':
        if (resolved.file === undefined) return [];
        return this.#files.get(resolved.file) === 'veventq' ? [`user space reads ${op.count} bytes of events`] : undefined;
      case 'poll':
        return [];
    }
  }

  #open(path: string, { opened }: Resolved, status: string | undefined): Sentences {
    if (path === IOMMU_PATH) {
      if (opened === undefined) return undefined;
      const isFirst = !this.#begun;
      this.#begun = true;
      const name = isFirst ? 'iommufd' : this.#named('another');
      this.#files.set(opened, name);
      if (!isFirst) return [`another iommufd called ${name}`];
      return [
        ...(this.#isScattered ? [] : [`the memory of the process lies at physical address ${number(RAM)}`]),
        'a process that holds "an iommufd"',
      ];
    }
    const device = path.slice(DEVICE_PATH.length);
    if (status === 'OK' && opened !== undefined) {
      if ([...this.#files.values()].includes(device)) return undefined;
      this.#files.set(opened, device);
    }
    return [`user space opens device ${device}`];
  }

  #ioctl(op: Extract<KernelOp, { readonly op: 'ioctl' }>, resolved: Resolved, status: string): Sentences {
    const request = requestNamed(op.request);
    const file = this.#files.get(resolved.file ?? -1);
    if (request === undefined || file === undefined) return undefined;
    const members: string[] = [];
    const isBind = op.request === 'VFIO_DEVICE_BIND_IOMMUFD';
    for (const name of Object.keys(request.structure.members)) {
      if (name.startsWith('__') || (name.startsWith('out_') && op.members[name] === undefined)) continue;
      const value = op.members[name];
      if (value === undefined && name === 'size') continue;
      const written = value === undefined ? '0' : this.#value(name, value, resolved);
      if (written === undefined) return undefined;
      members.push(`${name}=${written}`);
    }
    for (const name of Object.keys(op.members)) {
      const written = name.startsWith('__') ? this.#value(name, op.members[name] ?? 0, resolved) : undefined;
      if (written !== undefined) members.push(`${name}=${written}`);
    }
    // Sentences have as many bytes as the structure, or so many more by themselves.
    if (op.members.size !== undefined && Number(op.members.size) > request.structure.bytes) return undefined;
    if (op.argument !== undefined) members.push(`argument=${op.argument}`);
    if (op.reach !== undefined) members.push(`data=${op.reach}`);
    const made = resolved.made === undefined ? undefined : this.#nameMade(op, resolved, status);
    if (isBind) return this.#bind(op, resolved, file);
    if (op.request === 'VFIO_DEVICE_ATTACH_IOMMUFD_PT' && Object.keys(op.members).join() === 'pt_id') {
      const to = this.#value('pt_id', op.members.pt_id ?? 0, resolved);
      return to === undefined ? undefined : [`user space attaches ${file} to ${to}`];
    }
    if (op.request === 'VFIO_DEVICE_DETACH_IOMMUFD_PT' && Object.keys(op.members).length === 0) return [`user space detaches ${file}`];
    return this.#call(op, members, file, made);
  }

  #bind(op: Extract<KernelOp, { readonly op: 'ioctl' }>, resolved: Resolved, file: string): Sentences {
    const to = this.#files.get(resolved.members?.iommufd ?? -1);
    if (to === undefined || Object.keys(op.members).join() !== 'iommufd') return undefined;
    return [`device ${file} is bound to ${to === 'iommufd' ? 'the iommufd' : `iommufd ${to}`}`];
  }

  #call(op: Extract<KernelOp, { readonly op: 'ioctl' }>, members: readonly string[], file: string, made: string | undefined): Sentences {
    const { data, request } = op;
    if (file !== 'iommufd') {
      if (data !== undefined || made !== undefined) return undefined;
      return [`user space calls ${request} on file ${file} with ${members.join(', ')}`];
    }
    if (request === 'HWPT_INVALIDATE' && data !== undefined) {
      const rows = commandsIn(data)?.map(commandNamed);
      if (rows === undefined || rows.some((row) => row === undefined)) return undefined;
      return [withTable(`user space calls HWPT_INVALIDATE with ${members.join(', ')} and these commands:`, rows as [string, string][])];
    }
    if (request === 'HWPT_ALLOC' && data !== undefined) {
      const bytes = bytesOf(data);
      if (bytes.length !== 16 || (made !== undefined && made !== 'nested')) return undefined;
      const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
      const words = `${number(view.getBigUint64(0, true))} and ${number(view.getBigUint64(8, true))}`;
      return [`user space allocates a nested HWPT with ${members.join(', ')} whose vSTE words are ${words}`];
    }
    if (!isUsualData(request, data)) return undefined;
    if (members.length === 0) return undefined;
    const naming = made === undefined ? '' : `, naming the result ${made}`;
    return [`user space calls ${request} with ${members.join(', ')}${naming}`];
  }

  #nameMade(op: Extract<KernelOp, { readonly op: 'ioctl' }>, { file, made, opened }: Resolved, status: string): string | undefined {
    if (status !== 'OK' || made === undefined) return undefined;
    if (op.request === 'VFIO_DEVICE_BIND_IOMMUFD') {
      const device = this.#files.get(file ?? -1);
      if (device !== undefined) this.#handles.set(made, device);
      return device;
    }
    const isNested = op.request === 'HWPT_ALLOC' && op.data !== undefined;
    const usual = isNested ? 'nested' : (USUAL[op.request] ?? 'object');
    const name = this.#named(usual);
    this.#handles.set(made, name);
    if (opened !== undefined) this.#files.set(opened, name);
    return name;
  }

  #named(usual: string): string {
    const count = this.#count.get(usual) ?? 0;
    this.#count.set(usual, count + 1);
    return count === 0 ? usual : `${usual}_${count + 1}`;
  }

  #value(member: string, value: Argument, resolved: Resolved): string | undefined {
    if (typeof value !== 'object') return number(BigInt(value));
    if ('ram' in value) return value.ram === 0 ? 'ram' : `ram+${number(value.ram)}`;
    const position = resolved.members?.[member];
    if (position === undefined) return number(NOBODY);
    return 'fd' in value ? this.#files.get(position) : this.#handles.get(position);
  }

  #mmap(op: Extract<KernelOp, { readonly op: 'mmap' }>, resolved: Resolved): Sentences {
    const file = this.#files.get(resolved.file ?? -1);
    if (file === undefined) return undefined;
    if (resolved.mapped !== undefined) this.#page = resolved.mapped;
    const offset = number(resolved.offset ?? 0n);
    if (op.length === PAGE_LENGTH && op.shared && op.write) return [`user space maps offset ${offset} of file ${file}`];
    if (file !== 'iommufd') return undefined;
    const changes = [
      `offset=${offset}`,
      `length=${number(op.length)}`,
      ...(op.shared ? [] : ['flags=private']),
      ...(op.write ? [] : ['protection=readonly']),
    ];
    return [`user space maps the page of the vIOMMU with ${changes.join(', ')}`];
  }

  seen(n: number, facts: readonly string[]): readonly string[] {
    const { begins, machine, observations, ops, resolved } = this.#performance;
    const seen = observations[n] ?? {};
    const op = ops[n] as KernelOp | undefined;
    const said: string[] = [];
    if (facts.includes('status') && seen.status !== undefined) {
      const isRead = op?.op === 'events';
      if (seen.status !== 'OK') said.push(`the ${isRead ? 'read' : 'call'} fails with ${seen.status}`);
      else if (!isRead) said.push('the call succeeds');
    }
    if (op?.op === 'load' && facts.includes('value') && seen.value !== undefined) {
      const register = pageRegister(op.at, op.width);
      if (register !== undefined && resolved[n]?.page === this.#page)
        said.push(`user space loads 0x${seen.value} from ${register} of the page`);
    }
    if (op?.op === 'events' && seen.status === 'OK' && (facts.includes('bytes') || facts.includes('status'))) {
      const rows = records(bytesOf(seen.bytes ?? ''));
      said.push(rows.length === 0 ? 'the read returns nothing' : withTable('the read returns these records:', rows));
    }
    if (facts.includes('conditions'))
      said.push(
        seen.conditions === '' ? 'a poll of the event file reports nothing' : `a poll of the event file reports "${seen.conditions}"`,
      );
    if (op?.op === 'ioctl') {
      const request = requestNamed(op.request);
      const returned = facts.filter((fact) => request?.structure.members[fact] !== undefined && seen[fact] !== 'a number');
      const values = returned.flatMap((fact) => (seen[fact] === undefined ? [] : [`${fact}=0x${seen[fact]}`]));
      if (values.length > 0) said.push(`the call returns ${values.join(', ')}`);
      if (facts.includes('data') && seen.data !== undefined) said.push(`the data of the call begins with "${seen.data}"`);
    }
    const since = machine.log.since(begins[n] ?? 0);
    if (facts.some((fact) => fact.startsWith('executed'))) {
      const isOwn = facts.includes("executed by the SMMU from the host's queues");
      const rows = executedCommands(since, isOwn ? 'any' : 'vcmdq', 'VINTF')?.filter((row) => !isOwn || row[1] !== 'CMD_SYNC');
      const sentence = isOwn ? 'these commands reach the SMMU, CMD_SYNC aside:' : 'these commands reach the SMMU from vCMDQs:';
      if (rows !== undefined && rows.length > 0) said.push(withTable(sentence, rows));
      else if (rows !== undefined) said.push(isOwn ? 'no command reaches the SMMU' : 'no command reaches the SMMU from a vCMDQ');
    }
    if (facts.some((fact) => fact.startsWith('physical '))) {
      const written = new Map<string, readonly [register: Register, value: bigint]>();
      for (const { by, event, port } of since) {
        if (port !== 'registers' || by !== 'kernel' || event.op !== 'write') continue;
        const register = MAP.at(event.offset, event.width);
        if (register !== undefined && register.size === event.width) written.set(register.name, [register, event.value]);
      }
      // Which VINTF is meant is the kernel's to choose: the registers of that name, of whichever.
      const rows = [...written.values()]
        .filter(([{ definition }]) => facts.some((fact) => fact.startsWith('physical ') && fact.includes(definition.name)))
        .map(([register, value]) => [register.name, contentOf(register, value)] as const);
      if (written.size === 0) said.push('the kernel writes no register');
      else if (rows.length > 0) said.push(withTable('these physical registers read:', rows));
    }
    if (facts.includes('interrupts')) {
      const count = times(Number(seen.interrupts ?? '0'));
      if (count !== undefined) said.push(`the hardware raises ${count} interrupt${count === 'one' ? '' : 's'}`);
    }
    return said;
  }
}

/** What was written; a VMID is a number of the kernel's own. */
function contentOf({ definition, fields, place }: Register, value: bigint): string {
  const vmid = (value >> 1n) & 0xffffn;
  if (place.kind !== 'vintf' || definition.name !== 'CONFIG' || vmid === 0n) return number(value);
  return fields.map((field) => `${field.name}=${field.name === 'VMID' ? 'A' : extract(value, field)}`).join(', ');
}

/** What a read of the event file gave, a row for each record. */
function records(bytes: Uint8Array): readonly (readonly string[])[] {
  const rows: (readonly string[])[] = [];
  for (let at = 0; at + VEVENT_HEADER.bytes <= bytes.length; ) {
    const { flags, sequence } = decodeStructure(VEVENT_HEADER, bytes.subarray(at));
    at += VEVENT_HEADER.bytes;
    if (flags !== 0) {
      rows.push([`sequence=${sequence}, flags=${flags}`]);
      continue;
    }
    if (at + VEVENT_TEGRA241.bytes > bytes.length) break;
    const maps = decodeStructure(VEVENT_TEGRA241, bytes.subarray(at));
    rows.push([`sequence=${sequence}, map0=${number(maps.lvcmdq_err_map0)}, map1=${number(maps.lvcmdq_err_map1)}`]);
    at += VEVENT_TEGRA241.bytes;
  }
  return rows;
}

/** A register of a vCMDQ in the page of a VINTF, by the name that sentences have for it. */
function pageRegister(at: number, width: number): string | undefined {
  const register = width === 4 ? GUEST_MAP.at(VINTF_PAGE0 + at, 4) : undefined;
  return register?.name.replace(/^VINTF0_/, '');
}

/** Whether the buffer is what the sentence has: what a request gives back through it, it may hold what it will. */
function isUsualData(request: string, data: string | undefined): boolean {
  if (request === 'GET_HW_INFO') return data === undefined || data.length <= 2 * HW_INFO_SMMUV3.bytes;
  if (request === 'VIOMMU_ALLOC') return data === undefined || data === '00'.repeat(VIOMMU_TEGRA241_DATA.bytes);
  return data === undefined;
}
