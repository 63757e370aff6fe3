import { TEGRA241 } from '../../../machine';
import { physicalMap } from '../../../tables/registers';
import { hex } from '../../program';
import type { KernelProgram } from './kernel-program';
import { allocateViommu } from './viommus';

/** Registers of the hardware that a kernel waits for, or reads an error from. */
const SILENT = physicalMap(TEGRA241).registers.filter(({ name }) =>
  /^(VINTF[12]_STATUS|VINTF[12]_LVCMDQ[01]_(STATUS|GERROR|CONS_INDX)|VCMDQ[2-5]_STATUS)$/.test(name),
);
const ERRORS = SILENT.filter(({ name }) => name.endsWith('GERROR'));
const SILENT_VINTFS = SILENT.filter(({ name }) => /^VINTF\d_STATUS$/.test(name));

/** Hardware that does not answer while something is done, or that reads otherwise. */
export function stickRegister(program: KernelProgram, next: () => void): void {
  const { draw } = program;
  if (draw.chance(30)) {
    stickVintf(program);
    return;
  }
  if (draw.chance(20)) {
    destroyWithErrors(program);
    return;
  }
  const { offset } = draw.pick(SILENT);
  program.push({ op: 'stick', at: offset, value: draw.chance(70) ? '0x0' : hex(draw.below(8)) });
  for (let n = 0; n < 1 + draw.below(2); n++) next();
  program.push({ op: 'stick', at: offset });
}

/** A VINTF does not come up, which is no loss once it does: there are as many for those who ask then. */
function stickVintf(program: KernelProgram): void {
  const { draw } = program;
  const who = draw.pick([...program.begun]);
  const { offset } = draw.pick(SILENT_VINTFS);
  if (draw.chance(60)) program.ioctl(who, 'DESTROY', { id: { kind: 'vIOMMU', n: -1, live: true } });
  program.push({ op: 'stick', at: offset, value: '0x0' });
  for (let n = 0; n < 1 + draw.below(2); n++) allocateViommu(program, who);
  program.push({ op: 'stick', at: offset });
  for (let n = 0; n < 1 + draw.below(3); n++) allocateViommu(program, who);
}

/** A queue goes with errors, some that commands have not. */
function destroyWithErrors(program: KernelProgram): void {
  const { draw } = program;
  const { offset } = draw.pick(ERRORS);
  program.push({ op: 'stick', at: offset, value: hex(1 + draw.below(7)) });
  for (const who of program.begun) program.ioctl(who, 'DESTROY', { id: { kind: 'hw_queue', n: draw.pick([0, -1]), live: true } });
  program.push({ op: 'stick', at: offset });
}
