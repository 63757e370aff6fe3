import { UserMemory } from '../../src/ports';

/**
 * What crossed the edges of kernel and hardware during a boot, in its order: calls from above with what they returned, and what was
 * asked of what is below with its answers. What crossed between the two layers is there as words only.
 */
export type Entry =
  | { readonly kind: 'call'; readonly id: number; readonly target: string; readonly method: string; readonly args: readonly unknown[] }
  | { readonly kind: 'answer'; readonly id: number; readonly value: unknown }
  /** What the layers do of their own accord, as {@link said} says it. */
  | { readonly kind: 'does'; readonly id: number; readonly words: string };

/** A deed of the layers in words, which are the same where the deed is. */
export function said(target: string, what: string, value: unknown): string {
  return `${target} ${what} ${JSON.stringify(plain(value), (_, one) => (typeof one === 'bigint' ? `0x${one.toString(16)}` : one))}`;
}

/** A copy that keeps: bytes and user memory change later. */
export function kept(value: unknown): unknown {
  if (value instanceof Uint8Array) return Uint8Array.from(value);
  if (value instanceof UserMemory)
    return { segments: value.segments.map(({ address, bytes, writable }) => ({ address, bytes: Uint8Array.from(bytes), writable })) };
  return value;
}

function plain(value: unknown): unknown {
  if (value instanceof Uint8Array) return Buffer.from(value.buffer, value.byteOffset, value.byteLength).toString('hex');
  if (Array.isArray(value)) return value.map(plain);
  if (value instanceof UserMemory) return value.segments.map(({ bytes }) => plain(bytes));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([name, member]) => [name, plain(member)]));
}

/** A port whose methods pass through `through`. */
export function tapped<P extends object>(port: P, through: (method: string, args: unknown[], run: () => unknown) => unknown): P {
  return new Proxy(port, {
    get(target, name) {
      const member: unknown = Reflect.get(target, name);
      if (typeof member !== 'function') return member;
      return (...args: unknown[]) => through(String(name), args, () => Reflect.apply(member, target, args));
    },
  });
}

/** The registers of an SMMU as the kernel has them: what it does there, and the interrupts that it gets, goes to `tell`. */
export function betweenLayers<P extends object>(registers: P, smmu: string, tell: (words: string) => void): P {
  const during = async (method: string, args: readonly unknown[], run: () => unknown): Promise<unknown> => {
    tell(said(smmu, method, args));
    const value = await run();
    tell(said(smmu, `${method} gave`, value));
    return value;
  };
  return tapped(registers, (method, args, run) => {
    const [handler] = args;
    if (method !== 'onInterrupt' || typeof handler !== 'function') return during(method, args, run);
    const inner = (registers as unknown as { onInterrupt(handler: () => Promise<void>): void }).onInterrupt;
    return inner.call(registers, async () => {
      await during('interrupt', [], () => handler());
    });
  });
}
