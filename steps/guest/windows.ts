import { joinedWindows } from '../../src/machine';
import { PAGE_BYTES, VINTF_PAGE0 } from '../../src/tables/registers';
import { Then } from '../vocabulary';
import type { ConformanceWorld } from '../world';

async function describeWindows(world: ConformanceWorld, vm: string): Promise<string> {
  return (
    joinedWindows(await world.vm(vm).bus.windows())
      .map(({ offset, length }) => `0x${offset.toString(16)}+0x${length.toString(16)}`)
      .join(', ') || 'none'
  );
}

const PAGE0_WINDOW = `0x${VINTF_PAGE0.toString(16)}+0x${PAGE_BYTES.toString(16)}`;

async function expectWindows(world: ConformanceWorld, vm: string, expected: string): Promise<void> {
  const actual = await describeWindows(world, vm);
  if (actual !== expected)
    world.fail(`the host pages that ${vm} sees are ${actual}, not ${expected}`, `windows: ${expected}`, `windows: ${actual}`);
}

/** Accesses of the guest to VINTF page 0 reach the page that the host kernel gave; every other page of the CMDQ-V region is trapped. */
Then('VINTF page 0 is the only page of the region that is a host page', ['observe.windows'], (world) =>
  expectWindows(world, world.soleVm, PAGE0_WINDOW),
);

/** No page of the CMDQ-V region is a host page. */
Then('every page of the region is trapped', ['observe.windows'], (world) => expectWindows(world, world.soleVm, 'none'));

/** The same of the CMDQ-V region of one of several VMs. */
Then('VINTF page 0 is the only page of the region of {vm} that is a host page', ['observe.windows'], (world, vm: string) =>
  expectWindows(world, vm, PAGE0_WINDOW),
);

/** No page of the CMDQ-V region of this VM is a host page. */
Then('every page of the region of {vm} is trapped', ['observe.windows'], (world, vm: string) => expectWindows(world, vm, 'none'));
