export * from './call';
export * from './constants';
export * from './requests';
export * from './statuses';
export * from './structure';
