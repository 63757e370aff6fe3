import { Connection, type Handlers } from './connection.js';
import { VirtualMachine } from './virtual-machine.js';

// TODO: name your implementation, and add each capability when your device has it:
// guest.memory, guest.smmu, guest.reset, twoVms, observe.interrupts, observe.windows.
const IMPLEMENTATION = { name: 'skeleton', version: '0.1.0' };
const CAPABILITIES = ['guest.mmio', 'guest.devices'];

const connection = new Connection();
const machines = new Map<string, VirtualMachine>();

function machine(name: string): VirtualMachine {
  const found = machines.get(name);
  if (found === undefined) throw new Error(`no virtual machine is called ${name}`);
  return found;
}

async function done(act: Promise<void>): Promise<null> {
  await act;
  return null;
}

const hexOf = (bytes: Uint8Array): string => Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
const bytesOf = (hex: string): Uint8Array => Uint8Array.from(hex.match(/../g) ?? [], (digits) => Number.parseInt(digits, 16));

const handlers: Handlers = {
  initialize: () => ({ protocolVersion: 1, implementation: IMPLEMENTATION, layers: ['device'], capabilities: CAPABILITIES }),
  echo: (values) => values,
  reset: () => {
    machines.clear();
    return null;
  },
  shutdown: () => {
    connection.close();
    return null;
  },
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
};

connection.serve(handlers);
