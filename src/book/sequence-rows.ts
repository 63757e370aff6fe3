import { Narrator } from '../machine/log';
import { type DrawnRow, type Foldable, folded, kindOf } from '../pictures/sequence-rows';
import { wayOf } from '../trace/way';
import type { RecordedScenario } from './recording';

type Recorded = RecordedScenario['operations'][number];

/** How much of what a scenario did is drawn. */
export interface DrawnExtent {
  /** The calls by which a VM starts are drawn, not only counted. */
  readonly boot?: boolean;
  /** Messages of one kind in a row beyond which the others are counted. */
  readonly alike: number;
  /** Messages before the act beyond which earlier ones are counted. */
  readonly before: number;
}

const EXTENT: DrawnExtent = { alike: 3, before: 40 };

/** The messages of a recorded scenario: the boot is folded, and so are repeated operations and what the scenario only looks at. */
export function rowsOf(
  { host, operations }: RecordedScenario,
  { boot: withBoot, ...given }: Partial<DrawnExtent> = {},
): readonly DrawnRow[] {
  const extent = { ...EXTENT, ...given };
  const narrator = new Narrator(host, operations);
  const told = operations.filter(tells);
  const several = new Set(told.filter(({ port }) => port === 'guest').map(({ who }) => who)).size > 1;
  const begin = told.findIndex(
    ({ by, port, event }) => port === 'guest' && by === 'scenario' && (event.op === 'write' || event.op === 'read'),
  );
  const boot = told.slice(0, Math.max(0, begin));
  const shown = begin < 0 ? told : told.slice(begin);
  const message = (operation: Recorded): Foldable => {
    const [from, to] = wayOf(operation);
    const line = narrator.line(operation);
    const words = line.replace(/^(?:guest of )?[^:]*?: |^\S+ executes /, '');
    return {
      kind: kindOf(operation.event.op),
      stretch: `${operation.port} ${operation.phase}`,
      row: {
        from,
        to,
        words: several && operation.port !== 'smmu' ? `[${operation.who}] ${words}` : words,
        act: operation.phase === 'act',
      },
    };
  };
  const looked = shown.filter(({ phase }) => phase === 'observe');
  const done = shown.filter(({ phase }) => phase !== 'observe');
  const firstAct = done.findIndex(({ phase }) => phase === 'act');
  const before = Math.max(0, (firstAct < 0 ? done.length : firstAct) - extent.before);
  return [
    ...(boot.length === 0
      ? []
      : withBoot === true
        ? folded(boot.filter(({ port }) => port === 'host').map(message), extent.alike)
        : [{ note: bootNote(boot) }]),
    ...(before === 0 ? [] : [{ note: `… ${before} operations that lead there` }]),
    ...folded(done.slice(before).map(message), extent.alike),
    ...(looked.length === 0
      ? []
      : [{ note: `the scenario looks: ${looked.length === 1 ? '1 operation' : `${looked.length} operations`}` }]),
  ];
}

/** Memory is filled and read all the time; what that means shows in what follows. */
function tells({ event, port }: Recorded): boolean {
  if (port === 'memory') return false;
  if (port === 'host') return event.op !== 'readMemory' && event.op !== 'writeMemory' && event.op !== 'allocate' && event.op !== 'poll';
  return true;
}

function bootNote(boot: readonly Recorded[]): string {
  return `the host boots and the VM starts: ${boot.length} operations`;
}
