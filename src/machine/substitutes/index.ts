export * from './hardware-information';
export * from './substitute-host-calls';
export * from './substitute-host-memory';
export * from './substitute-host-registers';
export * from './substitute-smmu';
