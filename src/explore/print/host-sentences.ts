import { COMMANDS } from '../../tables/commands';
import type { HostOp, Spoiling } from '../program';
import { number, type Sentences } from './steps';

/** The host of a program, where one sentence tells it. */
export function hostSentence({ op: _, ats, cmdqv, far, incoherent, pageSize, registers, second, streams, stuck }: HostOp): Sentences {
  // No sentence has a kernel boot before one says that a register is stuck, or tells of the ID registers of a second SMMU, or of StreamIDs.
  if (stuck !== undefined || far !== undefined || streams !== undefined) return undefined;
  const has = registers === undefined ? undefined : `whose SMMU has ${identification(registers)}`;
  const parts = [ats, cmdqv, incoherent, second].filter((part) => part !== undefined).length;
  if (parts > 1 || (parts === 1 && (pageSize !== undefined || has !== undefined))) return undefined;
  if (pageSize !== undefined) return [`a host with pages of ${pageSize} bytes${has === undefined ? '' : `, ${has}`}`];
  if (has !== undefined) return [`a host ${has}`];
  if (second !== undefined)
    return [
      second === 'plain'
        ? 'a host with two SMMUs, the second without the CMDQ-V extension'
        : 'a host with two SMMUs that have the CMDQ-V extension',
    ];
  if (incoherent === true) return ['a host whose firmware does not call its SMMU coherent'];
  if (ats?.length === 1) return [`a host whose device ${ats[0]} has no ATS`];
  return cmdqv === 'none' ? ['a host whose SMMU has no CMDQ-V extension'] : undefined;
}

/** ID registers or fields as sentences write them. */
export function identification(registers: NonNullable<HostOp['registers']>): string {
  return Object.entries(registers)
    .map(([name, value]) => `${name}=${number(value)}`)
    .join(', ');
}

/** What becomes of the next command of an opcode. */
export function spoilSentence({ as, opcode }: Spoiling): Sentences {
  const name = COMMANDS.find((command) => command.opcode === opcode)?.name;
  if (name === undefined) return undefined;
  return [as === 'abort' ? `the next ${name} cannot be read` : `the next ${name} is read as an illegal command`];
}
