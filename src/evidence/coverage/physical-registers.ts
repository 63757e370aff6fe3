import type { PortEvent } from '../../machine/log';
import type { HostDescription, RegisterWidth } from '../../ports';
import { type Field, type Half, physicalMap, type Register } from '../../tables/registers';
import { Blocks } from './blocks';
import { Coverpoint, type Probe } from './coverpoint';
import { families, familyOf } from './families';
import type { RegisterIndex } from './register-index';
import { SeenFields } from './seen-fields';

const DIRECTIONS = ['read', 'write'] as const;
type Direction = (typeof DIRECTIONS)[number];
const WIDTHS = [4, 8] as const;
const VALUES = ['zero', 'other'] as const;

/** Registers of any physical block have the same families: those of the smallest. */
const FAMILIES = families(physicalMap({ version: 1, vcmdqsLog2: 1, vintfsLog2: 0, sidsLog2: 4 }).registers);

/** What reads or writes of one register hit, and what their values are kept in. */
interface Target {
  readonly bin: number;
  readonly half: Half;
  readonly seen: SeenFields;
  /** The value of the last access, which most accesses repeat. */
  last: bigint | undefined;
}

/** The register port of an SMMU: each kind of register, its fields, the SMMU's own queue. */
export class PhysicalRegisters implements Probe {
  readonly ports = ['registers'] as const;
  readonly points: readonly Coverpoint[];
  readonly #accesses = new Coverpoint(
    'registers',
    'physical-registers',
    'Physical registers by kind and width',
    [...FAMILIES].flatMap(([family, [register]]) =>
      DIRECTIONS.flatMap((direction) =>
        partsOf(register).flatMap((part) =>
          WIDTHS.filter((width) => (part === 'whole' && register?.size === 8 ? width === 8 : part === 'whole' || width === 4)).map(
            (width) => accessed(direction, family, part, width),
          ),
        ),
      ),
    ),
  );
  readonly #fields = new Coverpoint(
    'registers',
    'physical-fields',
    'Fields of physical registers, as 0 and as something else',
    [...bins()].map(({ name }) => name),
  );
  readonly #events = new Coverpoint('registers', 'physical-events', "Submissions to the SMMU's own queue, and interrupts", [
    ...['none', 'illegal', 'timeout'].map((error) => `submission ends with ${error}`),
    'interrupt',
  ]);
  readonly #seen = {
    read: new Map([...FAMILIES.keys()].map((family) => [family, new SeenFields(fieldsOf(family))])),
    write: new Map([...FAMILIES.keys()].map((family) => [family, new SeenFields(fieldsOf(family))])),
  };
  readonly #bins = new Map<string, number>();
  readonly #registers = new Blocks((_map, register, width) => {
    const [read, write] = DIRECTIONS.map((direction) => this.#target(direction, register, width));
    return read === undefined || write === undefined ? undefined : { read, write };
  });
  #blocks: ReadonlyMap<string, RegisterIndex<Readonly<Record<Direction, Target>>>> = new Map();

  /** Whose accesses the last one was among, and its block. */
  #who: string | undefined;
  #block: RegisterIndex<Readonly<Record<Direction, Target>>> | undefined;

  constructor() {
    this.points = [this.#accesses, this.#fields, this.#events];
  }

  begin(host: HostDescription): void {
    this.#who = undefined;
    this.#blocks = this.#registers.of(host);
  }

  see({ event, port, who }: PortEvent): void {
    if (port !== 'registers') return;
    if (event.op === 'read' || event.op === 'write') {
      if (who !== this.#who) {
        this.#who = who;
        this.#block = this.#blocks.get(who);
      }
      const target = this.#block?.at(event.offset, event.width)?.[event.op];
      const { value } = event;
      if (target === undefined || value === undefined || target.last === value) return;
      target.last = value;
      this.#accesses.hitAt(target.bin);
      target.seen.take(value, target.half);
    } else if (event.op === 'interrupt') this.#events.hit('interrupt');
    else this.#events.hit(`submission ends with ${event.result?.error ?? 'nothing'}`);
  }

  end(): void {
    for (const { direction, family, field, name, value } of bins())
      if (this.#seen[direction].get(family)?.has(field, value)) this.#fields.hit(name);
  }

  #target(direction: Direction, register: Register, width: RegisterWidth): Target | undefined {
    const family = familyOf(register);
    const seen = this.#seen[direction].get(family);
    if (seen === undefined) return undefined;
    const half = register.half === 'whole' && register.size === 4 ? 'low' : register.half;
    const key = `${family}${register.half}${width}${direction}`;
    const bin = this.#bins.get(key) ?? this.#accesses.position(accessed(direction, family, register.half, width));
    this.#bins.set(key, bin);
    return { bin, half, seen, last: undefined };
  }
}

function partsOf(register: Register | undefined): readonly Register['half'][] {
  return register?.size === 8 ? ['whole', 'low', 'high'] : ['whole'];
}

function accessed(direction: string, family: string, part: Register['half'], width: 4 | 8): string {
  return `${direction} ${family}${part === 'whole' ? '' : part === 'low' ? '_L' : '_H'} ${width}`;
}

function* bins() {
  for (const [family, [register]] of FAMILIES) {
    for (const direction of DIRECTIONS) {
      if (direction === 'write' && register?.definition.access === 'RO') continue;
      for (const { name: field } of register?.fields ?? [])
        for (const value of VALUES) yield { direction, family, field, value, name: `${direction} ${family}.${field} ${value}` };
    }
  }
}

function fieldsOf(family: string): readonly Field[] {
  return FAMILIES.get(family)?.[0]?.fields ?? [];
}
