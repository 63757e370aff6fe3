/** A queue as far as the drawing has to know it, to put commands where they are read. */
interface QueueIdea {
  base: bigint;
  log2size: number;
  produced: number;
}

/** What the drawing has to know of a virtual machine. */
export interface VmIdea {
  /** Records that the kernel has reported, of CMDQ-V and of the SMMU. */
  readonly reported: { 'CMDQ-V': number; SMMU: number };
  twice: boolean;
  cmdqv: 'on' | 'auto' | 'off';
  readonly queues: readonly [QueueIdea, QueueIdea];
  running: boolean;
}

/** One that has not started. */
export function idle(): VmIdea {
  return { running: false, cmdqv: 'on', twice: false, reported: { 'CMDQ-V': 0, SMMU: 0 }, queues: [queueIdea(), queueIdea()] };
}

function queueIdea(): QueueIdea {
  return { base: 0n, log2size: 3, produced: 0 };
}
