import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, describe, it } from 'node:test';
import { PACKAGE_ROOT } from '../../package';
import { buildShim } from './build-shim';
import { FDS } from './inherited-files';
import { manner, Nursery } from './nursery';
import { RunFolder } from './run-folder';
import { type ShimAnswer, ShimLink, type ShimRequest } from './shim-link';

const here = process.platform === 'linux' && process.arch === 'x64';
const scratch = mkdtempSync(join(tmpdir(), 'cmdqv-shim-'));
after(() => rmSync(scratch, { recursive: true, force: true }));

/** Starts what stands for QEMU in one of its situations and gives what it asks for; fails unless all came out as it should there. */
async function asked(
  situation: readonly string[],
  answer: (request: ShimRequest, wake: (slot: number) => void) => ShimAnswer,
): Promise<readonly ShimRequest[]> {
  const caller = join(scratch, 'caller');
  const source = join(PACKAGE_ROOT, 'src', 'adapters', 'qemu', 'shim-caller.c');
  execFileSync(process.env.CC ?? 'cc', ['-O1', '-Wall', '-Wextra', '-rdynamic', '-o', caller, source, '-lpthread']);
  const folder = RunFolder.create(scratch);
  const nursery = await Nursery.open({ command: caller, prefix: [], environment: { LD_PRELOAD: await buildShim() } }, folder, 20_000);
  try {
    const newborn = nursery.bear(situation);
    const requests: ShimRequest[] = [];
    const served = new ShimLink(newborn.link).serve(async (request) => {
      requests.push(request);
      return answer(request, (slot) => newborn.events[slot]?.write('.'));
    });
    const ending = await newborn.ended;
    assert.equal(manner(ending), 'with exit code 0', `${situation[0]}: the exit code is a line of shim-caller.c`);
    await served;
    return requests;
  } finally {
    await nursery.close();
    folder.remove();
  }
}

const OK: ShimAnswer = { status: 'OK' };
const PAGE = 0x1_0000n;

describe('the library that QEMU preloads', { skip: here ? false : 'needs Linux on x86-64' }, () => {
  it('sees what a thread does in page 0 that blocks all signals it can', async () => {
    const requests = await asked(['stores-of-a-thread'], ({ kind }) => ({ status: 'OK', result: kind === 'load' ? 0x22n : 0n }));
    assert.deepEqual(requests.slice(1), [
      { kind: 'store', page: 0, offset: 4n, width: 4, value: 0x11n },
      { kind: 'load', page: 0, offset: 4n, width: 4 },
      { kind: 'store', page: 0, offset: 8n, width: 4, value: 0x33n },
    ]);
  });

  it('sees every access of threads that use page 0 at once', async () => {
    const requests = await asked(['threads-at-once'], (request) =>
      request.kind === 'load' ? { status: 'OK', result: request.offset / 64n } : OK,
    );
    for (let thread = 0n; thread < 4n; thread++) {
      const stores = requests.flatMap((request) => (request.kind === 'store' && request.offset === thread * 64n ? [request.value] : []));
      assert.deepEqual(
        stores,
        Array.from({ length: 200 }, (_, round) => (thread << 16n) | BigInt(round)),
      );
    }
    assert.equal(requests.filter(({ kind }) => kind === 'load').length, 800);
  });

  it('sees every kind of move, and leaves registers as the move itself does', async () => {
    const requests = await asked(['instructions'], (request) =>
      request.kind === 'load' ? { status: 'OK', result: BigInt.asUintN(request.width * 8, 0x8000_0010n) } : OK,
    );
    const stores = requests.flatMap((request) => (request.kind === 'store' ? [[request.offset, request.width, request.value]] : []));
    const [last] = stores.splice(-1);
    assert.deepEqual(stores, [
      [4n, 4, 0x5566_7788n],
      [0x28n, 4, 0x5566_7788n],
      [0n, 8, 0x1122_3344_5566_7788n],
      [2n, 2, 0x7788n],
      [1n, 1, 0x88n],
      [12n, 4, 0x99n],
    ]);
    assert.deepEqual(last?.slice(0, 2), [0n, 4]);
    // Its own address: a page begins at a multiple of its size.
    assert.equal(Number(last?.[2]) % 0x1000, 0);
  });

  it('tells pages apart by the numbers that they were given', async () => {
    const requests = await asked(['two-pages'], (request) =>
      request.kind === 'mmap' ? { status: 'OK', result: request.offset === PAGE ? 5n : 2n } : OK,
    );
    assert.deepEqual(
      requests.flatMap((request) => (request.kind === 'store' ? [`${request.page} ${request.value}`] : [])),
      ['5 1', '5 2', '2 3', '5 4'],
    );
    assert.deepEqual(
      requests.flatMap((request) => (request.kind === 'munmap' ? [request.page] : [])),
      [2],
    );
  });

  it('keeps event queues apart: who is woken up, what is read, which one is closed', async () => {
    let made = 0;
    const requests = await asked(['two-event-queues'], (request, wake) => {
      if (request.kind === 'ioctl') {
        made += 1;
        if (made === 2) wake(0);
        return { status: 'OK', result: BigInt(made === 1 ? 0 : 1) };
      }
      if (request.kind !== 'read') return OK;
      return { status: 'OK', result: 1n, stores: [{ address: request.buffer, bytes: Buffer.from(request.slot === 0 ? 'a' : 'b') }] };
    });
    assert.deepEqual(
      requests.flatMap((request) => ('slot' in request ? [`${request.kind} ${request.slot}`] : [request.kind])),
      ['ioctl', 'ioctl', 'read 0', 'read 1', 'closeEvents 1', 'read 0', 'ioctl', 'closeEvents 0'],
    );
  });

  it('leaves a file alone that QEMU opened under the number of a device which it has closed', async () => {
    const number = String(FDS.vfio);
    const requests = await asked(['numbers-again', number], ({ kind }) => ({ status: 'OK', result: kind === 'read' ? 1n : 0n }));
    assert.deepEqual(
      requests.map((request) => ('fd' in request ? `${request.kind} ${request.fd}` : request.kind)),
      [`ioctl ${FDS.iommu}`, `close ${number}`, 'read'],
    );
  });
});
