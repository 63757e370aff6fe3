import { LAYERS } from '../ports';
import { AdapterFault } from '../run/faults';
import type { UnderTest } from '../run/under-test';
import { NEEDS, type Need } from '../specification/vocabulary';

/** Several adapters as one implementation, each with the layers that it offers. Throws an AdapterFault where two offer the same one. */
export function combined(parts: readonly UnderTest[]): UnderTest {
  const implementations = parts.map(({ implementation }) => implementation);
  for (const layer of LAYERS) {
    const [one, other] = implementations.filter((each) => each[layer] !== undefined);
    if (one !== undefined && other !== undefined) throw new AdapterFault(`both ${one.name} and ${other.name} offer the ${layer} layer`);
  }
  const memory = parts.find(({ createMemory }) => createMemory !== undefined);
  const stepTimeout = Math.max(...parts.map((part) => part.stepTimeout ?? 0));
  return {
    implementation: {
      ...Object.assign({}, ...implementations.map(({ device, hardware, kernel }) => definedOf({ device, hardware, kernel }))),
      name: implementations.map(({ name }) => name).join(' on '),
      version: implementations.map(({ version }) => version).join(' on '),
      revisions: Object.assign({}, ...implementations.map(({ revisions }) => revisions)),
    },
    offer: {
      layers: LAYERS.filter((layer) => parts.some(({ offer }) => offer.layers.includes(layer))),
      capabilities: new Set([...parts.flatMap(({ offer }) => [...offer.capabilities]), ...seamsBetween(parts)]),
    },
    parts: implementations,
    ...(memory === undefined ? {} : { createMemory: () => memory.createMemory?.() ?? never() }),
    newScenario: async (scenario) => {
      for (const part of parts) await part.newScenario?.(scenario);
    },
    // The upper one ends first: it gives back what it has of the lower.
    audit: async () => {
      const problems: string[] = [];
      for (const part of parts) problems.push(...((await part.audit?.()) ?? []));
      return problems;
    },
    diagnostics: () => parts.map((part) => part.diagnostics?.() ?? '').join(''),
    ...(stepTimeout === 0 ? {} : { stepTimeout }),
    close: async () => {
      for (const part of parts) await part.close();
    },
  };
}

/** What crosses from one adapter to another passes through the suite. */
function seamsBetween(parts: readonly UnderTest[]): Need[] {
  return (Object.keys(NEEDS) as Need[]).filter((need) => {
    const { provider } = NEEDS[need];
    return 'seam' in provider && !parts.some(({ offer }) => provider.seam.every((layer) => offer.layers.includes(layer)));
  });
}

function definedOf<T extends object>(members: T): Partial<T> {
  return Object.fromEntries(Object.entries(members).filter(([, value]) => value !== undefined)) as Partial<T>;
}

function never(): never {
  throw new Error('there is no memory');
}
