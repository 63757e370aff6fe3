import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, describe, it } from 'node:test';
import { reference } from '../../../reference';
import { DEFAULT_HOST, Machine } from '../../machine';
import { PACKAGE_ROOT } from '../../package';
import type { BackedProperties, VmDescription } from '../../ports';
import { completed } from '../../run/implementation';
import { scenarioIdOf } from '../../specification/monitored';
import { encodeStructure, VEVENT_HEADER, VEVENT_SMMUV3, VEVENTQ_TYPES } from '../../tables/uapi';
import { type Boot, Boots } from './boots';
import { buildShim } from './build-shim';
import type { Emulator } from './emulator';
import { FileMemory } from './file-memory';
import { locateQemu } from './locate';
import { RunFolder } from './run-folder';
import { ScenarioLogs } from './scenario-logs';
import { QemuVirtualMachine } from './virtual-machine';

const here = process.platform === 'linux' && process.arch === 'x64';
const scratch = mkdtempSync(join(tmpdir(), 'cmdqv-findings-'));
after(() => rmSync(scratch, { recursive: true, force: true }));

const RAM = [{ address: 0x4000_0000n, pageSize: 4096n, runs: [{ address: 0x9000_0000n, length: 0x400_0000n }] }];

/** What QEMU does for each device that is plugged, and the document does not tell. */
const PLUGGING = /^(?:VFIO_DEVICE_BIND|GET_HW_INFO|IOAS_|HWPT_)/;

/** A line that lets the host's kernel report an event of the SMMU, and what the VMM then reads. */
const HOST_EVENT = '# host: an event of StreamID 0x10';
const SMMU_EVENT = {
  status: 'OK',
  bytes: Uint8Array.from([...encodeStructure(VEVENT_HEADER, {}), ...encodeStructure(VEVENT_SMMUV3, { evt0: 0x10_0000_0010n })]),
} as const;

/** The scripts of the document, by the number of their finding. */
function scripts(): (readonly [string, readonly string[]])[] {
  const text = readFileSync(join(PACKAGE_ROOT, 'docs', 'findings-qemu.md'), 'utf8');
  return text.split(/^## (?=\d)/m).flatMap((section) => {
    const script = /^```qtest\n([^`]*)\n```$/m.exec(section)?.[1];
    return script === undefined ? [] : [[section.slice(0, section.indexOf('\n')), script.split('\n')] as const];
  });
}

/** The clauses and scenarios that the commands of each finding choose, by the finding's number. */
function commands(): ReadonlyMap<string, readonly RegExp[]> {
  const text = readFileSync(join(PACKAGE_ROOT, 'docs', 'findings-qemu.md'), 'utf8');
  const found = text.split(/^## (?=\d)/m).flatMap((section) => {
    const number = /^\d+/.exec(section)?.[0];
    const told = section.matchAll(/^```sh\nnpx cmdqv-conformance run (?:--adapter qemu|--guest linux) --no-expect ([^\n]*)\n```$/gm);
    const chosen = [...told].flatMap(([, words = '']) =>
      [...words.matchAll(/--clause '?([^\s']+)/g)].map(([, id = '']) => new RegExp(`^${id.replaceAll('*', '.*')}(?:/|$)`)),
    );
    return number === undefined || chosen.length === 0 ? [] : [[number, chosen] as const];
  });
  return new Map(found);
}

/** Lets a test talk to the QEMU that a machine has. */
class OpenBoots extends Boots {
  emulator: Emulator | undefined;

  override prepare(vm: VmDescription): Boot {
    const boot = super.prepare(vm);
    return {
      ...boot,
      launch: async (devices) => {
        this.emulator = await boot.launch(devices);
        return this.emulator;
      },
    };
  }
}

/** The first line of a script whose SMMU has a property of its own. */
const PROPERTY = /^# -device arm-smmuv3: ats=(on|off)$/;

/** A line that the document has, as it turned out. */
type Told = (line: string) => Promise<readonly string[]>;

async function onQemu(coldPlugged: boolean, properties: BackedProperties, act: (told: Told) => Promise<void>): Promise<void> {
  const { launcher } = await locateQemu(await buildShim());
  const folder = RunFolder.create(scratch);
  const boots = new OpenBoots({
    launcher,
    folder,
    timeout: 20_000,
    extra: [],
    trace: false,
    logs: new ScenarioLogs(join(scratch, 'logs')),
  });
  const memory = new FileMemory(reference.hardware.createMemory());
  const device = {
    start: (vm: VmDescription, calls: Parameters<typeof QemuVirtualMachine.start>[1]) => QemuVirtualMachine.start(vm, calls, memory, boots),
  };
  const layers = completed({ name: 'QEMU', version: '', device }, reference);
  const hardware = { createMemory: () => memory, create: layers.hardware.create.bind(layers.hardware) };
  try {
    const machine = new Machine({ ...layers, hardware }, DEFAULT_HOST);
    await machine.powerOn();
    await machine.boot();
    const { bus, process } = await machine.startVm({ name: 'VM', cmdqv: 'on', ...properties, ram: RAM });
    if (coldPlugged) await bus.plug({ device: 'gpu0', streamId: 0x10 });
    // A guest that looks is one that runs.
    else await bus.readSmmu(0);
    const emulator = boots.emulator;
    assert.ok(emulator !== undefined);
    await act(async (line) => {
      const began = emulator.transcript.length;
      const [, plugged, slot = ''] = /^# QMP: device_add .*id=(\w+),.*addr=(\w+)\.0/.exec(line) ?? [];
      if (line === '# QMP: system_reset') await bus.reset();
      else if (line === HOST_EVENT) await process.substitute.deliver(({ type }) => type === VEVENTQ_TYPES.ARM_SMMUV3, SMMU_EVENT);
      else if (plugged === undefined) await emulator.qtest.ask(line.replace(/ *#.*/, ''));
      else assert.deepEqual(await bus.plug({ device: plugged, streamId: Number.parseInt(slot, 16) << 3 }), { ok: true });
      return emulator.transcript.slice(began);
    });
  } finally {
    await boots.close();
    folder.remove();
  }
}

describe('the scripts of the findings', { skip: here ? false : 'needs Linux on x86-64' }, () => {
  for (const [finding, script] of scripts()) {
    it(`show what is told of: ${finding}`, async () => {
      const ats = PROPERTY.exec(script[0] ?? '')?.[1];
      const properties: BackedProperties = ats === undefined ? {} : { ats: ats === 'on' ? 'on' : 'off' };
      await onQemu(!script.some((line) => /^# QMP: device_add .*id=gpu0/.test(line)), properties, async (told) => {
        let calls: string[] = [];
        for (const line of script.filter((one) => !PROPERTY.test(one))) {
          const call = /^# {3}(\w+ -> \w+)/.exec(line)?.[1];
          if (call !== undefined) {
            assert.equal(calls.shift(), call, line);
            continue;
          }
          assert.deepEqual(calls, [], `before ${line}`);
          const seen = await told(line);
          calls = seen.flatMap((one) => /^# (\w+ -> \w+)$/.exec(one)?.[1] ?? []);
          if (line.startsWith('# QMP')) calls = calls.filter((one) => !PLUGGING.test(one));
          const expected = /^read\w .*# (0x\w+)/.exec(line)?.[1];
          if (expected !== undefined) assert.equal(BigInt(/ # OK (0x\w+)/.exec(seen.join('\n'))?.[1] ?? -1), BigInt(expected), line);
        }
        assert.deepEqual(calls, [], 'after the last line');
      });
    });
  }

  it('come with commands that choose each of their deviations', () => {
    const file = readFileSync(join(PACKAGE_ROOT, 'adapters', 'qemu', 'expectations.json'), 'utf8');
    const chosen = commands();
    for (const [, id = '', number = ''] of file.matchAll(/"id": "([^"]*)"[^}]*findings-qemu\.md#(\d+)-/g)) {
      assert.ok(
        chosen.get(number)?.some((pattern) => pattern.test(scenarioIdOf(id))),
        `${id}: no command of finding ${number} chooses it`,
      );
    }
  });

  it('are as many as the deviations have links to', () => {
    const file = readFileSync(join(PACKAGE_ROOT, 'adapters', 'qemu', 'expectations.json'), 'utf8');
    const linked = new Set([...file.matchAll(/findings-qemu\.md#(\d+)-/g)].map(([, number]) => number));
    assert.deepEqual(
      scripts().map(([finding]) => /^\d+/.exec(finding)?.[0]),
      [...linked].sort((a, b) => Number(a) - Number(b)),
    );
  });
});
