import { Connection, type Handlers } from './connection.js';
import { CAPABILITIES, forget, handlersOf, LAYER } from './layer.js';
import type { SessionRequests } from './messages.js';

// TODO: name your implementation.
const IMPLEMENTATION = { name: 'skeleton', version: '0.1.0' };

const connection = new Connection();

const session: Handlers<SessionRequests> = {
  initialize: () => ({ protocolVersion: 2, implementation: IMPLEMENTATION, layers: [LAYER], capabilities: CAPABILITIES }),
  echo: (values) => values,
  reset: () => {
    forget();
    return null;
  },
  shutdown: () => {
    connection.close();
    return null;
  },
};

connection.serve({ ...session, ...handlersOf(connection) });
