import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, describe, it } from 'node:test';
import { reference } from '../../../reference';
import { DEFAULT_HOST, Machine } from '../../machine';
import { PACKAGE_ROOT } from '../../package';
import { StartFailure, type VmDescription } from '../../ports';
import { AdapterFault } from '../../run/faults';
import { completed } from '../../run/implementation';
import type { UnderTest } from '../../run/under-test';
import { SLOT_STRIDE } from '../../tables/registers';
import { IOAS_ALLOC } from '../../tables/uapi';
import { openQemu } from './open-qemu';
import { SPARES } from './spares';

const MAIN = join(PACKAGE_ROOT, 'dist', 'src', 'cli', 'main.js');
const here = process.platform === 'linux' && process.arch === 'x64';
const scratch = mkdtempSync(join(tmpdir(), 'cmdqv-stock-'));
// Run folders of this test and its children alone, whatever else runs on this machine.
process.env.TMPDIR = scratch;
after(() => rmSync(scratch, { recursive: true, force: true }));

/** Milliseconds; QEMU has to start in them, beside all other tests. */
const PATIENCE = 3000;

const VM = {
  name: 'VM',
  cmdqv: 'on',
  ram: [{ address: 0x4000_0000n, pageSize: 4096n, runs: [{ address: 0x9000_0000n, length: 0x400_0000n }] }],
} as const;

const open = new Set<UnderTest>();
// A test that failed must not leave a process that keeps this one.
after(() => Promise.all([...open].map((qemu) => qemu.close())));

async function opened(timeout: number, more: { readonly logs?: string; readonly trace?: boolean } = {}): Promise<UnderTest> {
  const qemu = await openQemu({ arguments: [], ...more }, { timeout, createMemory: () => reference.hardware.createMemory() });
  open.add(qemu);
  return qemu;
}

/** A virtual machine in which nothing was done. */
async function made(qemu: UnderTest, more: Partial<VmDescription> = {}) {
  const layers = completed(qemu.implementation, reference);
  const createMemory = () => qemu.createMemory?.() ?? layers.hardware.createMemory();
  const hardware = { createMemory, create: layers.hardware.create.bind(layers.hardware) };
  const machine = new Machine({ ...layers, hardware }, DEFAULT_HOST);
  await machine.powerOn();
  await machine.boot();
  const { bus, process } = await machine.startVm({ ...VM, ...more });
  return { machine, bus, process };
}

async function started(qemu: UnderTest) {
  const { bus, machine } = await made(qemu);
  assert.deepEqual(await bus.plug({ device: 'gpu0', streamId: 0x10 }), { ok: true });
  return { machine, bus };
}

/** What a line of QEMU's trace says of a guest's access; of reads in vCMDQ pages it tells neither width nor slot 0's distance. */
function tracedAccess(line: string): string[] {
  const written = /^tegra241_cmdqv_write_mmio offset: (\S+) val: (\S+) size: (\S+)/.exec(line);
  if (written !== null) return [`write ${Number(written[1])} ${Number(written[3])} ${BigInt(written[2] ?? '')}`];
  const read = /^tegra241_cmdqv_read_mmio offset: (\S+) val: (\S+)/.exec(line);
  if (read !== null) return [`read ${Number(read[1])} ${BigInt(read[2] ?? '')}`];
  const queue = /^tegra241_cmdqv_read_vcmdq_page\d vcmdq\[(\d+)\].* offset0: (\S+) val: (\S+)/.exec(line);
  if (queue === null) return [];
  return [`read ${Number(queue[2]) + SLOT_STRIDE * Number(queue[1])} ${BigInt(queue[3] ?? '')}`];
}

/** Processes of QEMU that `pid` has started, and those that they have. */
function descendants(pid: number): number[] {
  const found = readdirSync('/proc').filter((name) => {
    if (!/^\d+$/.test(name)) return false;
    try {
      const status = readFileSync(`/proc/${name}/status`, 'utf8');
      return new RegExp(`^PPid:\\t${pid}$`, 'm').test(status) && readFileSync(`/proc/${name}/cmdline`, 'utf8').includes('qemu-system');
    } catch {
      return false;
    }
  });
  return found.flatMap((name) => [Number(name), ...descendants(Number(name))]);
}

/** Processes of QEMU that this process has. */
const children = () => descendants(process.pid);

const folders = (pid: number) => readdirSync(tmpdir()).filter((name) => name.startsWith(`cmdqv-qemu-${pid}-`));

/** Waits until no process is left whose command line names a run folder of `pid`; one that is just starting ends once it looks. */
async function gone(pid: number): Promise<void> {
  const named = (name: string) => {
    try {
      return readFileSync(`/proc/${name}/cmdline`, 'utf8').includes(`cmdqv-qemu-${pid}-`);
    } catch {
      return false;
    }
  };
  const left = () => readdirSync('/proc').filter((name) => /^\d+$/.test(name) && named(name));
  for (let tries = 0; tries < 100 && left().length > 0; tries++) await new Promise((resolve) => setTimeout(resolve, 100));
  assert.deepEqual(left(), []);
}

describe('a stock QEMU', { skip: here ? false : 'needs Linux on x86-64' }, () => {
  it('traces just the accesses to CMDQ-V that the log of operations has', async () => {
    const logs = join(scratch, 'logs');
    const qemu = await opened(20_000, { logs, trace: true });
    await qemu.newScenario?.('TRACE-01/one');
    const { machine, bus } = await started(qemu);
    await bus.read(0x0, 4);
    await bus.write(0x4, 4, 0x5n);
    await bus.write(0x2_0000, 8, 0x4010_0008n);
    await bus.read(0x2_0000, 8);
    await bus.read(0x1_0084, 4);
    await qemu.newScenario?.('TRACE-01/two');
    await qemu.close();
    const logged = machine.log.operations.flatMap(({ port, event }) => {
      if (port !== 'guest' || (event.op !== 'read' && event.op !== 'write')) return [];
      return [event.op === 'read' ? `read ${event.offset} ${event.value}` : `write ${event.offset} ${event.width} ${event.value}`];
    });
    const trace = readFileSync(join(logs, 'TRACE-01', 'one', 'vm-1.trace'), 'utf8');
    const traced = trace.split('\n').flatMap(tracedAccess);
    assert.equal(logged.length, 5);
    assert.deepEqual(traced, logged);
    assert.match(readFileSync(join(logs, 'TRACE-01', 'one', 'vm-1.qtest'), 'utf8'), /^writeq 0xc0a0000 0x40100008 # OK$/m);
  });

  it("reports a vCMDQ's error also where the guest has turned on the SMMU's own events", async () => {
    const qemu = await opened(20_000);
    await qemu.newScenario?.('events');
    const { bus } = await started(qemu);
    let interrupts = 0;
    bus.onInterrupt(() => {
      interrupts += 1;
    });
    // EVENTQEN and CMDQEN: QEMU asks for a second event queue, of the SMMU's own type.
    await bus.writeSmmu(0x20, 0xc);
    await bus.write(0x1000, 4, 0x1n);
    await bus.write(0x200, 4, 0x1n);
    await bus.write(0x2_0000, 8, 0x4010_0008n);
    await bus.writeMemory(0x4010_0000n, new Uint8Array(16).fill(0xff));
    await bus.write(0x1_0008, 4, 0x1n);
    await bus.write(0x1_0004, 4, 0x1n);
    await bus.settle();
    assert.equal(await bus.read(0x10c0, 4), 1n);
    assert.equal(interrupts, 1);
    await qemu.close();
  });

  it('has its first device from the start, also after one that was refused and where it was asked whether it starts', async () => {
    const qemu = await opened(20_000);
    for (const more of [{}, { accel: 'on' }, { oas: 48 }] as const) {
      await qemu.newScenario?.('first device');
      const { bus, process } = await made(qemu, more);
      // To look is not to start.
      assert.deepEqual(await bus.windows(), []);
      process.substitute.refuse(IOAS_ALLOC.number, 'ENOMEM', 0);
      assert.equal((await bus.plug({ device: 'gpu0', streamId: 0x10 })).ok, false);
      assert.deepEqual(await bus.windows(), []);
      process.substitute.permit(IOAS_ALLOC.number);
      assert.deepEqual(await bus.plug({ device: 'gpu0', streamId: 0x10 }), { ok: true });
      // A device that comes by hotplug brings no block: nothing would be read.
      assert.equal(await bus.read(0x4, 4), 0x4011n);
    }
    await qemu.close();
  });

  it('refuses a property that it does not have before there is a device', async () => {
    const qemu = await opened(20_000);
    await qemu.newScenario?.('property');
    await assert.rejects(made(qemu, { ssidsize: 21 }), StartFailure);
    await qemu.close();
  });

  it('that starts for its guest makes none of its calls within what the guest does', async () => {
    const qemu = await opened(20_000);
    await qemu.newScenario?.('a guest without a device');
    const { bus, machine } = await made(qemu);
    await bus.write(0x1000, 4, 0x1n);
    const opens = machine.log.operations.flatMap(({ event, within }) => (event.op === 'open' ? [within] : []));
    assert.deepEqual(opens, [undefined]);
    await qemu.close();
  });

  it('that is killed or hangs is told of, and the next scenario has a new one', async () => {
    const qemu = await opened(PATIENCE);
    for (const signal of ['SIGKILL', 'SIGSTOP'] as const) {
      await qemu.newScenario?.(signal);
      const { bus } = await started(qemu);
      for (const pid of children()) process.kill(pid, signal);
      const expected =
        signal === 'SIGKILL' ? /QEMU ended by signal SIGKILL/ : new RegExp(`QEMU did not answer 'readl 0x\\w+' in ${PATIENCE} ms`);
      await assert.rejects(bus.read(0x0, 4), (error) => error instanceof AdapterFault && expected.test(error.message));
      // Also those that were to be next: whoever is seen to have ended is not taken.
      for (const pid of children()) process.kill(pid, 'SIGKILL');
      while (children().length > 0) await new Promise((resolve) => setTimeout(resolve, 20));
    }
    await qemu.newScenario?.('again').catch(() => undefined);
    await qemu.close();
    assert.deepEqual(children(), []);
    assert.deepEqual(folders(process.pid), []);
  });

  it('that was started ahead is kept for no machine that never starts, and for no run that is over', async () => {
    const qemu = await opened(20_000);
    const [parent] = children();
    assert.ok(parent !== undefined);
    for (const name of ['once', 'twice']) {
      await qemu.newScenario?.(name);
      await started(qemu);
    }
    // Of machines that take what is ready and are not used, each scenario leaves what the last one left.
    for (let scenario = 0; scenario < 2 * SPARES; scenario++) {
      await qemu.newScenario?.(`unused ${scenario}`);
      await made(qemu);
      await qemu.newScenario?.(`used ${scenario}`);
      await started(qemu);
      // Its own, and what is ready.
      assert.ok(descendants(parent).length <= 1 + SPARES, `${descendants(parent).length} after ${scenario}`);
    }
    await qemu.newScenario?.('none');
    assert.ok(descendants(parent).length <= SPARES);
    await qemu.close();
    assert.deepEqual(children(), []);
  });

  it('ends with the process that all are forks of, and the next scenario has a new one', async () => {
    const qemu = await opened(20_000);
    const [parent] = children();
    assert.ok(parent !== undefined);
    await qemu.newScenario?.('first');
    const { bus } = await started(qemu);
    const born = descendants(parent);
    process.kill(parent, 'SIGKILL');
    await assert.rejects(
      async () => {
        // It may answer until it is gone.
        for (;;) await bus.read(0x0, 4);
      },
      (error) => error instanceof AdapterFault && /QEMU ended by signal SIGKILL/.test(error.message),
    );
    const running = (pid: number) => existsSync(`/proc/${pid}`) && !/^State:\tZ/m.test(readFileSync(`/proc/${pid}/status`, 'utf8'));
    for (let tries = 0; tries < 500 && born.some(running); tries++) await new Promise((resolve) => setTimeout(resolve, 20));
    assert.deepEqual(born.filter(running), []);
    await qemu.newScenario?.('second');
    await (await started(qemu)).bus.read(0x0, 4);
    await qemu.close();
    assert.deepEqual(children(), []);
  });

  it('that hangs is waited for no longer where its monitor is asked', async () => {
    for (const [ask, waitedFor] of [
      ['reset', 'system_reset|RESET'],
      ['shutDown', 'quit'],
      ['windows', 'info mtree.*'],
    ] as const) {
      const qemu = await opened(PATIENCE);
      await qemu.newScenario?.(ask);
      const { bus } = await started(qemu);
      for (const pid of children()) process.kill(pid, 'SIGSTOP');
      const expected = new RegExp(`QEMU did not answer '(${waitedFor})' in ${PATIENCE} ms`);
      await assert.rejects(
        async () => bus[ask](),
        (error) => error instanceof AdapterFault && expected.test(error.message),
      );
      await qemu.close();
      assert.deepEqual(children(), []);
    }
  });

  it('tells of a failure with its standard error and trace, and how to see it again', async () => {
    const scenario = 'ALLOC-10/two-live-queues-survive-enable-1-written-to-vintf0-config';
    const places = ['--out', join(scratch, 'failed'), '--qemu-logs', join(scratch, 'failed-logs')];
    const child = spawn(process.execPath, [MAIN, 'run', '--adapter', 'qemu', '--no-expect', '--trace', '--clause', scenario, ...places], {
      stdio: ['ignore', 'pipe', 'ignore'],
    });
    let told = '';
    child.stdout.on('data', (chunk) => {
      told += chunk;
    });
    assert.deepEqual(await once(child, 'close'), [1, null]);
    assert.match(told, /^ +wrote /m);
    assert.match(told, /qemu-system-aarch64: IOMMU_HW_QUEUE_ALLOC failed: File exists/);
    assert.match(told, /tegra241_cmdqv_write_mmio offset: 0x1000 val: 0x1 size: 0x4/);
    assert.match(told, new RegExp(`alone +npx cmdqv-conformance run --clause "${scenario}" --adapter "qemu" --no-expect`));
  });

  it('serves two runs at once, which leave nothing behind', async () => {
    const runs = ['one', 'two'].map((name) => {
      const out = join(scratch, name);
      const child = spawn(process.execPath, [MAIN, 'run', '--adapter', 'qemu', '--clause', 'VINTF-01', '--format', 'quiet', '--out', out], {
        stdio: 'ignore',
      });
      return { out, pid: child.pid ?? 0, exit: once(child, 'exit') };
    });
    for (const { exit, out, pid } of runs) {
      assert.deepEqual(await exit, [0, null]);
      assert.match(readFileSync(join(out, 'report.json'), 'utf8'), /"verdict": ?"conformant"/);
      assert.deepEqual(folders(pid), []);
    }
  });

  it('goes when the run is interrupted, even by SIGKILL', async () => {
    for (const signal of ['SIGINT', 'SIGKILL'] as const) {
      const out = join(scratch, signal);
      const child = spawn(process.execPath, [MAIN, 'run', '--adapter', 'qemu', '--layer', 'device', '--format', 'quiet', '--out', out], {
        stdio: 'ignore',
      });
      const pid = child.pid ?? 0;
      const ended = once(child, 'exit');
      while (folders(pid).length === 0) await new Promise((resolve) => setTimeout(resolve, 50));
      await new Promise((resolve) => setTimeout(resolve, 1000));
      child.kill(signal);
      const [code] = await ended;
      assert.equal(code, signal === 'SIGINT' ? 3 : null);
      const folder = folders(pid);
      // Whoever is killed leaves its folder to the next run, and its QEMUs to nobody.
      assert.equal(folder.length, signal === 'SIGINT' ? 0 : 1);
      await gone(pid);
    }
    const next = await opened(20_000);
    await next.close();
    assert.deepEqual(
      readdirSync(tmpdir()).filter((name) => /^cmdqv-qemu-/.test(name)),
      [],
    );
  });
});
