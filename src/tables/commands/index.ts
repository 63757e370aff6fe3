export * from './codec';
export * from './table';
