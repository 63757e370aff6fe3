export * from './evidence';
export * from './expectation-failure';
export * from './session';
export * from './verdict';
