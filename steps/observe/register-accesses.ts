import type { DataTable } from '@cucumber/cucumber';
import type { Operation } from '../../src/machine/log';
import { COMMAND_BYTES, commandWords, describeCommand } from '../../src/tables/commands';
import { decode, extract, fieldNamed, physicalMap, type Register, type RegisterMap } from '../../src/tables/registers';
import { few } from '../few';
import { firstDifference } from '../first-difference';
import { contentValue, registerIn } from '../guest/registers';
import { matchAccesses } from '../match-accesses';
import { type Content, parseContent } from '../parameters';
import { Then } from '../vocabulary';
import type { ConformanceWorld } from '../world';
import { HeldValues } from './held-values';
import { isHostsOwnCommand, isHostsOwnDoorbell, kernelRanBefore } from './hosts-own';

/** The register map of an SMMU's physical block. */
export function physicalMapOf(world: ConformanceWorld, smmu: string): RegisterMap {
  const description = world.machine.host.smmus.find((candidate) => candidate.name === smmu);
  if (description?.cmdqv === undefined) throw new Error(`${smmu} has no CMDQ-V extension`);
  return physicalMap(description.cmdqv);
}

/** One access: what, where, value. Repeated polls of one register count once, and so does a store that is repeated at once. */
interface SeenAccess {
  readonly what: string;
  /** It has no effect, or a running kernel may make it whenever it likes. */
  readonly harmless: boolean;
  /** The name of the register, without its half; else what stands in its place. */
  readonly register: string;
  /** The register or the half of one that was accessed. */
  readonly target: Register | undefined;
  readonly value: bigint;
}

/** One access as a scenario lists it. */
interface WantedAccess {
  readonly what: string;
  readonly register: string;
  readonly target: Register | undefined;
  /** Every value if there is none. */
  readonly content?: Content;
}

function seenAccesses(world: ConformanceWorld, smmu: string, operations: readonly Operation[]): readonly SeenAccess[] {
  const map = physicalMapOf(world, smmu);
  const seen: SeenAccess[] = [];
  const isRunning = kernelRanBefore(world);
  const held = heldBefore(world, smmu, map);
  let stored: { readonly access: SeenAccess; readonly within: number | undefined } | undefined;
  for (const operation of operations) {
    if (operation.port !== 'registers' || operation.who !== smmu) continue;
    const { event } = operation;
    if (event.op === 'submit') {
      for (let at = 0; at < event.commands.length; at += COMMAND_BYTES) {
        const words = commandWords(event.commands, at);
        const harmless = isRunning && isHostsOwnCommand(words);
        seen.push({ what: 'submit', harmless, register: describeCommand(words), target: undefined, value: 0n });
      }
      stored = undefined;
    } else if (event.op !== 'interrupt') {
      const target = map.at(event.offset, event.width);
      const register = target === undefined ? `offset 0x${event.offset.toString(16)}` : wholeName(target);
      const value = event.value ?? 0n;
      const idle = event.op === 'read' || (target !== undefined && held.has(target, value));
      const harmless = idle || (isRunning && isHostsOwnDoorbell(target));
      if (target !== undefined) held.see(event.op, target, value);
      const access = { what: event.op, harmless, register, target, value };
      if (event.op === 'write') {
        const before = stored?.within === operation.within ? stored?.access : undefined;
        if (before !== undefined && isSame(before, access) && before.value === access.value) continue;
        stored = { access, within: operation.within };
      }
      const last = seen.at(-1);
      if (event.op === 'read' && last?.what === 'read' && isSame(last, access)) seen.pop();
      seen.push(access);
    }
  }
  return seen;
}

/** What the registers of an SMMU's block held when the When began. */
function heldBefore(world: ConformanceWorld, smmu: string, map: RegisterMap): HeldValues {
  const held = new HeldValues();
  for (const { event, port, who } of world.machine.log.operations.slice(0, world.actBegins)) {
    if (port !== 'registers' || who !== smmu || (event.op !== 'read' && event.op !== 'write')) continue;
    const target = map.at(event.offset, event.width);
    if (target !== undefined) held.see(event.op, target, event.value ?? 0n);
  }
  return held;
}

function isSame(one: SeenAccess, other: SeenAccess): boolean {
  return one.target?.name === other.target?.name && one.register === other.register;
}

function wholeName({ half, name }: Register): string {
  return half === 'whole' ? name : name.slice(0, -2);
}

function wantedAccess(map: RegisterMap, [what = '', name = '', text = '']: readonly string[]): WantedAccess {
  if (what === 'submit') return { what, register: `${name} ${text}`.trim(), target: undefined };
  const target = registerIn(map, name);
  const content = text === '' ? {} : { content: parseContent(text) };
  return { what, register: wholeName(target), target, ...content };
}

function show({ what, register, target, value }: SeenAccess): string {
  if (what === 'submit') return `${what} ${register}`;
  return `${what} ${target?.name ?? register} ${target === undefined ? `0x${value.toString(16)}` : decode(target, value)}`;
}

function showWanted(world: ConformanceWorld, { content, register, target, what }: WantedAccess): string {
  if (target === undefined) return `${what} ${register}`;
  if (content === undefined) return `${what} ${target.name} (any value)`;
  const known = world.letters.resolve(target, content, undefined);
  if (known !== undefined) return `${what} ${target.name} ${decode(target, contentValue(target, known))}`;
  return `${what} ${target.name} ${Object.entries(content.kind === 'fields' ? { ...content.fields, ...content.letters } : {})
    .map(([name, value]) => `${name}=${value}`)
    .join(', ')}`;
}

/** How many of the accesses from there on are the one that is wanted. */
function fitting(world: ConformanceWorld, wanted: WantedAccess, seen: readonly SeenAccess[], from: number): number {
  const access = seen[from];
  if (access === undefined || access.what !== wanted.what || access.register !== wanted.register) return 0;
  const { content, target } = wanted;
  if (target === undefined) return 1;
  if (access.target?.name === target.name) return content === undefined || holds(world, access.what, target, content, access.value) ? 1 : 0;
  const whole = target.half === 'whole' ? wholeOf(access, seen[from + 1]) : undefined;
  // RST-04 asks for one store where the addresses of a queue are emptied; what else has 64 bits may come as two halves.
  return whole !== undefined && whole !== 0n && (content === undefined || holds(world, 'write', target, content, whole)) ? 2 : 0;
}

/** What is written is compared as a whole; of what is read the fields that are named count. */
function holds(world: ConformanceWorld, what: string, register: Register, content: Content, value: bigint): boolean {
  const known = world.letters.resolve(register, content, value);
  if (known === undefined) return false;
  if (what === 'read' && known.kind === 'fields')
    return Object.entries(known.fields).every(([name, field]) => extract(value, fieldNamed(register, name)) === field);
  return contentValue(register, known) === value;
}

/** The value of a register of which one half was written after the other. */
function wholeOf(one: SeenAccess, other: SeenAccess | undefined): bigint | undefined {
  if (one.what !== 'write' || other?.what !== 'write' || other.register !== one.register) return undefined;
  const [low, high] = one.target?.half === 'low' ? [one, other] : [other, one];
  if (low.target?.half !== 'low' || high.target?.half !== 'high') return undefined;
  return low.value | (high.value << 32n);
}

function expectAccesses(
  world: ConformanceWorld,
  smmu: string,
  rows: readonly (readonly string[])[],
  filter: (access: SeenAccess) => boolean = () => true,
): void {
  const wanted = rows.map((row) => wantedAccess(physicalMapOf(world, smmu), row));
  const all = seenAccesses(world, smmu, world.acted());
  const seen = all.filter(filter);
  const { fit, kept } = matchAccesses(wanted, seen, {
    fits: (one, list, from) => fitting(world, one, list, from),
    harmless: ({ harmless }) => harmless,
  });
  if (fit) return;
  const expected = wanted.map((one) => showWanted(world, one));
  const fits = kept.map((access, place) => {
    const one = wanted[place];
    return one !== undefined && fitting(world, one, [access], 0) > 0 ? (expected[place] ?? '') : show(access);
  });
  // Where some are missing, others may stand in their place that the filter does not let through.
  const others = kept.length < expected.length ? all.filter((access) => !filter(access)).map(show) : [];
  world.fail(
    `of the accesses to physical registers, ${firstDifference(expected, fits)}${others.length === 0 ? '' : `; beside them: ${few(others)}`}`,
    expected.length === 0 ? 'no access' : expected,
    seen.length === 0 ? 'no access' : seen.map(show),
  );
}

/**
 * Since the When, the kernel has made these accesses to the first SMMU, and no other that changes anything: further reads, stores of what
 * a register holds already, and commands of its own on queues of its own, may stand between them. A row is `read`, `write` or `submit`,
 * then a register and its content, or a command put on the SMMU's own queue. No content stands for any. A write of 64 bits may come as
 * two of 32, unless it writes 0. A letter for a field stands for a number that the host chose: the same letter for the same number,
 * another letter for another.
 */
Then("the kernel's accesses to the hardware are these, in this order:", ['observe.registers'], (world, table: DataTable) =>
  expectAccesses(world, 'smmu0', table.raw()),
);

/** Registers as a scenario lists them: `VINTF1_CONFIG, VINTF1_STATUS`. */
function listed(world: ConformanceWorld, names: string): ReadonlySet<string> {
  const map = physicalMapOf(world, 'smmu0');
  return new Set(names.split(',').map((name) => registerIn(map, name.trim()).name));
}

/**
 * Since the When, the kernel has made these reads and writes of the listed registers of the first SMMU, and no further
 * write of them; others are not looked at. Rows are as for the whole hardware.
 */
Then("the kernel's accesses to {string} are these, in this order:", ['observe.registers'], (world, names: string, table: DataTable) => {
  const watched = listed(world, names);
  expectAccesses(world, 'smmu0', table.raw(), ({ register }) => watched.has(register));
});

/**
 * Since the When, the kernel has made exactly these writes to the listed registers of the first SMMU. A row names a
 * register and its content.
 */
Then("the kernel's writes to {string} are these, in this order:", ['observe.registers'], (world, names: string, table: DataTable) => {
  const watched = listed(world, names);
  const rows = table.raw().map((row) => ['write', ...row]);
  expectAccesses(world, 'smmu0', rows, ({ what, register }) => what === 'write' && watched.has(register));
});

/**
 * Since the When, the kernel has written no register of the first SMMU's CMDQ-V block, nor put on the SMMU's own queue what a
 * VM may ask for. It may have read, and have sent commands of its own through queues of its own.
 */
Then('the kernel changes nothing in the hardware', ['observe.registers'], (world) => {
  const seen = seenAccesses(world, 'smmu0', world.acted()).filter(({ harmless }) => !harmless);
  if (seen.length > 0) world.fail(`the kernel changes the hardware: ${few(seen.map(show))}`, 'no change', seen.map(show));
});

/**
 * Since the When, the kernel has made exactly these register writes to the first SMMU, whatever it read in between. A row
 * names a register and its content.
 */
Then("the kernel's writes to the hardware are these, in this order:", ['observe.registers'], (world, table: DataTable) =>
  expectAccesses(
    world,
    'smmu0',
    table.raw().map((row) => ['write', ...row]),
    (access) => access.what === 'write',
  ),
);

/** Since the When, the kernel has written no register of the first SMMU; it may have read some. */
Then('the kernel writes no register', ['observe.registers'], (world) =>
  expectAccesses(world, 'smmu0', [], (access) => access.what === 'write'),
);

/** Since the When, the kernel has written exactly these values to the register. A row is one content. */
Then("the kernel's writes to {register} are these, in this order:", ['observe.registers'], (world, name: string, table: DataTable) =>
  expectAccesses(
    world,
    'smmu0',
    table.raw().map((row) => ['write', name, ...row]),
    (access) => access.what === 'write' && access.register === name,
  ),
);

/** Since the When, the kernel has read the register of the first SMMU, and has written none before. */
Then('the kernel reads {register} before it writes any register', ['observe.registers'], (world, name: string) => {
  const wanted = registerIn(physicalMapOf(world, 'smmu0'), name).name;
  const seen = seenAccesses(world, 'smmu0', world.acted());
  const write = seen.findIndex(({ harmless, what }) => what === 'write' && !harmless);
  const before = (write < 0 ? seen : seen.slice(0, write)).map(show);
  if (!seen.slice(0, before.length).some(({ register }) => register === wanted)) {
    world.fail(
      `before its first write the kernel accesses ${few(before)}, not ${wanted}`,
      `read ${wanted}`,
      before.length === 0 ? 'no access' : before,
    );
  }
});
