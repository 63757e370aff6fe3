import { TEGRA241 } from '../../../machine';
import { physicalMap } from '../../../tables/registers';
import { hex, type Who } from '../../program';
import { drawCommand, ILLEGAL, SYNC } from '../commands';
import { STREAMS } from './devices';
import { invalidate } from './invalidations';
import type { KernelProgram } from './kernel-program';

/** Errors of queues that are the kernel's own. */
const OWN_ERRORS = physicalMap(TEGRA241).registers.filter(({ name }) => /^VINTF0_LVCMDQ[01]_GERROR$/.test(name));
/** So many commands, nearly, bring the index of such a queue round. */
const OWN_ENTRIES = 250;
/** Programs have come so far before what cannot be undone is done. */
const LATE = 60;

/** ATC_INVs that time out, as long as something is asked for. */
export function timeOut(program: KernelProgram, who: Who, next: () => void): void {
  const { draw } = program;
  program.push({ op: 'timeout', count: 1 + draw.below(2) });
  if (draw.chance(70)) invalidate(program, who);
  else next();
  program.push({ op: 'timeout', count: 0 });
}

/** The SMMU's own queue fails, and for good. */
export function failSmmuQueue(program: KernelProgram, who: Who): void {
  const { draw } = program;
  if (program.ops.length < LATE) return;
  program.push({ op: 'queueFails', after: draw.below(draw.chance(50) ? 2 : 5), as: draw.pick(['timeout', 'timeout', 'illegal'] as const) });
  invalidate(program, who, draw.chance(60) ? 1 : undefined);
}

/** What the kernel has on queues of its own cannot be executed now and then, behind the end of the queue, too. */
export function stopKernelQueue(program: KernelProgram): void {
  const { draw } = program;
  // Behind the first 64 of a VINTF errors are told in another word.
  const vcmdq = program.hasOneVintf && draw.chance(60) ? 62 + draw.below(66) : draw.below(2);
  const { offset } = draw.pick(OWN_ERRORS);
  const isOdd = draw.chance(25);
  if (isOdd) program.push({ op: 'stick', at: offset, value: hex(draw.below(8)) });
  const many = draw.chance(30) ? [SYNC.repeat(OWN_ENTRIES)] : [];
  const commands = Array.from({ length: 1 + draw.below(4) }, () => (draw.chance(50) ? ILLEGAL : drawCommand(draw, STREAMS)));
  for (const some of [...many, commands.join('')]) program.push({ op: 'ownQueue', vcmdq, commands: some });
  if (isOdd) program.push({ op: 'stick', at: offset });
}
