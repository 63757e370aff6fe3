/** The adapter broke the protocol: what it sent is not what was agreed. */
export class ProtocolFault extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'ProtocolFault';
  }
}

/** The adapter itself failed: it died, hung, flooded or could not be started. */
export class AdapterFault extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'AdapterFault';
  }
}

/** The adapter reports that the implementation could not do what was asked. */
export class ImplementationFault extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'ImplementationFault';
  }
}

/** Tells whether an error is the adapter's, not the implementation's. */
export function isAdapterError(error: unknown): error is AdapterFault | ProtocolFault {
  return error instanceof AdapterFault || error instanceof ProtocolFault;
}
