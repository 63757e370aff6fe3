export * from './needs';
export * from './omission';
export * from './sentences';
