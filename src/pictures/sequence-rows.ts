import type { Participant } from '../trace/events';

/** A message of a sequence diagram. */
export interface DrawnMessage {
  readonly from: Participant;
  readonly to: Participant;
  readonly words: string;
  /** It is part of what the scenario is about. */
  readonly act: boolean;
  /** It is what a failure says is wrong. */
  readonly wrong?: boolean;
}

/** A row of a sequence diagram: a message, or a note in place of messages that are left out. */
export type DrawnRow = { readonly note: string; readonly wrong?: boolean } | DrawnMessage;

/** What is told of messages of which only some are drawn. */
export type MessageKind = 'read' | 'write' | 'other';

/** The kind of an operation, by its name at its port. */
export function kindOf(op: string): MessageKind {
  return op === 'read' || op === 'load' ? 'read' : op === 'write' || op === 'store' ? 'write' : 'other';
}

/** What stands in the place of messages that are left out. */
const KINDS: Readonly<Record<MessageKind, string>> = { read: 'reads', write: 'writes', other: 'operations' };

/** An operation that may be drawn. */
export interface Foldable {
  readonly kind: MessageKind;
  /** Only operations of one stretch are folded together. */
  readonly stretch: string;
  readonly row: DrawnMessage;
}

/** Runs of one kind of message: the first ones, how many more, and the last. What is wrong is always drawn. */
export function folded(operations: readonly Foldable[], alike: number): readonly DrawnRow[] {
  const rows: DrawnRow[] = [];
  let run: Foldable[] = [];
  const flush = () => {
    const left = run.length - alike - 1;
    const [first] = run;
    const drawn = run.map(({ row }) => row);
    if (first === undefined || left < 2) rows.push(...drawn);
    else rows.push(...drawn.slice(0, alike), { note: `… ${left} more ${KINDS[first.kind]}` }, ...drawn.slice(-1));
    run = [];
  };
  for (const operation of operations) {
    const [last] = run.slice(-1);
    const { kind, row, stretch } = operation;
    if (last !== undefined && (last.stretch !== stretch || last.kind !== kind || row.wrong === true)) flush();
    run.push(operation);
    if (kind === 'other' || row.wrong === true) flush();
  }
  flush();
  return rows;
}
