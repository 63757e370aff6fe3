export * from './evidence';
export * from './expectation-failure';
export * from './plain-evidence';
export * from './session';
export * from './verdict';
