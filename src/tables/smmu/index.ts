export * from './contradictions';
export * from './id-registers';
export * from './traits';
