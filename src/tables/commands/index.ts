export * from './asked-for';
export * from './codec';
export * from './table';
