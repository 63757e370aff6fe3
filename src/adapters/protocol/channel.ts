/** A two-way stream of lines. */
export interface Channel {
  /** Sends one line; the line end is added. */
  send(line: string): void;
  /** Names the receiver of lines and of the end; `reason` tells why it ended. */
  receive(onLine: (line: string) => void, onEnd: (reason: string) => void): void;
  /** Takes no more lines, and ends the stream and whatever is behind it; resolves when nothing of it is left. May be called again. */
  close(): Promise<void>;
  /** The last lines that the other side wrote for people; all that it wrote is in once `close` has resolved. */
  diagnostics(): string;
  /** Forgets those lines: what comes from now on has another cause. */
  forgetDiagnostics?(): void;
}

/** Longest line that is taken, in bytes; larger data would not be an operation of this protocol. */
export const MAX_LINE = 16 * 1024 * 1024;

/** Bytes that wait to be read by the other side before it counts as not reading. */
export const MAX_BACKLOG = 4 * MAX_LINE;
