import { TEGRA241 } from '../machine';
import { commandWords, describeCommand } from '../tables/commands';
import { decode, GUEST_MAP, physicalMap } from '../tables/registers';
import { SMMU_REGISTERS } from '../tables/smmu';
import type { Difference } from './difference';
import { type Argument, bytesOf, type ExploredLayer, type File, type HostOp, type ProgramOp } from './program';

const SMMU_NAMES = new Map<number, string>(Object.entries(SMMU_REGISTERS).map(([name, offset]) => [offset, name]));

/** An operation in words. */
export function tellOp(op: ProgramOp, layer: ExploredLayer): string {
  const who = 'who' in op ? `${layer === 'kernel' ? 'process' : 'VM'} ${op.who}: ` : '';
  const at = 'smmu' in op && op.smmu === 1 ? 'at its second SMMU ' : '';
  return `${who}${at}${told(op, layer)}`;
}

function told(op: ProgramOp, layer: ExploredLayer): string {
  switch (op.op) {
    case 'host':
      return `the host has ${traitsIn(op)}`;
    case 'spoil':
      return `the next command 0x${op.opcode.toString(16)} ${op.as === 'abort' ? 'cannot be read' : 'is read as an illegal one'}`;
    case 'start': {
      const properties = Object.entries({ cmdqv: op.cmdqv, ...op.properties }).map(([name, value]) => `${name}=${value}`);
      const pages = op.pages === undefined ? '' : `, on ${/^[a-z]/.test(op.pages) ? `${op.pages} pages` : `pages of ${op.pages}`}`;
      const device = op.device === '' ? 'no device' : `${op.device} at StreamID ${op.streamId}`;
      return `starts with ${properties.join(', ')}${op.twice === true ? ', two SMMUs' : ''}${pages} and ${device}`;
    }
    case 'firmware':
      return 'firmware reads its tables';
    case 'inform':
      return `the kernel tells of the ${op.about} ${Object.entries(op.members)
        .map(([name, value]) => `${name}=${value}`)
        .join(', ')}`;
    case 'event': {
      const content = op.instead ?? (op.lost === true ? 'lost events' : op.words.join(' '));
      return `the kernel reports from ${op.from}, number ${op.sequence}: ${content}`;
    }
    case 'stick':
      return op.value === undefined
        ? `${physicalName(op.at)} reads its own value again`
        : `${physicalName(op.at)} always reads ${op.value}`;
    case 'queueFails':
      return `the SMMU's own queue ${op.as === 'timeout' ? 'completes no CMD_SYNC' : 'finds a command illegal'} after ${op.after} commands`;
    case 'ownQueue':
      return `${commandsIn(op.commands)} on vCMDQ ${op.vcmdq}, which is the kernel's own`;
    case 'scatter':
      return 'its memory is physically scattered';
    case 'removeDriver':
      return "the SMMU's driver is removed";
    case 'hostShutDown':
      return 'the host shuts down';
    case 'read':
      return `reads ${registerAt(op.at, op.width, layer)} (${op.width} bytes)`;
    case 'write': {
      const register = mapOf(layer).at(op.at, op.width);
      const value = register === undefined || register.size !== op.width ? op.value : decode(register, BigInt(op.value));
      return `writes ${value} to ${registerAt(op.at, op.width, layer)} (${op.width} bytes)`;
    }
    case 'acknowledge':
      return `the error of vCMDQ ${op.vcmdq} is acknowledged`;
    case 'whileHandled':
      return `whoever handles an interrupt of the next operation writes ${op.value} to ${registerAt(op.at, op.width, layer)} (${op.width} bytes)`;
    case 'memory':
      return `stores ${commandsIn(op.bytes)} at ${'address' in op ? op.address : `byte ${op.at} of its memory`}`;
    case 'readSmmu':
      return `reads the SMMU register ${SMMU_NAMES.get(op.at) ?? op.at}`;
    case 'writeSmmu':
      return `writes 0x${op.value.toString(16)} to the SMMU register ${SMMU_NAMES.get(op.at) ?? op.at}`;
    case 'stream':
      return `configures StreamID ${op.streamId} with the entry ${op.word0} ${op.word1}`;
    case 'submit':
      return `puts ${commandsIn('commands' in op ? op.commands : op.command)} on the SMMU's own queue`;
    case 'plug':
      return `plugs ${op.device} as StreamID ${op.streamId}`;
    case 'unplug':
      return `unplugs ${op.device}`;
    case 'look':
      return 'all registers are read';
    case 'refuse':
      return `from now on ${op.request} is refused with ${op.status}${op.after === 0 ? '' : `, after ${op.after} more`}`;
    case 'permit':
      return `${op.request} is refused no longer`;
    case 'timeout':
      return `the next ${op.count} ATC_INV time out`;
    case 'open':
      return `open ${op.path}`;
    case 'close':
      return `close ${fileIn(op.file)}`;
    case 'ioctl': {
      const members = Object.entries(op.members).map(([name, value]) => `${name}=${argumentIn(value)}`);
      const besides = [
        op.shortOfMemory === true ? ' short of memory' : '',
        op.argument === undefined ? '' : ` argument ${op.argument}`,
        op.reach === undefined ? '' : ` data ${op.reach}`,
      ].join('');
      return `${op.request} on ${fileIn(op.file)}: ${members.join(' ')}${op.data === undefined ? '' : ` data ${op.data.slice(0, 200)}`}${besides}`;
    }
    case 'mmap':
      return `mmap ${fileIn(op.file)} offset=${typeof op.offset === 'string' ? op.offset : `cookie ${op.offset.cookie}`} length=${op.length}${op.shared ? '' : ' private'}${op.write ? '' : ' read-only'}`;
    case 'munmap':
      return `munmap of page ${op.page}`;
    case 'load':
      return `load from byte 0x${op.at.toString(16)} of page ${op.page} (${op.width} bytes)`;
    case 'store':
      return `store of ${op.value} to byte 0x${op.at.toString(16)} of page ${op.page} (${op.width} bytes)`;
    case 'events':
      return `read of ${op.count} bytes of event file ${op.file}`;
    case 'poll':
      return `poll of event file ${op.file}`;
    case 'failAllocation':
      return op.nth === 0 ? "no allocation of the kernel's fails any more" : `allocation ${op.nth} of the kernel's from now on fails`;
    default:
      return op.op;
  }
}

/** A difference in words. */
export function tellDifference({ n, op, facts, monitored }: Difference, layer: ExploredLayer): readonly string[] {
  if (monitored !== undefined) return [`breaks ${monitored}: ${facts[0]?.seen ?? ''}`];
  return [
    `operation ${n + 1}, ${tellOp(op, layer)}`,
    ...facts.map(({ fact, reference, seen }) => `  ${fact}: ${seen ?? 'nothing'}, by the reference ${reference ?? 'nothing'}`),
  ];
}

/** Names that a clause about the difference would use. */
export function namesIn({ op, facts }: Difference, layer: ExploredLayer): readonly string[] {
  const names: string[] = [];
  if ('at' in op && (op.op === 'read' || op.op === 'write')) {
    const register = mapOf(layer).at(op.at, op.width);
    if (register !== undefined) names.push(register.name, register.definition.name);
  }
  if (op.op === 'ioctl') names.push(op.request);
  if (op.op === 'writeSmmu' || op.op === 'readSmmu') names.push(SMMU_NAMES.get(op.at) ?? '');
  if (op.op === 'submit' || op.op === 'memory')
    names.push(...namesOfCommands('bytes' in op ? op.bytes : 'commands' in op ? op.commands : op.command));
  for (const { fact, reference, seen } of facts) {
    names.push(...(fact.match(/[A-Z][A-Z0-9_]{3,}/g) ?? []));
    for (const text of [reference, seen]) names.push(...(text?.match(/[A-Z][A-Z0-9_]{3,}/g) ?? []));
  }
  return [...new Set(names.filter((name) => name !== ''))];
}

function namesOfCommands(text: string): readonly string[] {
  return commandsIn(text).match(/[A-Z][A-Z0-9_]{3,}/g) ?? [];
}

function traitsIn({ op: _, ...traits }: HostOp): string {
  return Object.entries(traits)
    .map(([name, value]) => `${name} ${JSON.stringify(value)}`)
    .join(', ');
}

function physicalName(at: number): string {
  return physicalMap(TEGRA241).at(at, 4)?.name ?? `offset 0x${at.toString(16)}`;
}

function mapOf(layer: ExploredLayer) {
  return layer === 'hardware' ? physicalMap(TEGRA241) : GUEST_MAP;
}

function registerAt(at: number, width: 1 | 2 | 4 | 8, layer: ExploredLayer): string {
  return mapOf(layer).at(at, width)?.name ?? `offset 0x${at.toString(16)}`;
}

function commandsIn(text: string): string {
  const bytes = bytesOf(text);
  if (bytes.length % 16 !== 0) return text;
  return Array.from({ length: bytes.length / 16 }, (_, n) => describeCommand(commandWords(bytes, n * 16))).join(', ');
}

function fileIn(file: File): string {
  if ('number' in file) return `fd ${file.number}`;
  return file.of === 'closed' ? 'the file that was closed last' : `${file.of} file ${file.n}`;
}

function argumentIn(value: Argument): string {
  if (typeof value !== 'object') return String(value);
  if ('ram' in value) return `memory+0x${value.ram.toString(16)}`;
  return 'fd' in value ? `iommufd ${value.fd}` : `${value.live === true ? 'live ' : ''}${value.kind} ${value.n}`;
}
