import type { DataTable } from '@cucumber/cucumber';
import type { Operation } from '../../src/machine/log';
import { commandWords, describeCommand } from '../../src/tables/commands';
import { compose, decode, physicalMap, type RegisterMap } from '../../src/tables/registers';
import { few } from '../few';
import { firstDifference } from '../first-difference';
import { registerIn } from '../guest/registers';
import { parseContent } from '../parameters';
import { Then } from '../vocabulary';
import type { ConformanceWorld } from '../world';

/** The register map of an SMMU's physical block. */
export function physicalMapOf(world: ConformanceWorld, smmu: string): RegisterMap {
  const description = world.machine.host.smmus.find((candidate) => candidate.name === smmu);
  if (description?.cmdqv === undefined) throw new Error(`${smmu} has no CMDQ-V extension`);
  return physicalMap(description.cmdqv);
}

/** One access as a scenario lists it: what, where, value. Repeated polls of one register count once. */
interface SeenAccess {
  readonly what: string;
  readonly register: string;
  readonly value: string;
}

function seenAccesses(world: ConformanceWorld, smmu: string, operations: readonly Operation[]): readonly SeenAccess[] {
  const map = physicalMapOf(world, smmu);
  const seen: SeenAccess[] = [];
  for (const operation of operations) {
    if (operation.port !== 'registers' || operation.who !== smmu) continue;
    const { event } = operation;
    if (event.op === 'submit') {
      for (let at = 0; at < event.commands.length; at += 16)
        seen.push({ what: 'submit', register: describeCommand(commandWords(event.commands, at)), value: '' });
    } else if (event.op !== 'interrupt') {
      const register = map.at(event.offset, event.width);
      const access = {
        what: event.op,
        register: register?.name ?? `offset 0x${event.offset.toString(16)}`,
        value: register === undefined ? `0x${(event.value ?? 0n).toString(16)}` : decode(register, event.value ?? 0n),
      };
      const last = seen.at(-1);
      if (access.what === 'read' && last?.what === 'read' && last.register === access.register) seen.pop();
      seen.push(access);
    }
  }
  return seen;
}

/** Stands for every value, where a table leaves it open. */
const ANY = '(any value)';

function expectedAccess(map: RegisterMap, [what = '', name = '', text = '']: readonly string[]): SeenAccess {
  if (what === 'submit') return { what, register: `${name} ${text}`.trim(), value: '' };
  const register = registerIn(map, name);
  if (text === '') return { what, register: name, value: ANY };
  const content = parseContent(text);
  return { what, register: name, value: decode(register, content.kind === 'number' ? content.value : compose(register, content.fields)) };
}

function show({ what, register, value }: SeenAccess): string {
  return `${what} ${register} ${value}`.trim();
}

function expectAccesses(
  world: ConformanceWorld,
  smmu: string,
  rows: readonly (readonly string[])[],
  filter: (access: SeenAccess) => boolean = () => true,
): void {
  const wanted = rows.map((row) => expectedAccess(physicalMapOf(world, smmu), row));
  const all = seenAccesses(world, smmu, world.acted());
  const seen = all.filter(filter);
  const expected = wanted.map(show);
  const actual = seen.map((access, index) => show(wanted[index]?.value === ANY ? { ...access, value: ANY } : access));
  if (expected.join('\n') === actual.join('\n')) return;
  // Where some are missing, others may stand in their place that the filter does not let through.
  const others = actual.length < expected.length ? all.filter((access) => !filter(access)).map(show) : [];
  world.fail(
    `of the accesses to physical registers, ${firstDifference(expected, actual)}${others.length === 0 ? '' : `; beside them: ${few(others)}`}`,
    expected.length === 0 ? 'no access' : expected,
    actual.length === 0 ? 'no access' : actual,
  );
}

/**
 * Since the When, the kernel has made exactly these accesses to the first SMMU. A row is `read`, `write` or `submit`, then
 * a register and its content, or a command put on the SMMU's own queue. No content stands for any, and polls of one
 * register in a row count once.
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
 * Since the When, the kernel has made exactly these reads and writes of the listed registers of the first SMMU; others are
 * not looked at. Rows are as for the whole hardware.
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
 * Since the When, the kernel has neither read nor written a register of the first SMMU's CMDQ-V block, nor put a command
 * on the SMMU's own queue.
 */
Then('the kernel does not access the hardware', ['observe.registers'], (world) => expectAccesses(world, 'smmu0', []));

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
  const write = seen.findIndex(({ what }) => what === 'write');
  const before = (write < 0 ? seen : seen.slice(0, write)).map(show);
  if (!seen.slice(0, before.length).some(({ register }) => register === wanted)) {
    world.fail(
      `before its first write the kernel accesses ${few(before)}, not ${wanted}`,
      `read ${wanted}`,
      before.length === 0 ? 'no access' : before,
    );
  }
});
