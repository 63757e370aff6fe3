export * from './doings';
export * from './needs';
export * from './sentences';
