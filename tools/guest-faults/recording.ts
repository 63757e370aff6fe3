import type { HostCalls, HostRegisters, WholeImplementation } from '../../src/ports';
import { betweenLayers, type Entry, kept, said, tapped } from './tape';

/** An implementation whose kernel and hardware leave a tape. */
export class Recording {
  readonly entries: Entry[] = [];
  readonly implementation: WholeImplementation;
  #processes = 0;
  #next = 0;
  /** The kernel makes a register access right now: nobody from above does. */
  #isKernel = false;

  constructor(layers: WholeImplementation) {
    const { hardware, kernel } = layers;
    this.implementation = {
      ...layers,
      hardware: {
        ...hardware,
        createMemory: () => hardware.createMemory(),
        create: (smmu, { commands, memory }) =>
          this.#called('hardware', 'create', [smmu], async () => {
            const below = { memory: this.#below(memory, `${smmu.name} memory`), commands: this.#below(commands, `${smmu.name} commands`) };
            return this.#registers(await hardware.create(smmu, below), smmu.name);
          }),
      },
      kernel: {
        ...kernel,
        boot: (host, { memory, registers }) =>
          this.#called('kernel', 'boot', [host], async () => {
            const below = {
              memory: this.#below(memory, 'kernel memory'),
              registers: new Map([...registers].map(([name, one]) => [name, this.#ofKernel(one, name)])),
            };
            const booted = await kernel.boot(host, below);
            return tapped(booted, (method, args, run) => {
              if (method !== 'startProcess') return run();
              this.#push({ kind: 'call', id: this.#next++, target: 'kernel', method, args });
              return this.#process(booted.startProcess(String(args[0])));
            });
          }),
      },
    };
  }

  #push(entry: Entry): void {
    this.entries.push(entry);
  }

  async #called<T>(target: string, method: string, args: readonly unknown[], run: () => Promise<T>): Promise<T> {
    const id = this.#next++;
    this.#push({ kind: 'call', id, target, method, args: args.map(kept) });
    const value = await run();
    // What these two return are ports.
    const isPort = method === 'create' || method === 'boot';
    this.#push({ kind: 'does', id, words: said(target, `${method} returned`, isPort ? undefined : returned(value, args)) });
    return value;
  }

  #below<P extends object>(port: P, target: string): P {
    return tapped(port, (method, args, run) => this.#asked(target, method, args, run));
  }

  async #asked(target: string, method: string, args: readonly unknown[], run: () => unknown): Promise<unknown> {
    const id = this.#next++;
    this.#push({ kind: 'does', id, words: said(target, method, args) });
    const value = await run();
    this.#push({ kind: 'answer', id, value: kept(value) });
    return value;
  }

  #registers(registers: HostRegisters, smmu: string): HostRegisters {
    return tapped(registers, (method, args, run) => {
      if (this.#isKernel || method === 'onInterrupt') return run();
      return this.#called(smmu, method, args, async () => run());
    });
  }

  #ofKernel(registers: HostRegisters, smmu: string): HostRegisters {
    const marked = tapped(registers, (_, __, run) => {
      this.#isKernel = true;
      try {
        return run();
      } finally {
        this.#isKernel = false;
      }
    });
    return betweenLayers(marked, smmu, (words) => this.#push({ kind: 'does', id: -1, words }));
  }

  #process(calls: HostCalls): HostCalls {
    const target = String(this.#processes++);
    return tapped(calls, (method, args, run) => {
      const [fd, handler] = args;
      if (method !== 'onReadable' || typeof handler !== 'function') return this.#called(target, method, args, async () => run());
      this.#push({ kind: 'call', id: this.#next++, target, method, args: [fd] });
      return calls.onReadable(Number(fd), async () => {
        await this.#asked(target, 'readable', [fd], () => handler());
      });
    });
  }
}

/** What a call returned, and what it stored through its arguments. */
export function returned(value: unknown, args: readonly unknown[]): unknown {
  return [value, args.filter((arg) => typeof arg === 'object')];
}
