export * from './call';
export * from './constants';
export * from './requests';
export * from './structure';
