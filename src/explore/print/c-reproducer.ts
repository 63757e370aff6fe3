import { DATA_ADDRESS, IOMMU_PATH, requestNamed, vfioPath } from '../../tables/uapi';
import type { Performance } from '../difference';
import { type Argument, bytesOf, type KernelOp, type Program, WHO, type Who } from '../program';
import { NOBODY, RAM_BYTES } from '../stages/kernel-stage';
import type { Resolved } from '../stages/stage';
import { tellOp } from '../telling';
import type { Printed } from './printed';

/** Lines in front of every reproducer. */
const HEAD = `#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <unistd.h>

/* npx cmdqv-conformance export --format c --what uapi --out cmdqv.h */
#include "cmdqv.h"
`;

const HELPERS = `
/* What came of operation n, and what the model of the specification gives. */
static long told(int n, const char *what, long result, const char *model)
{
	int error = errno;

	if (result < 0)
		printf("%d %s: %s, by the model %s\\n", n, what, strerror(error), model);
	else
		printf("%d %s: 0x%lx, by the model %s\\n", n, what, result, model);
	errno = error;
	return result;
}

/* A copy on pages of its own. */
static void *placed(const void *bytes, size_t length, int protection)
{
	void *page = mmap(NULL, (length + 4095) & ~(size_t)4095, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

	if (page == MAP_FAILED) {
		perror("mmap");
		_exit(2);
	}
	memcpy(page, bytes, length);
	mprotect(page, (length + 4095) & ~(size_t)4095, protection);
	return page;
}
`;

const PROTECTIONS = { usual: 'PROT_READ | PROT_WRITE', readonly: 'PROT_READ', unreadable: 'PROT_NONE' } as const;

/** A kernel program as C of plain system calls. Its two processes, where there are two, are one, with files of their own. */
export function cReproducer(program: Extract<Program, { readonly layer: 'kernel' }>, performance: Performance): Printed {
  const unsaid: string[] = [];
  const owners = WHO.filter((who) => program.ops.some((op) => 'who' in op && op.who === who));
  const body: string[] = [];
  for (const [n, op] of program.ops.entries()) {
    const words = tellOp(op, 'kernel').replaceAll('*/', '* /');
    body.push('', `\t/* ${n + 1}: ${words} */`);
    const lines = statements(op, n);
    if (lines === undefined) {
      unsaid.push(words);
      body.push('\t/* (user space cannot do this) */');
    } else body.push(...lines.map((line) => (line === '' ? '' : `\t${line}`)));
  }
  const given = performance.resolved.flatMap(({ made, mapped, opened, told }) => [made ?? 0, mapped ?? 0, opened ?? 0, told ?? 0]);
  const room = Math.max(0, ...given) + 1;
  const text = [
    HEAD,
    ...deviceNames(program),
    HELPERS,
    'int main(void)',
    '{',
    `\tint fd[${owners.length}][${room}];`,
    `\tuint32_t id[${owners.length}][${room}];`,
    `\tuint64_t cookie[${owners.length}][${room}];`,
    `\tchar *page[${owners.length}][${room}];`,
    `\tchar *ram[${owners.length}];`,
    '',
    '\tmemset(fd, 0xff, sizeof(fd));',
    '\tmemset(id, 0, sizeof(id));',
    '\tmemset(cookie, 0, sizeof(cookie));',
    '\tmemset(page, 0, sizeof(page));',
    '\t/* A queue has to be physically contiguous: huge pages, where there are any. */',
    `\tfor (int who = 0; who < ${owners.length}; who++) {`,
    `\t\tram[who] = mmap(NULL, 0x${RAM_BYTES.toString(16)}, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS | MAP_HUGETLB, -1, 0);`,
    '\t\tif (ram[who] == MAP_FAILED)',
    `\t\t\tram[who] = mmap(NULL, 0x${RAM_BYTES.toString(16)}, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);`,
    '\t\tif (ram[who] == MAP_FAILED) {',
    '\t\t\tperror("mmap");',
    '\t\t\treturn 2;',
    '\t\t}',
    '\t}',
    ...body,
    '',
    '\t(void)fd;',
    '\t(void)id;',
    '\t(void)cookie;',
    '\t(void)page;',
    '\t(void)placed;',
    '\t(void)told;',
    '\treturn 0;',
    '}',
  ].join('\n');
  return { text: `${text}\n`, unsaid };

  function seat(who: Who): string {
    return `[${owners.indexOf(who)}]`;
  }

  function statements(op: KernelOp, n: number): string[] | undefined {
    if (op.op === 'failAllocation' && op.nth === 0) return [];
    // What is done to the hardware, or to the kernel from within.
    if (!('who' in op) || op.op === 'scatter') return undefined;
    const resolved = performance.resolved[n] ?? {};
    const seen = performance.observations[n] ?? {};
    const model = Object.entries(seen)
      .map(([fact, value]) => `${fact} ${value}`)
      .join(', ')
      .slice(0, 200)
      .replaceAll(/[^ -~]|["\\]/g, ' ');
    const own = seat(op.who);
    const say = (what: string, call: string) => `told(${n + 1}, "${what}", ${call}, "${model}")`;
    const file =
      'file' in op && typeof op.file === 'object' && 'number' in op.file ? `${op.file.number}` : `fd${own}[${resolved.file ?? 0}]`;
    const isNothing =
      Object.keys(seen).every((fact) => !['status', 'value', 'conditions'].includes(fact)) && op.op !== 'store' && op.op !== 'memory';
    // The model found no file, page or ID to do it with.
    if (isNothing) return [];
    switch (op.op) {
      case 'open': {
        const path = op.path === IOMMU_PATH ? `"${IOMMU_PATH}"` : macroOf(op.path);
        const call = say('open', `open(${path}, O_RDWR)`);
        return [resolved.opened === undefined ? `${call};` : `fd${own}[${resolved.opened}] = (int)${call};`];
      }
      case 'close':
        return [`${say('close', `close(${file})`)};`];
      case 'munmap':
        return [
          `${say('munmap', `munmap(page${own}[${resolved.page ?? 0}], ${pageLength(program, performance, op.who, resolved.page)})`)};`,
        ];
      case 'mmap': {
        const offset =
          resolved.cookie === undefined ? `0x${(resolved.offset ?? 0n).toString(16)}` : `(off_t)cookie${own}[${resolved.cookie}]`;
        const flags = op.shared ? 'MAP_SHARED' : 'MAP_PRIVATE';
        const mapped = `mmap(NULL, 0x${op.length.toString(16)}, PROT_READ${op.write ? ' | PROT_WRITE' : ''}, ${flags}, ${file}, ${offset})`;
        const keep = resolved.mapped === undefined ? [] : [`\tpage${own}[${resolved.mapped}] = mapped;`];
        return ['{', `\tchar *mapped = ${mapped};`, '', `\t${say('mmap', 'mapped == MAP_FAILED ? -1 : 0')};`, ...keep, '}'];
      }
      case 'load':
        return resolved.page === undefined
          ? []
          : [`${say('load', `(long)*(volatile uint${op.width * 8}_t *)(page${own}[${resolved.page}] + ${op.at})`)};`];
      case 'store':
        return resolved.page === undefined
          ? []
          : [`*(volatile uint${op.width * 8}_t *)(page${own}[${resolved.page}] + ${op.at}) = (uint${op.width * 8}_t)${op.value}ULL;`];
      case 'memory':
        return [`memcpy(ram${own} + 0x${op.at.toString(16)}, ${literal(op.bytes)}, ${op.bytes.length / 2});`];
      case 'events':
        return ['{', `\tchar bytes[${Math.max(op.count, 1)}];`, '', `\t${say('read', `read(${file}, bytes, ${op.count})`)};`, '}'];
      case 'poll':
        return [
          '{',
          `\tstruct pollfd polled = { .fd = ${file}, .events = POLLIN | POLLRDNORM };`,
          '',
          `\tpoll(&polled, 1, 0);`,
          `\t${say('poll', 'polled.revents')};`,
          '}',
        ];
      case 'ioctl':
        return ioctl(op, { file, own, resolved, say });
    }
  }

  function ioctl(
    op: Extract<KernelOp, { readonly op: 'ioctl' }>,
    { file, own, resolved, say }: { file: string; own: string; resolved: Resolved; say: (what: string, call: string) => string },
  ): string[] | undefined {
    const request = requestNamed(op.request);
    if (request === undefined) return undefined;
    const isVfio = op.request.startsWith('VFIO_');
    const name = `${isVfio ? '' : 'IOMMU_'}${op.request}`;
    const lines = [
      '{',
      `\tunion { struct cmdqv_${name.toLowerCase()} of; uint8_t bytes[${request.structure.bytes + 16}]; } argument = { 0 };`,
    ];
    if (op.data !== undefined && op.data !== '')
      lines.push(
        `\tstatic const uint8_t bytes[] = { ${[...bytesOf(op.data)].join(', ')} };`,
        `\tvoid *data = placed(bytes, sizeof(bytes), ${PROTECTIONS[op.reach ?? 'usual']});`,
      );
    if (lines.length > 2) lines.push('', '\t(void)data;');
    lines.push('');
    const members = { ...(request.structure.members.size === undefined ? {} : { size: request.structure.bytes }), ...op.members };
    for (const [member, value] of Object.entries(members)) {
      const definition = request.structure.members[member];
      if (definition === undefined) continue;
      const points = BigInt(typeof value === 'object' ? 0 : value) === DATA_ADDRESS && op.data !== undefined && op.data !== '';
      const written = points ? '(uint64_t)(uintptr_t)data' : `(uint${definition.type.slice(1)}_t)${argument(member, value, own, resolved)}`;
      lines.push(`\targument.of.${member} = ${written};`);
    }
    const number = `CMDQV_${name}_NUMBER`;
    const at = op.argument === undefined ? '&argument' : `placed(&argument, sizeof(argument), ${PROTECTIONS[op.argument]})`;
    const call = say(op.request, `ioctl(${file}, ${number}, ${at})`);
    const made = Object.keys(request.structure.members).find((member) => /^out_.*id$/.test(member));
    const keep: string[] = [];
    if (resolved.made !== undefined && made !== undefined) keep.push(`id${own}[${resolved.made}] = argument.of.${made};`);
    if (resolved.opened !== undefined) keep.push(`fd${own}[${resolved.opened}] = (int)argument.of.out_veventq_fd;`);
    if (resolved.told !== undefined) keep.push(`memcpy(&cookie${own}[${resolved.told}], data, sizeof(uint64_t));`);
    lines.push(`\t${call};`, ...keep.map((line) => `\t${line}`), '}');
    return lines;
  }

  function argument(member: string, value: Argument, own: string, resolved: Resolved): string {
    if (typeof value !== 'object') return `0x${BigInt(value).toString(16)}ULL`;
    if ('ram' in value) return `(uintptr_t)(ram${own} + 0x${value.ram.toString(16)})`;
    const position = resolved.members?.[member];
    if (position === undefined) return `0x${NOBODY.toString(16)}ULL`;
    return 'fd' in value ? `fd${own}[${position}]` : `id${own}[${position}]`;
  }
}

/** How long the page was mapped that has this position. */
function pageLength({ ops }: Program, { resolved }: Performance, who: Who, page: number | undefined): string {
  const op = ops.find((one, n) => one.op === 'mmap' && one.who === who && resolved[n]?.mapped === page);
  return op?.op === 'mmap' ? `0x${op.length.toString(16)}` : '0x10000';
}

function literal(hexadecimal: string): string {
  return `"${[...bytesOf(hexadecimal)].map((byte) => `\\x${byte.toString(16).padStart(2, '0')}`).join('')}"`;
}

function macroOf(path: string): string {
  return `DEVICE_${path.slice(vfioPath('').length).toUpperCase()}`;
}

/** Devices have names of the model: the reader says which they are. */
function deviceNames({ ops }: Program): readonly string[] {
  const paths = new Set(ops.flatMap((op) => (op.op === 'open' && op.path !== IOMMU_PATH ? [op.path] : [])));
  return [...paths].flatMap((path) => [`#ifndef ${macroOf(path)}`, `#define ${macroOf(path)} "${path}"`, '#endif']);
}
