/** How mutants over time are tried. */
export interface TimeOptions {
  /** Only those whose `module: fault` has this in it; all without. */
  readonly only?: string;
  /** Every n-th of them: a sample. */
  readonly every: number;
  /** Processes that try them side by side; one for each core without. */
  readonly jobs?: number;
  /** Each is tried by at most so many scenarios; by all that reach it without. */
  readonly most?: number;
  /** Whatever was found before. */
  readonly afresh: boolean;
}

/** What `npm run mutation` is asked for: mutants over time, others, or all; what is not said here goes to StrykerJS. */
export interface Asked {
  readonly time: TimeOptions | undefined;
  readonly stryker: readonly string[] | undefined;
  /** The others are tried by samples of scenarios alone. */
  readonly quick: boolean;
}

/** Reads the arguments. Throws on a wrong one. */
export function readArguments(given: readonly string[]): Asked {
  const time = { every: 1, afresh: false } as { only?: string; every: number; jobs?: number; most?: number; afresh: boolean };
  const quick = given.includes('--quick');
  const rest = given.filter((word) => word !== '--quick');
  if (!rest.includes('--time')) return { time: given.length === 0 ? time : undefined, stryker: rest, quick };
  if (quick) throw new Error('--time knows no --quick: give --most N');
  while (rest.length > 0) {
    const flag = rest.shift();
    if (flag === '--time') continue;
    if (flag === '--fresh') time.afresh = true;
    else if (flag === '--only') time.only = rest.shift() ?? '';
    else if (flag === '--every') time.every = positive(flag, rest.shift());
    else if (flag === '--jobs') time.jobs = positive(flag, rest.shift());
    else if (flag === '--most') time.most = positive(flag, rest.shift());
    else throw new Error(`--time knows no ${flag}: it takes --only TEXT, --every N, --most N, --jobs N and --fresh`);
  }
  return { time, stryker: undefined, quick };
}

function positive(flag: string, text: string | undefined): number {
  const number = Number(text);
  if (!Number.isSafeInteger(number) || number < 1) throw new Error(`${flag} takes a positive number, not ${text}`);
  return number;
}
