export * from './needs';
export * from './sentences';
