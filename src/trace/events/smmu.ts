import { decimal, type EventValues, hex, numberIn, type Parameter, type TraceEvent, word, wordIn } from './trace-event';

const hexed = (values: EventValues, name: string) => `0x${numberIn(values, name).toString(16)}`;

function command(name: string, parameters: readonly Parameter[], tell: TraceEvent['tell']): TraceEvent {
  return { name, family: 'smmu', from: 'guest', to: 'VMM', parameters, shows: [], tell };
}

const REGISTER: readonly Parameter[] = [
  hex('address', { before: 'addr: ' }),
  hex('value', { before: 'val:' }),
  hex('size', { before: 'size: ' }),
  decimal('result', { before: '(', after: ')' }),
];

/** Name of a command in the tables, of the name that QEMU has for it. */
export function commandOf(values: EventValues): string {
  return wordIn(values, 'opcode')
    .replace(/^SMMU_/, '')
    .replace(/^CMD_(?!SYNC$)/, '');
}

/** Events of the emulated SMMU. */
export const SMMU_EVENTS: readonly TraceEvent[] = [
  command('smmuv3_read_mmio', REGISTER, (values) => `read SMMU register ${hexed(values, 'address')} = ${hexed(values, 'value')}`),
  command('smmuv3_write_mmio', REGISTER, (values) => `write SMMU register ${hexed(values, 'address')} = ${hexed(values, 'value')}`),
  command('smmuv3_cmdq_opcode', [word('opcode', { before: '<--- ' })], (values) => `${commandOf(values)} on the SMMU's own queue`),
  command('smmuv3_cmdq_cfgi_ste', [hex('sid', { before: 'streamid= ' })], (values) => `  of StreamID ${hexed(values, 'sid')}`),
  command(
    'smmuv3_cmdq_cfgi_ste_range',
    [hex('start', { before: 'start=' }), hex('end', { before: 'end=' })],
    (values) => `  of StreamIDs ${hexed(values, 'start')} to ${hexed(values, 'end')}`,
  ),
  command('smmuv3_cmdq_cfgi_cd', [hex('sid', { before: 'sid=' })], (values) => `  of StreamID ${hexed(values, 'sid')}`),
  command(
    'smmuv3_cmdq_consume_error',
    [word('command', { before: 'Error on ' }), decimal('error', { before: 'execution: ' })],
    (values) => `${wordIn(values, 'command')} ends in error ${numberIn(values, 'error')}`,
  ),
  {
    ...command(
      'smmuv3_accel_install_ste',
      [hex('sid', { before: 'vSID=' }), word('type', { before: 'type=' }), hex('hwpt', { before: 'hwpt_id=' })],
      (values) => `StreamID ${hexed(values, 'sid')} is attached to HWPT ${hexed(values, 'hwpt')}: ${wordIn(values, 'type')}`,
    ),
    from: 'VMM',
    to: 'kernel',
  },
];
