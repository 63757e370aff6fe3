export * from './contradictions';
export * from './id-registers';
export * from './smmu-registers';
export * from './traits';
