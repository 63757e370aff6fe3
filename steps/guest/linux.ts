import { definitionOf } from '../../src/tables/commands';
import { parseCommand } from '../commands';
import { executed } from '../observe/smmu-commands';
import { Given, Then, When } from '../vocabulary';
import type { ConformanceWorld } from '../world';
import { FIRST_DEVICE, FIRST_VSID, GUEST_RAM, pageSize } from './vm';

const RAM_BYTES = 0x2000_0000n;
/** Where the RAM of a VM lies on the host. */
const HOST_RAM: Readonly<Record<string, bigint>> = { VM: 0x1_0000_0000n, 'VM A': 0x1_0000_0000n, 'VM B': 0x1_2000_0000n };
/** Lines of what Linux said that a failure tells. */
const TOLD = 30;

/** What Linux's driver says of an SMMU that does not do as it should. */
const ERROR =
  /(?:arm-smmu-v3|tegra241).*(?:error|fail|timeout|timed out|unexpected|illegal|abort|out of|unable)|CMD_SYNC timeout|Illegal command/i;

/** What a VM is in which Linux is to run. */
interface LinuxVm {
  readonly name: string;
  readonly processors: number;
  readonly page?: bigint;
  readonly device: string;
}

async function boot(world: ConformanceWorld, { name, processors, page = 4096n, device }: LinuxVm): Promise<void> {
  const machine = await world.booted();
  const address = HOST_RAM[name];
  if (address === undefined) throw new RangeError(`no RAM of the host is kept for ${name}`);
  const ram = { address: GUEST_RAM, pageSize: page, runs: [{ address, length: RAM_BYTES }] };
  const vm = await machine.startVm({ name, cmdqv: 'on', ram: [ram], system: { kind: 'linux', processors } });
  world.vms.set(name, vm);
  const plugged = await vm.bus.plug({ device, streamId: FIRST_VSID });
  if (!plugged.ok) world.fail(`${device} could not be plugged: ${plugged.message}`, 'plugged', plugged.message);
}

const theOne = (processors: number): LinuxVm => ({ name: 'VM', processors, device: FIRST_DEVICE });

/** Has Linux do an act, in each VM in which it runs, at once; what it said. */
async function act(world: ConformanceWorld, words: string): Promise<readonly string[]> {
  const said = await Promise.all([...world.vms.keys()].map((name) => actIn(world, name, words)));
  return said.flat();
}

async function actIn(world: ConformanceWorld, name: string, words: string): Promise<readonly string[]> {
  const { act: told } = world.vm(name).bus;
  if (told === undefined) throw new Error(`no system runs in ${name}`);
  const { done, said } = await told(words);
  if (!done) world.fail(`Linux in ${name} was told to ${words}, and failed`, 'done', said.slice(-TOLD));
  return said;
}

/**
 * An unmodified Linux with so many processors runs in the VM, in 512 MiB of RAM on consecutive 4 KiB pages of the host. Device
 * gpu0 is plugged in as StreamID 0x10. The driver of the SMMU is not loaded yet, nor that of the device.
 */
Given('a Linux guest with {int} processor(s)', ['guest.linux'], (world, processors: number) => boot(world, theOne(processors)));

/** As the sentence above, with RAM on host pages of this size: `2M`. */
Given('a Linux guest with {int} processor(s) on {word} pages', ['guest.linux'], (world, processors: number, size: string) =>
  boot(world, { ...theOne(processors), page: pageSize(size) }),
);

/**
 * An unmodified Linux runs in the VM, which is one of two on a host, with RAM on host pages of this size and this device as
 * StreamID 0x10. A sentence that says nothing of a VM is about Linux in both, at once.
 */
Given(
  '{vm} with a Linux guest with {int} processor(s) on {word} pages and device {name}',
  ['guest.linux', 'twoVms'],
  (world, name: string, processors: number, size: string, device: string) =>
    boot(world, { name, processors, page: pageSize(size), device }),
);

/** Linux loads the driver of the SMMU, then that of the device; the driver of the SMMU puts every device behind a translation of its own. */
When('Linux loads its drivers', ['guest.linux'], async (world) => {
  await act(world, 'load');
});

/** As the sentence above, with a parameter of the SMMU's driver: `disable_cmdqv=1`. */
When('Linux loads its drivers with {word}', ['guest.linux'], async (world, parameter: string) => {
  await act(world, `load ${parameter}`);
});

/** Linux removes its devices, then both drivers. */
When('Linux unloads its drivers', ['guest.linux'], async (world) => {
  await act(world, 'unload');
});

/** The driver of the device maps a buffer of a page and unmaps it again, so many times, on that processor; each time the SMMU's driver invalidates and waits for it. */
When('Linux maps and unmaps a page {int} time(s) on processor {int}', ['guest.linux'], async (world, count: number, processor: number) => {
  await act(world, `map ${processor} ${count} 1`);
});

/** As the sentence above, on all processors at once. */
When('Linux maps and unmaps a page {int} time(s) on every processor', ['guest.linux'], async (world, count: number) => {
  await act(world, `map-everywhere ${count} 1`);
});

/** Linux removes the device from its PCI bus. */
When('Linux removes the device', ['guest.linux'], async (world) => {
  await act(world, 'remove');
});

/** Linux looks for devices on its PCI bus, and finds the one that it removed. */
When('Linux finds the device again', ['guest.linux'], async (world) => {
  await act(world, 'rescan');
});

/** Linux reboots: it ends, the machine is reset, and its kernel comes up again. */
When('Linux reboots', ['guest.linux'], async (world) => {
  await act(world, 'reboot');
});

/** Linux starts a second kernel by kexec, without a reset. */
When('Linux starts a second kernel', ['guest.linux'], async (world) => {
  await act(world, 'kexec');
});

/** Linux takes a processor off: it executes nothing. */
When('Linux takes processor {int} off', ['guest.linux'], async (world, processor: number) => {
  await act(world, `offline ${processor}`);
});

/** Linux puts a processor on again. */
When('Linux puts processor {int} on again', ['guest.linux'], async (world, processor: number) => {
  await act(world, `online ${processor}`);
});

/** The VMM ends while Linux runs in its VM, and the kernel below closes its files. */
When('{vm} is switched off', ['guest.linux', 'twoVms'], async (world, name: string) => {
  await world.vm(name).bus.shutDown();
  world.vms.delete(name);
});

async function reports(world: ConformanceWorld): Promise<readonly string[]> {
  return act(world, 'log');
}

/** In the log of the kernel that runs there is no line in which a driver speaks of an error of the SMMU or of its CMDQ-V. */
Then('Linux reports no error of the SMMU', ['guest.linux'], async (world) => {
  const errors = (await reports(world)).filter((line) => ERROR.test(line));
  if (errors.length > 0) world.fail(`Linux reports ${errors.length} errors of the SMMU`, 'none', errors.slice(0, TOLD));
});

/** In the log of the kernel that runs there is no line in which the driver of the SMMU says that it waited for a CMD_SYNC in vain. */
Then('Linux reports no timeout of a CMD_SYNC', ['guest.linux'], async (world) => {
  const waits = (await reports(world)).filter((line) => line.includes('CMD_SYNC timeout'));
  if (waits.length > 0) world.fail(`Linux waited ${waits.length} times for a CMD_SYNC in vain`, 'none', waits.slice(0, TOLD));
});

/** In the log of the kernel that runs there is a line with this text. */
Then('Linux reports {string}', ['guest.linux'], async (world, text: string) => {
  const lines = await reports(world);
  if (!lines.some((line) => line.includes(text))) world.fail(`Linux reports nothing with "${text}"`, text, lines.slice(-TOLD));
});

/** Since the When, the SMMU has executed at least so many commands of this name from the vCMDQ, by its number on the host. */
Then('vCMDQ {int} executes {int} or more {command}', ['observe.commands'], (world, index: number, count: number, text: string) => {
  const name = definitionOf(parseCommand(text))?.name;
  const seen = executed(world, 'vcmdq').filter((event) => {
    const { queue } = event;
    return queue.kind === 'vcmdq' && queue.index === index && definitionOf(event)?.name === name;
  });
  if (seen.length < count)
    world.fail(`vCMDQ ${index} executed ${seen.length} ${name}, not ${count} or more`, `${count} or more`, `${seen.length}`);
});

/** Since the When, the SMMU has executed at least so many commands of this name from its own queue. */
Then("the SMMU's own queue executes {int} or more {command}", ['observe.commands'], (world, count: number, text: string) => {
  const name = definitionOf(parseCommand(text))?.name;
  const seen = executed(world, 'smmu').filter((event) => definitionOf(event)?.name === name);
  if (seen.length < count)
    world.fail(`the SMMU's own queue executed ${seen.length} ${name}, not ${count} or more`, `${count} or more`, `${seen.length}`);
});
