import type { Offer } from '../run/omission';
import { NEEDS, type Need } from '../specification/vocabulary/needs';
import type { Program, ProgramOp } from './program';

/** What an operation takes beyond what everyone can do who stands behind the ports. */
function needsOf(op: ProgramOp): readonly Need[] {
  switch (op.op) {
    case 'failAllocation':
      return ['host.allocations'];
    case 'removeDriver':
    case 'hostShutDown':
      return ['host.driver'];
    case 'stick':
    case 'queueFails':
      return ['substitute.registers'];
    case 'ownQueue':
      return ['registers', 'physicalMemory'];
    case 'scatter':
      return ['host.memory'];
    case 'spoil':
      return ['physicalMemory'];
    case 'firmware':
      return ['observe.firmware'];
    case 'refuse':
    case 'permit':
    case 'inform':
    case 'event':
      return ['substitute.hostCalls'];
    default:
      return [];
  }
}

/** The program without what cannot be done with the implementation. */
export function possible(program: Program, { capabilities, layers }: Offer): Program['ops'] {
  // What is between or below layers that are not the implementation's the suite has in its own hands.
  const can = (need: Need): boolean => {
    const { provider } = NEEDS[need];
    const own = 'layer' in provider ? layers.includes(provider.layer) : provider.seam.some((layer) => layers.includes(layer));
    return !own || capabilities.has(need);
  };
  const ops = program.ops.filter((op) => needsOf(op).every(can)).map((op) => plainer(op, can));
  return ops as Program['ops'];
}

/** A start, a host or a request, with nothing that cannot be had. */
function plainer(op: ProgramOp, can: (need: Need) => boolean): ProgramOp {
  if (op.op === 'host') {
    const { stuck, ...host } = op;
    return { ...host, ...(stuck === undefined || !can('substitute.registers') ? {} : { stuck }) };
  }
  if (op.op === 'ioctl') {
    const { shortOfMemory, ...ioctl } = op;
    return shortOfMemory === undefined || can('host.allocations') ? op : ioctl;
  }
  if (op.op !== 'start') return op;
  const { pages, properties = {}, twice, ...start } = op;
  const { accel, stage, ...features } = properties;
  const kept = {
    ...(can('guest.properties') ? { ...(accel === undefined ? {} : { accel }), ...(stage === undefined ? {} : { stage }) } : {}),
    ...(can('guest.features') ? features : {}),
  };
  return {
    ...start,
    ...(Object.keys(kept).length === 0 ? {} : { properties: kept }),
    ...(pages === undefined || (pages === 'scattered' && !can('host.memory')) ? {} : { pages }),
    ...(twice === true && can('twoSmmus') ? { twice } : {}),
  };
}
