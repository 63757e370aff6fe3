import { reference } from '../../reference';
import { StdioChannel } from '../../src/adapters/protocol/stdio-channel';
import { serveImplementation } from '../../src/adapters/serve';
import { PORT_NEEDS } from '../../src/specification/vocabulary';

// The reference device as an adapter.
const { name, version, device } = reference;
serveImplementation(new StdioChannel(), { name, version, device }, PORT_NEEDS).then(() => process.exit(0));
