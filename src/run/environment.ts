/** Where and when a command of this process ran, as reports tell it. */
export interface Environment {
  readonly node: string;
  readonly platform: string;
  readonly arch: string;
  /** ISO 8601, UTC. */
  readonly startedAt: string;
  readonly durationMs: number;
  readonly command: string;
}

/** The environment of what began at `startedAt` and took `durationMs` milliseconds. */
export function environmentOf(startedAt: Date, durationMs: number, command: string): Environment {
  const { arch, platform, version } = process;
  return { node: version, platform, arch, startedAt: startedAt.toISOString(), durationMs: Math.round(durationMs), command };
}
