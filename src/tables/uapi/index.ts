export * from './call';
export * from './constants';
export * from './pointed-to';
export * from './requests';
export * from './statuses';
export * from './structure';
