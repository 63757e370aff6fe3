import { type Argument, hex, type Who } from '../../program';
import { drawCommand } from '../commands';
import { DEVICES, openDevice, STREAMS } from './devices';
import { handOver } from './invalidations';
import type { KernelProgram } from './kernel-program';
import { kick } from './queues';

/** A vDEVICE of any stream of a guest. */
export function allocateVdevice(program: KernelProgram, who: Who, viommu: number): void {
  const { draw } = program;
  const stream = draw.chance(85) ? BigInt(draw.pick(STREAMS)) : draw.bits64();
  program.ioctl(who, 'VDEVICE_ALLOC', {
    viommu_id: { kind: 'vIOMMU', n: viommu, live: true },
    dev_id: program.anyDevice(),
    virt_id: hex(stream),
  });
}

/** A stream of a guest is one device's and then another's, and is spoken of both times. */
export function handStreamOn(program: KernelProgram, who: Who): void {
  const { draw } = program;
  const viommu = draw.below(2);
  const stream = draw.pick(STREAMS);
  for (const n of draw.shuffled([0, 1])) {
    program.ioctl(who, 'VDEVICE_ALLOC', {
      viommu_id: { kind: 'vIOMMU', n: viommu, live: true },
      dev_id: { kind: 'device', n, live: true },
      virt_id: hex(stream),
    });
    const data = Array.from({ length: 1 + draw.below(2) }, () => drawCommand(draw, [stream], true)).join('');
    handOver(program, who, viommu, data);
    if (draw.chance(50)) kick(program, who, viommu, draw.below(2), [drawCommand(draw, [stream])]);
    program.ioctl(who, 'DESTROY', { id: { kind: 'vDEVICE', n: -1, live: true } });
  }
}

/** The slots of a VINTF are all taken, and then there is one for whoever found none. */
export function takeAllSlots(program: KernelProgram, who: Who): void {
  const { draw } = program;
  const viommu_id: Argument = { kind: 'vIOMMU', n: draw.below(2), live: true };
  const take = (n: number) =>
    program.ioctl(who, 'VDEVICE_ALLOC', { viommu_id, dev_id: { kind: 'device', n, live: true }, virt_id: hex(STREAMS[n] ?? 0) });
  const count = draw.chance(50) ? 2 : 3;
  for (let n = 0; n < count; n++) take(n);
  program.ioctl(who, 'DESTROY', { id: { kind: 'vDEVICE', n: draw.chance(70) ? -1 : 0, live: true } });
  for (let n = count - 1; n > 0; n--) take(n);
}

/** A device that goes takes its vDEVICE along, and nobody gets the number of that. */
export function orphanVdevices(program: KernelProgram, who: Who): void {
  const { draw } = program;
  // One that nobody has open can be bound.
  const taken = [...program.begun].flatMap((one) => program.opened[one]);
  const free = DEVICES.filter((name) => !taken.includes(name));
  const name = draw.pick(free.length > 0 && draw.chance(80) ? free : DEVICES);
  for (let n = 0; n < 1 + draw.below(3); n++) {
    openDevice(program, who, name, -1);
    program.ioctl(who, 'VDEVICE_ALLOC', {
      viommu_id: { kind: 'vIOMMU', n: 0, live: true },
      dev_id: { kind: 'device', n: -1, live: true },
      virt_id: hex(0x40 + n),
    });
    program.push({ op: 'close', who, file: { of: 'device', n: -1 } });
    program.ioctl(who, 'IOAS_ALLOC', {});
  }
  program.ioctl(who, 'DESTROY', { id: { kind: 'vDEVICE', n: -1 } });
  program.ioctl(who, 'DESTROY', { id: { kind: 'IOAS', n: -1, live: true } });
}
