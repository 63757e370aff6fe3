export * from './definition';
export * from './maps';
export * from './register-map';
export * from './tables';
