import type { Operation } from '../../machine/log';
import { commandFieldValue, commandsOf, definitionOf } from '../../tables/commands';
import type { Register } from '../../tables/registers';
import { HW_QUEUE_ALLOC } from '../../tables/uapi';
import type { Bench, Monitor, Sight, Watch } from '../monitor';
import type { Scene } from '../scene';
import { askedOf } from '../views/call-structures';
import { isCall } from '../views/outer-operations';
import type { Clearing, PhysicalBlock } from '../views/physical-block';
import { onUnmapping } from './alloc-map';
import { ErrorsInCalls } from './errors-in-calls';
import { onKernelWrites, vintfOf } from './kernel-writes';

/** The reset of a user's vCMDQ, in the call that gives it out or takes it back. */
class QueueReset {
  /** What ends it: BASE of the new queue is written, or the vCMDQ unmapped. */
  readonly operation: Operation;
  /** The vCMDQ in words, and by SMMU and number. */
  readonly queue: string;
  readonly key: string;
  /** The call, by its position. */
  readonly call: number;
  readonly #cleared: (name: string) => Clearing | undefined;

  constructor(operation: Operation, block: PhysicalBlock, queue: number, call: Operation) {
    this.operation = operation;
    this.queue = `vCMDQ ${queue}`;
    this.key = `${operation.who} ${queue}`;
    this.call = call.n;
    this.#cleared = (name) => block.clearedAfter(call.n, queue, name);
  }

  /** When a register was cleared for the first time in the call, and for the last; nothing if it was not. */
  cleared(name: string): Clearing | undefined {
    return this.#cleared(name);
  }

  /** What of two registers is wrong if the one has to be cleared before the other. */
  misorder(one: string, other: string): string | undefined {
    const [before, after] = [this.cleared(one), this.cleared(other)];
    if (before === undefined) return `${one} is not cleared`;
    if (after === undefined) return `${other} is not cleared`;
    return before.first < after.last ? undefined : `${other} is cleared before ${one}`;
  }
}

/** Takes each reset. */
function onResets(scene: Scene, bench: Bench, see: (reset: QueueReset) => void): NonNullable<Watch['begins']> {
  const last = bench.keep<{ given: number | undefined }>({ given: undefined });
  const whenGiven = onKernelWrites(scene, ({ block, operation, register, value }) => {
    if (value === 0n || register.place.kind !== 'logical' || register.place.vintf === 0) return;
    const call = scene.around(operation, isCall);
    // Of a BASE in two halves, and of one that is written twice, the first ends the reset.
    if (call?.port !== 'host' || call.n === last.given || askedOf(call.event, HW_QUEUE_ALLOC) === undefined) return;
    last.given = call.n;
    const queue = block.queueAt(register);
    if (queue !== undefined) see(new QueueReset(operation, block, queue, call));
  });
  const whenBack = onUnmapping(scene, ({ block, operation, queue }) => {
    const call = scene.around(operation, isCall);
    if (call !== undefined) see(new QueueReset(operation, block, queue, call));
  }).begins;
  return (operation) => (scene.registerOf(operation)?.definition.name === 'BASE' ? whenGiven : whenBack)(operation);
}

/** Both ends of a reset. */
const ENDS: readonly Sight[] = ['registers write VCMDQ_BASE', 'registers write CMDQ_ALLOC_MAP'];

function onReset(clause: string, looksAt: string, judge: (reset: QueueReset) => string | undefined): Monitor {
  return {
    clause,
    layer: 'kernel',
    sees: ENDS,
    skipsIdleWrites: true,
    onlyWithin: true,
    looksAt: `each vCMDQ that a user is given or gives back: ${looksAt}`,
    watch: (scene, bench) => ({ begins: onResets(scene, bench, (reset) => tell(bench, reset, judge(reset))) }),
  };
}

function tell(bench: Bench, { operation, queue }: QueueReset, wrong: string | undefined): void {
  if (wrong === undefined) bench.held();
  else bench.violated(operation, `in the reset of ${queue} ${wrong}`);
}

/** What a kernel did to a vCMDQ in one call. */
interface Disabling {
  readonly call: number;
  /** CONFIG was cleared through the page of its VINTF, and STATUS read after that. */
  readonly throughVintf?: boolean;
  readonly polled?: boolean;
  /** What was written before, while the vCMDQ was enabled. */
  readonly early?: string;
}

const OTHERS = ['PROD_INDX', 'CONS_INDX', 'BASE', 'CONS_INDX_BASE_DRAM'] as const;

/** RST-01: the reset of a vCMDQ begins with its CONFIG. */
export const disabledFirst: Monitor = {
  clause: 'RST-01',
  layer: 'kernel',
  sees: [
    ...ENDS,
    'registers write VCMDQ_CONFIG',
    'registers read VCMDQ_STATUS',
    'registers write VCMDQ_PROD_INDX',
    'registers write VCMDQ_CONS_INDX',
    'registers write VCMDQ_CONS_INDX_BASE_DRAM',
  ],
  skipsIdleWrites: true,
  onlyWithin: true,
  looksAt:
    'each vCMDQ that a user is given or gives back: in that call the kernel cleared CONFIG through its VINTF, before indices and addresses, and then read STATUS',
  watch: (scene, bench) => {
    /** By SMMU and number. */
    const disablings = bench.keep(new Map<string, Disabling>());
    const ended = onResets(scene, bench, (reset) => {
      const { call, early, polled, throughVintf } = disablings.get(reset.key) ?? {};
      const misorder = () =>
        OTHERS.filter((other) => reset.cleared(other) !== undefined)
          .map((other) => reset.misorder('CONFIG', other))
          .find((wrong) => wrong !== undefined);
      if (reset.cleared('CONFIG') === undefined) tell(bench, reset, 'CONFIG is not cleared');
      else if (call !== reset.call || throughVintf !== true) tell(bench, reset, 'CONFIG is not cleared through the page of its VINTF');
      else if (early !== undefined) tell(bench, reset, `${early} is written before CONFIG is cleared`);
      else tell(bench, reset, polled === true ? misorder() : 'STATUS is not read after CONFIG is cleared');
    });
    const seeAccess = (operation: Operation, block: PhysicalBlock, register: Register) => {
      const call = operation.by === 'kernel' ? scene.around(operation, isCall)?.n : undefined;
      const queue = block.queueAt(register);
      if (call === undefined || queue === undefined || operation.port !== 'registers') return;
      const key = `${operation.who} ${queue}`;
      const before = disablings.get(key);
      const known = before?.call === call ? before : { call };
      const { event } = operation;
      const { name } = register.definition;
      if (name === 'STATUS') {
        if (known.throughVintf === true) disablings.set(key, { ...known, polled: true });
      } else if (event.op === 'write' && name === 'CONFIG') {
        if ((event.value & 1n) === 0n && register.place.kind === 'logical') disablings.set(key, { ...known, throughVintf: true });
      } else if (known.early === undefined && block.isSet(block.ofQueue(queue, 'CONFIG'), 1))
        disablings.set(key, { ...known, early: name });
    };
    return {
      begins(operation) {
        const block = scene.block(operation.who);
        const register = scene.registerOf(operation);
        if (block === undefined || register === undefined) return;
        if (vintfOf(block, register) !== 0) seeAccess(operation, block, register);
        if (register.definition.name === 'BASE' || register.definition.name === 'CMDQ_ALLOC_MAP') ended(operation);
      },
    };
  },
};

/** RST-03: PROD_INDX is cleared, and then CONS_INDX. */
export const indicesCleared = onReset('RST-03', 'in that call the kernel cleared PROD_INDX and then CONS_INDX', (reset) =>
  reset.misorder('PROD_INDX', 'CONS_INDX'),
);

/** RST-04: BASE is cleared, and then CONS_INDX_BASE_DRAM. */
export const addressesCleared = onReset('RST-04', 'in that call the kernel cleared BASE and then CONS_INDX_BASE_DRAM', (reset) =>
  reset.misorder('BASE', 'CONS_INDX_BASE_DRAM'),
);

/** RST-02: the SMMU's own queue is flushed between the disabling of a vCMDQ and the clearing of its indices. */
export const flushed: Monitor = {
  clause: 'RST-02',
  layer: 'kernel',
  sees: [...ENDS, 'registers submit'],
  skipsIdleWrites: true,
  onlyWithin: true,
  looksAt:
    "each vCMDQ that a user is given or gives back: in that call the kernel put a CMD_SYNC with CS=0 on the SMMU's own queue, between clearing CONFIG and PROD_INDX",
  watch: (scene, bench) => {
    /** When each SMMU's own queue was flushed, since the last reset. */
    const flushes = bench.keep(new Map<string, number[]>());
    /** Without a command of the kernel that was seen nobody knows whether they can be. */
    const known = bench.keep({ visible: scene.whole });
    const ended = onResets(scene, bench, (reset) => {
      const { call, operation } = reset;
      const flushed = flushes.get(operation.who) ?? [];
      flushes.delete(operation.who);
      if (!known.visible) return;
      const after = reset.cleared('CONFIG')?.first ?? call;
      const before = reset.cleared('PROD_INDX')?.last ?? operation.n;
      tell(bench, reset, flushed.some((n) => n > after && n < before) ? undefined : "the SMMU's own queue is not flushed");
    });
    return {
      begins(operation) {
        if (operation.port !== 'registers' || operation.by !== 'kernel') return;
        if (operation.event.op !== 'submit') {
          ended(operation);
          return;
        }
        known.visible = true;
        if (!isFlush(operation.event.commands)) return;
        const flushed = flushes.get(operation.who);
        if (flushed === undefined) flushes.set(operation.who, [operation.n]);
        else flushed.push(operation.n);
      },
    };
  },
};

/** RST-05: the reset of a vCMDQ reads its errors, and acknowledges them. */
export const acknowledged: Monitor = {
  clause: 'RST-05',
  layer: 'kernel',
  sees: [
    ...ENDS,
    'registers read VCMDQ_GERROR',
    'registers read VCMDQ_GERRORN',
    'registers write VCMDQ_GERRORN',
    'host ioctl HW_QUEUE_ALLOC',
  ],
  needs: [...ENDS, 'registers read VCMDQ_GERROR', 'host ioctl HW_QUEUE_ALLOC'],
  skipsIdleWrites: true,
  onlyWithin: true,
  looksAt:
    'each HW_QUEUE_ALLOC that gives a user a vCMDQ: in that call the kernel read GERROR, and GERRORN was read the same or was written so',
  watch: (scene, bench) => {
    const errors = new ErrorsInCalls(scene, bench);
    const last = bench.keep<{ given: QueueReset | undefined }>({ given: undefined });
    const ended = onResets(scene, bench, (reset) => {
      last.given = reset;
    });
    return {
      begins(operation) {
        const register = scene.registerOf(operation);
        if (register === undefined || operation.port !== 'registers' || operation.by !== 'kernel') return;
        const { name } = register.definition;
        if (name === 'GERROR' || name === 'GERRORN') errors.see(operation, register);
        else ended(operation);
      },
      ends(operation) {
        const { given } = last;
        if (given?.call !== operation.n || operation.event.op !== 'ioctl' || operation.given) return;
        last.given = undefined;
        if (operation.event.status !== 'OK') return;
        const { gerror, gerrorn } = errors.in(given.key, operation.n);
        if (gerror === undefined) tell(bench, given, 'GERROR is not read');
        else if (gerrorn === undefined) tell(bench, given, 'GERRORN is neither read nor written');
        else tell(bench, given, gerror === gerrorn ? undefined : 'an error in GERROR is not acknowledged in GERRORN');
      },
    };
  },
};

/** Whether a CMD_SYNC that asks for no signal is among some commands. */
function isFlush(commands: Uint8Array): boolean {
  for (const words of commandsOf(commands)) {
    if (definitionOf(words)?.name === 'CMD_SYNC' && commandFieldValue(words, 'CS') === 0n) return true;
  }
  return false;
}
