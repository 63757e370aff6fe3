import type { Operation } from '../../machine/log';
import { commandFieldValue, commandsOf, definitionOf } from '../../tables/commands';
import type { Register } from '../../tables/registers';
import type { Bench, Monitor, Sight } from '../monitor';
import { isCall } from '../views/outer-operations';
import type { PhysicalBlock } from '../views/physical-block';
import type { QueueReset } from '../views/queue-resets';
import { ErrorsInCalls } from './errors-in-calls';
import { vintfOf } from './kernel-writes';

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
    watch: (scene, bench) => ({
      begins(operation) {
        const reset = scene.resetEndedBy(operation);
        if (reset !== undefined) tell(bench, reset, judge(reset));
      },
    }),
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
    const ended = (reset: QueueReset) => {
      const { call, early, polled, throughVintf } = disablings.get(reset.key) ?? {};
      const misorder = () =>
        OTHERS.filter((other) => reset.cleared(other) !== undefined)
          .map((other) => reset.misorder('CONFIG', other))
          .find((wrong) => wrong !== undefined);
      if (reset.cleared('CONFIG') === undefined) tell(bench, reset, 'CONFIG is not cleared');
      else if (call !== reset.call || throughVintf !== true) tell(bench, reset, 'CONFIG is not cleared through the page of its VINTF');
      else if (early !== undefined) tell(bench, reset, `${early} is written before CONFIG is cleared`);
      else tell(bench, reset, polled === true ? misorder() : 'STATUS is not read after CONFIG is cleared');
    };
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
        const reset = scene.resetEndedBy(operation);
        if (reset !== undefined) ended(reset);
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
    const ended = (reset: QueueReset) => {
      const { call, operation } = reset;
      const flushed = flushes.get(operation.who) ?? [];
      flushes.delete(operation.who);
      if (!known.visible) return;
      const after = reset.cleared('CONFIG')?.first ?? call;
      const before = reset.cleared('PROD_INDX')?.last ?? operation.n;
      tell(bench, reset, flushed.some((n) => n > after && n < before) ? undefined : "the SMMU's own queue is not flushed");
    };
    return {
      begins(operation) {
        if (operation.port !== 'registers' || operation.by !== 'kernel') return;
        if (operation.event.op !== 'submit') {
          const reset = scene.resetEndedBy(operation);
          if (reset !== undefined) ended(reset);
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
    return {
      begins(operation) {
        const register = scene.registerOf(operation);
        if (register === undefined || operation.port !== 'registers' || operation.by !== 'kernel') return;
        const { name } = register.definition;
        if (name === 'GERROR' || name === 'GERRORN') errors.see(operation, register);
        else last.given = scene.resetEndedBy(operation) ?? last.given;
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
