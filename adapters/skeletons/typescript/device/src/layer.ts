import { bytesOf, type Connection, done, type Handlers, hexOf } from './connection.js';
import type { DeviceRequests } from './messages.js';
import { VirtualMachine } from './virtual-machine.js';

export const LAYER = 'device';

// TODO: add each capability when your device has it:
// guest.memory, guest.smmu, guest.reset, twoVms, observe.interrupts, observe.windows.
export const CAPABILITIES = ['guest.mmio', 'guest.devices'];

const machines = new Map<string, VirtualMachine>();

/** Forgets the machines of the last scenario. */
export const forget = (): void => machines.clear();

function machine(name: string): VirtualMachine {
  const found = machines.get(name);
  if (found === undefined) throw new Error(`no virtual machine is called ${name}`);
  return found;
}

/** What answers each method of the device layer. */
export const handlersOf = (connection: Connection): Handlers<DeviceRequests> => ({
  'device.start': ({ vm }) => {
    const started = new VirtualMachine(connection, vm);
    machines.set(vm.name, started);
    return done(started.start());
  },
  'guest.read': async ({ vm, offset, width }) => ({ value: `0x${(await machine(vm).read(offset, width)).toString(16)}` }),
  'guest.write': ({ vm, offset, width, value }) => done(machine(vm).write(offset, width, BigInt(value))),
  'guest.readMemory': async ({ vm, address, length }) => ({ bytes: hexOf(await machine(vm).readMemory(BigInt(address), length)) }),
  'guest.writeMemory': ({ vm, address, bytes }) => done(machine(vm).writeMemory(BigInt(address), bytesOf(bytes))),
  'guest.readSmmu': async ({ vm, offset }) => ({ value: await machine(vm).readSmmu(offset) }),
  'guest.writeSmmu': ({ vm, offset, value }) => done(machine(vm).writeSmmu(offset, value)),
  'guest.configureStream': ({ vm, streamId, word0, word1 }) => done(machine(vm).configureStream(streamId, BigInt(word0), BigInt(word1))),
  'guest.submit': ({ vm, command }) => done(machine(vm).submit(bytesOf(command))),
  'guest.plug': ({ vm, device, streamId }) => machine(vm).plug(device, streamId),
  'guest.unplug': ({ vm, device }) => machine(vm).unplug(device),
  'guest.reset': ({ vm }) => done(machine(vm).reset()),
  'guest.shutDown': ({ vm }) => done(machine(vm).shutDown()),
  'guest.settle': ({ vm }) => done(machine(vm).settle()),
  'guest.windows': async ({ vm }) => ({ windows: await machine(vm).windows() }),
  'host.readable': ({ process, fd }) => done(machine(process).readable(fd)),
});
