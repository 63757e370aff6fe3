import { reference } from '../../reference';
import { serveImplementation } from '../../src/adapter/serve';
import { StdioChannel } from '../../src/protocol/stdio-channel';
import { NEEDS } from '../../src/vocabulary';

// The reference device as an adapter.
const { name, version, device } = reference;
serveImplementation(new StdioChannel(), { name, version, device }, Object.keys(NEEDS)).then(() => process.exit(0));
