import { HW_INFO_FLAGS, HW_INFO_TYPES } from '../../../tables/uapi';
import type { Who } from '../../program';
import type { KernelProgram } from './kernel-program';

/** GET_HW_INFO as a VMM may ask. */
export function askInformation(program: KernelProgram, who: Who): void {
  const { draw } = program;
  const length = draw.pick([8, 40, 4, 64, 72, 136]);
  program.ioctl(
    who,
    'GET_HW_INFO',
    {
      dev_id: draw.chance(70) ? { kind: 'device', n: draw.below(3), live: true } : program.anyDevice(),
      flags: draw.below(2),
      data_type: draw.pick([0, 1, 2, 2, 3]),
      data_len: length,
    },
    { data: 'aa'.repeat(length) },
  );
}

/** Each device is asked for what it is behind. */
export function askInformationOfEach(program: KernelProgram, who: Who): void {
  const { draw } = program;
  const data_len = draw.pick([8, 40]);
  const asked = { flags: HW_INFO_FLAGS.INPUT_TYPE, data_type: HW_INFO_TYPES.TEGRA241_CMDQV, data_len };
  for (const n of draw.shuffled([0, 1]))
    program.ioctl(who, 'GET_HW_INFO', { ...asked, dev_id: { kind: 'device', n, live: true } }, { data: 'aa'.repeat(data_len) });
}
