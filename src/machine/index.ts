export * from './default-host';
export * from './machine';
