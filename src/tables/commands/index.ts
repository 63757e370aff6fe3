export * from './asked-for';
export * from './codec';
export { covers, withEffect } from './coverage';
export * from './table';
