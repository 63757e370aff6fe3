export * from './default-host';
export * from './machine';
export { amendHardwareInformation, type HardwareInformation } from './substitutes';
