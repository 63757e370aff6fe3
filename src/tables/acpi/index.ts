export * from './aml';
export * from './iort';
export * from './resources';
export * from './tables';

/** _HID of a CMDQ-V device. */
export const CMDQV_HID = 'NVDA200C';
