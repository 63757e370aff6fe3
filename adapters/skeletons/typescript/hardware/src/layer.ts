import { bytesOf, type Connection, done, type Handlers } from './connection.js';
import type { HardwareRequests, Naming, RegisterAccesses } from './messages.js';
import { Smmu } from './smmu.js';

export const LAYER = 'hardware';

// TODO: add each capability when your hardware has it: physicalMemory, observe.commands, substitute.smmu.
export const CAPABILITIES = ['registers'];

const smmus = new Map<string, Smmu>();

/** Forgets the SMMUs of the last scenario. */
export const forget = (): void => smmus.clear();

function called(name: string): Smmu {
  const found = smmus.get(name);
  if (found === undefined) throw new Error(`no SMMU is called ${name}`);
  return found;
}

/** What answers each method of the hardware layer. */
export const handlersOf = (connection: Connection): Handlers<HardwareRequests & Naming<'smmu', RegisterAccesses>> => ({
  'hardware.create': ({ smmu }) => {
    smmus.set(smmu.name, new Smmu(connection, smmu));
    return null;
  },
  'registers.read': async ({ smmu, offset, width }) => ({ value: `0x${(await called(smmu).read(offset, width)).toString(16)}` }),
  'registers.write': ({ smmu, offset, width, value }) => done(called(smmu).write(offset, width, BigInt(value))),
  'registers.submit': ({ smmu, commands }) => called(smmu).submit(bytesOf(commands)),
});
