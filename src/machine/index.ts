export * from './default-host';
export { joinedWindows } from './joined-windows';
export * from './machine';
export { amendHardwareInformation, type HardwareInformation } from './substitutes';
export { switchedOn } from './switched-on';
