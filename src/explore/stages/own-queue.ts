import type { Machine } from '../../machine';
import { COMMAND_BYTES, describeCommand } from '../../tables/commands';
import { extract, fieldNamed, physicalMap, type Register } from '../../tables/registers';

const SMMU = 'smmu0';

/** What the SMMU executed from vCMDQs of the kernel's. */
const EXECUTED_OWN = "executed by the SMMU from the kernel's own vCMDQ";

/** Commands are put on a vCMDQ that a kernel keeps for itself; tells what becomes of them, and of errors, which the kernel repairs. */
export async function onOwnQueue(machine: Machine, vcmdq: number, commands: Uint8Array): Promise<Record<string, string>> {
  const block = machine.host.smmus.find(({ name }) => name === SMMU)?.cmdqv;
  const map = block && physicalMap(block);
  const registers = machine.registers(SMMU);
  const named = (name: string): Register | undefined => map?.named(`VCMDQ${vcmdq}_${name}`);
  const [base, producer, consumer, config, allocation] = [
    named('BASE'),
    named('PROD_INDX'),
    named('CONS_INDX'),
    named('CONFIG'),
    map?.named(`CMDQ_ALLOC_MAP_${vcmdq}`),
  ];
  if (base === undefined || producer === undefined || consumer === undefined || config === undefined || allocation === undefined) return {};
  const read = ({ offset, size }: Register) => registers.read(offset, size);
  const allocated = await read(allocation);
  // Another VINTF's is a guest's.
  const isOwn = (allocated & 1n) === 1n && allocated >> 15n === 0n;
  if (!isOwn || ((await read(config)) & 1n) === 0n) return {};
  const queue = await read(base);
  const address = extract(queue, fieldNamed(base, 'ADDR'));
  const entries = 2n ** extract(queue, fieldNamed(base, 'LOG2SIZE'));
  if (BigInt(commands.length / COMMAND_BYTES) > entries) return {};
  const from = extract(await read(producer), fieldNamed(producer, 'WR'));
  let to = from;
  for (let at = 0; at < commands.length; at += COMMAND_BYTES) {
    await machine.memory.write(address + BigInt(COMMAND_BYTES) * (to % entries), commands.subarray(at, at + COMMAND_BYTES));
    to = (to + 1n) % (2n * entries);
  }
  const mark = machine.log.length;
  await registers.write(producer.offset, producer.size, to);
  const executed: string[] = [];
  const acknowledged = new Set<string>();
  for (const { by, event, port } of machine.log.since(mark)) {
    if (port === 'smmu' && event.queue.kind === 'vcmdq' && event.queue.vintf === 0) executed.push(describeCommand(event));
    if (port !== 'registers' || by !== 'kernel' || event.op !== 'write') continue;
    const register = map?.at(event.offset, 4);
    if (register?.definition.name === 'GERRORN') acknowledged.add(`${register.name}=${event.value.toString(16)}`);
  }
  const consumed = extract(await read(consumer), fieldNamed(consumer, 'RD'));
  const left = (to - consumed + 2n * entries) % (2n * entries);
  if (left === 0n) {
    // A kernel may know by itself where its queue is, and goes on from there.
    const write = ({ offset, size }: Register, value: bigint) => registers.write(offset, size, value);
    await write(config, 0n);
    await write(consumer, from);
    await write(producer, from);
    await write(config, 1n);
  }
  return {
    'left in the queue': String(left),
    ...(executed.length === 0 ? {} : { [EXECUTED_OWN]: executed.join('; ') }),
    // How often it is stored is the kernel's business.
    ...(acknowledged.size === 0 ? {} : { acknowledged: [...acknowledged].sort().join(', ') }),
  };
}
