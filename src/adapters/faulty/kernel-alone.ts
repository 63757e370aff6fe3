import { reference } from '../../../reference';
import { StdioChannel } from '../protocol/stdio-channel';
import { serveImplementation } from '../serve';
import { note } from './well-behaved';

const { kernel, name, version } = reference;

note(process.pid);
serveImplementation(new StdioChannel(), { name, version, kernel }, ['host.calls', 'host.memory']).then(() => process.exit(0));
