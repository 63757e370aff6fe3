export * from './contradictions';
export * from './id-registers';
export * from './queue-errors';
export * from './smmu-registers';
export * from './traits';
