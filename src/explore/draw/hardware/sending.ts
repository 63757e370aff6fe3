import { hex } from '../../program';
import { drawCommand, drawRange, encoded, SYNC } from '../commands';
import type { HardwareProgram } from './hardware-program';
import { letRun, setUpQueue } from './queues';
import { SLOTS, STREAMS, translateStream } from './vintfs';

/** An ATC_INV of all of a stream. */
const ATC_INV_OF = (stream: number) => encoded('ATC_INV', { SID: BigInt(stream), Size: 52n });
/** Of the first stream. */
export const ATC_INV = ATC_INV_OF(STREAMS[0]);

/** Commands behind those of the queue, and the index that says so. */
export function send(program: HardwareProgram, queue: number, commands: readonly string[], isTame = false): void {
  const idea = program.queueIdea(queue);
  if (!isTame) idea.mayHaveStopped = true;
  if (idea.base === 0n) setUpQueue(program, queue);
  const entries = 2 ** idea.log2size;
  for (const bytes of commands) {
    program.ops.push({ op: 'memory', address: hex(idea.base + 16n * BigInt(idea.produced % entries)), bytes });
    idea.produced = (idea.produced + 1) % (2 * entries);
  }
  program.writeOf(queue, 'PROD_INDX', BigInt(idea.produced));
}

/** Commands of a guest on a queue that runs, mostly. */
export function sendAny(program: HardwareProgram): void {
  const { draw } = program;
  const queue = draw.pick(program.vcmdqs);
  const idea = program.queueIdea(queue);
  if (idea.base === 0n) {
    setUpQueue(program, queue);
    return;
  }
  if (draw.chance(70)) letRun(program, queue);
  const count = 1 + draw.below(Math.min(2 ** idea.log2size, 4));
  const isTame = draw.chance(60);
  send(
    program,
    queue,
    Array.from({ length: count }, () => (isTame ? tameCommand(program, queue) : anyCommand(program))),
    isTame,
  );
  if (draw.chance(60)) program.readNamed(program.nameOf(queue, draw.pick(['CONS_INDX', 'GERROR', 'STATUS', 'CONFIG'])));
}

/** A command that a guest may have executed. */
function tameCommand(program: HardwareProgram, queue: number): string {
  const { draw } = program;
  const [vintf] = program.assigned.get(queue) ?? [0];
  const streams = [...(program.slots.get(vintf)?.values() ?? [])];
  if (streams.length > 0 && draw.chance(50)) {
    const SID = BigInt(draw.pick(streams));
    return draw.chance(60)
      ? encoded('ATC_INV', { SID, Size: BigInt(draw.below(53)) })
      : encoded(draw.pick(['CFGI_CD', 'CFGI_CD_ALL']), { SID });
  }
  return draw.chance(40) ? SYNC : encoded(draw.pick(['TLBI_NH_ASID', 'TLBI_NH_VA']), { ASID: BigInt(draw.below(0x1_0000)) });
}

/** A command, be it one that stops a queue. */
function anyCommand(program: HardwareProgram): string {
  const { draw } = program;
  if (draw.chance(4)) return encoded('CMD_SYNC', { CS: BigInt(1 + draw.below(3)) });
  return draw.chance(program.isWide ? 60 : 2) ? drawRange(draw) : drawCommand(draw, STREAMS);
}

/** A stream is used, then its slot is another stream's, and both are used. */
export function retargetSlot(program: HardwareProgram): void {
  const { draw } = program;
  const queue = draw.pick(program.vcmdqs);
  const [vintf] = program.assigned.get(queue) ?? [0];
  if (draw.chance(60)) letRun(program, queue);
  const slot = draw.chance(85) ? draw.below(3) : SLOTS - 1;
  const stream = draw.pick(STREAMS);
  translateStream(program, vintf, slot, stream, true);
  const named = () => drawCommand(draw, [stream]);
  send(program, queue, [draw.chance(70) ? ATC_INV_OF(stream) : named()]);
  if (draw.chance(75)) translateStream(program, vintf, slot, draw.chance(70) ? stream : draw.pick(STREAMS), draw.chance(80));
  else translateStream(program, vintf, draw.below(3), stream, true);
  send(program, queue, [draw.chance(70) ? ATC_INV_OF(stream) : named()]);
}
