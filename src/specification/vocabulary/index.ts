export * from '../../run/omission';
export * from './needs';
export * from './sentences';
