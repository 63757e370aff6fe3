import { RUNNING, STOPPED } from '../queue';
import type { Allowed } from './allowed';

/** Of a CMDQ-V block. */
export const ALLOWED_HARDWARE: readonly Allowed[] = [
  {
    alternative: 'signalling-sync-completes',
    by: ['HYP-07'],
    program: {
      layer: 'hardware',
      ops: [
        { op: 'write', at: 0x1000, width: 4, value: '0x1' },
        { op: 'write', at: 0x10008, width: 4, value: '0x1' },
        { op: 'write', at: 0x200, width: 4, value: '0x1' },
        { op: 'write', at: 0x20000, width: 8, value: '0x90040003' },
        { op: 'memory', address: '0x90040000', bytes: '46100000000000000000000000000000' },
        { op: 'write', at: 0x10004, width: 4, value: '0x1' },
      ],
    },
  },
  {
    alternative: 'unrepaired-queue-stays-stopped',
    by: ['GERR-08'],
    program: { layer: 'hardware', ops: [...STOPPED, { op: 'acknowledge', vcmdq: 0 }, { op: 'look' }] },
  },
  {
    alternative: 'vcmdq-status-follows-its-own-enable',
    by: ['PHYS-13'],
    program: { layer: 'hardware', ops: [{ op: 'write', at: 0x1_0188, width: 4, value: '0x1' }, { op: 'look' }] },
  },
  {
    alternative: 'no-error-status-of-a-disabled-vintf',
    by: ['PHYS-07'],
    program: { layer: 'hardware', ops: [...STOPPED, { op: 'write', at: 0x1000, width: 4, value: '0x0' }, { op: 'look' }] },
  },
  {
    alternative: 'disabled-queue-forgets-timeouts',
    by: ['ISO-08'],
    program: {
      layer: 'hardware',
      ops: [
        ...RUNNING,
        { op: 'write', at: 0x1040, width: 4, value: '0x21' },
        { op: 'timeout', count: 1 },
        { op: 'memory', address: '0x90040000', bytes: '40000000100000003400000000000000' },
        { op: 'write', at: 0x10004, width: 4, value: '0x1' },
        { op: 'write', at: 0x10008, width: 4, value: '0x0' },
        { op: 'write', at: 0x10008, width: 4, value: '0x1' },
        { op: 'memory', address: '0x90040010', bytes: '46000000000000000000000000000000' },
        { op: 'write', at: 0x10004, width: 4, value: '0x2' },
      ],
    },
  },
  {
    alternative: 'map-bits-outlast-the-acknowledgement',
    by: ['PHYS-16'],
    program: {
      layer: 'hardware',
      ops: [
        ...STOPPED,
        { op: 'memory', address: '0x90040000', bytes: '46000000000000000000000000000000' },
        { op: 'write', at: 0x10014, width: 4, value: '0x1' },
        { op: 'read', at: 0x10, width: 8 },
      ],
    },
  },
];
