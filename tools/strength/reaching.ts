import type ts from 'typescript';
import type { Edit, Variant } from '../../faults/fault';
import type { Reach } from '../mutation/time/messages';
import { instrumentedModules, type ReferenceModule } from '../mutation/time/modules';
import { parsed } from '../mutation/time/mutants';
import { OUTLIVING } from '../mutation/time/placed-mutants';
import { placesWithin } from '../mutation/time/reached';
import { hasBody, nodesOf } from '../mutation/time/syntax';

/** Tells which scenarios reach what a variant changes: the only ones that can tell it from the reference. */
export class Reaching {
  readonly #sources: ReadonlyMap<string, string>;
  readonly #modules: ReturnType<typeof instrumentedModules>;
  /** By place: positions of the scenarios that reach it. */
  readonly #scenarios = new Map<number, Set<number>>();

  constructor(modules: readonly ReferenceModule[], reach: Reach) {
    this.#sources = new Map(modules.map(({ file, source }) => [file, source]));
    this.#modules = instrumentedModules(modules);
    for (const [scenario, places] of reach.entries()) {
      for (const [place] of places) {
        const there = this.#scenarios.get(place);
        if (there === undefined) this.#scenarios.set(place, new Set([scenario]));
        else there.add(scenario);
      }
    }
  }

  /** Their positions in the plan; `undefined` where any can: it changes what is no code of a function, or what outlives a scenario. */
  scenarios({ edits }: Pick<Variant, 'edits'>): ReadonlySet<number> | undefined {
    const reaching = new Set<number>();
    for (const edit of edits) {
      const places = this.#places(edit);
      if (places === undefined) return undefined;
      for (const place of places) {
        const there = this.#scenarios.get(place);
        // It acts while the module is loaded, if ever.
        if (there === undefined) return undefined;
        for (const scenario of there) reaching.add(scenario);
      }
    }
    return reaching;
  }

  #places({ from, module, to }: Edit): readonly number[] | undefined {
    const file = `${module}.ts`;
    const known = this.#modules.get(file);
    const source = this.#sources.get(file);
    const at = source?.indexOf(from) ?? -1;
    if (known === undefined || source === undefined || at < 0 || file === OUTLIVING) return undefined;
    const within = placesWithin(known.places, source, at, at + from.length);
    if (within !== undefined) return within.map((place) => known.first + place);
    return isInert({ from, to }, at, parsed(file, source)) ? [] : undefined;
  }
}

/** The edit leaves all that was there, and stands outside of functions: what it declares besides does nothing by itself. */
function isInert({ from, to }: Pick<Edit, 'from' | 'to'>, at: number, tree: ts.SourceFile): boolean {
  if (/^\s*import /.test(from)) return true;
  if (to.startsWith(from)) return /[;}]$/.test(from.trimEnd()) && !isInFunction(tree, at + from.trimEnd().length);
  return to.endsWith(from) && /[;}]$/.test(to.slice(0, -from.length).trimEnd()) && !isInFunction(tree, at);
}

function isInFunction(tree: ts.SourceFile, position: number): boolean {
  for (const node of nodesOf(tree)) {
    if (hasBody(node) && node.body.getStart() <= position && position < node.body.getEnd()) return true;
  }
  return false;
}
