export * from './narrator';
export * from './operation';
export * from './operation-log';
export * from './recording-guest-bus';
export * from './recording-host-calls';
export * from './recording-host-memory';
export * from './recording-host-registers';
export * from './recording-smmu-commands';
