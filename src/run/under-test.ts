import { type HostMemory, type Implementation, LAYERS } from '../ports';
import { PORT_NEEDS } from '../specification/vocabulary';
import type { Offer } from './omission';

/** An implementation, and how a run treats it. */
export interface UnderTest {
  readonly implementation: Implementation;
  readonly offer: Offer;
  /** Memory of a new machine, where the implementation keeps it in a place of its own. */
  createMemory?(): HostMemory;
  /** Readies it for the scenario with that ID. */
  newScenario?(scenario: string): Promise<void>;
  /** The scenario is over: tells what was not given back, or went wrong without a sign, each a failure of it. */
  audit?(): Promise<readonly string[]> | undefined;
  /** What it wrote for people of late. */
  diagnostics?(): string;
  /** Milliseconds that a step may take, for an implementation without deadlines of its own. */
  readonly stepTimeout?: number;
  /** Where several make it up: each by itself. */
  readonly parts?: readonly { readonly name: string; readonly version: string }[];
  close(): Promise<void>;
}

/** An implementation in this process: all that its layers promise can be done, and what it has beyond that. */
export function inProcess(implementation: Implementation): UnderTest {
  return {
    implementation,
    offer: {
      layers: LAYERS.filter((layer) => implementation[layer] !== undefined),
      capabilities: new Set<string>([...PORT_NEEDS, ...LAYERS.flatMap((layer) => implementation[layer]?.extras ?? [])]),
    },
    close: () => Promise.resolve(),
  };
}
