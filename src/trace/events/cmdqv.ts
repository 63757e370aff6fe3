import { DIRECT_PAGE0, DIRECT_PAGE1, decode, GUEST_MAP, PAGE_BYTES, SLOT_STRIDE, VINTF_PAGE0 } from '../../tables/registers';
import { decimal, type EventValues, hex, numberIn, type Parameter, type TraceEvent, word, wordIn } from './trace-event';

/** An access of a guest to a register of its CMDQ-V region, as an event tells it. */
export interface TracedAccess {
  readonly offset: number;
  readonly width: 1 | 2 | 4 | 8;
  readonly value: bigint;
}

const ACCESS: readonly Parameter[] = [
  hex('offset', { before: 'offset: ' }),
  hex('value', { before: 'val: ' }),
  hex('size', { before: 'size: ' }),
];
const SLOT = decimal('index', { before: 'vcmdq[', after: ']' });
const APERTURE = word('aperture', { before: '] ' });
const PLACE = word('place', { before: '(', after: ')' });
const OFFSET0 = hex('offset0', { before: 'offset0: ' });
const VALUE = hex('value', { before: 'val: ' });
const WIDTHS = [1, 2, 4, 8] as const;

/** The access that an event of the whole region tells; nothing if none can be like that. */
export function accessOf(values: EventValues): TracedAccess | undefined {
  const width = WIDTHS.find((bytes) => BigInt(bytes) === values.size);
  const { offset, value } = values;
  if (width === undefined || typeof offset !== 'bigint' || typeof value !== 'bigint' || offset > REGION) return undefined;
  return { offset: Number(offset), width, value: BigInt.asUintN(width * 8, value) };
}

/** The access that an event of one vCMDQ tells, in the aperture that it names. */
export function slotAccessOf(values: EventValues): TracedAccess | undefined {
  const { index, offset0, value } = values;
  if (typeof index !== 'bigint' || typeof offset0 !== 'bigint' || typeof value !== 'bigint') return undefined;
  const page0 = Number(offset0) < DIRECT_PAGE1;
  if (index > 1n || Number(offset0) < DIRECT_PAGE0 || Number(offset0) >= DIRECT_PAGE1 + SLOT_STRIDE) return undefined;
  const aperture = wordIn(values, 'aperture') === 'direct' ? DIRECT_PAGE0 : VINTF_PAGE0;
  const within = Number(offset0) - (page0 ? DIRECT_PAGE0 : DIRECT_PAGE1);
  const offset = aperture + (page0 ? 0 : PAGE_BYTES) + Number(index) * SLOT_STRIDE + within;
  // The event has the whole of a 64-bit register, whatever part of it the guest asked for.
  const width = GUEST_MAP.at(offset, 8)?.size ?? 4;
  return { offset, width, value: BigInt.asUintN(width * 8, value) };
}

/** Bytes of the region that a guest sees. */
const REGION = 0x50000n;

function tellAccess(access: TracedAccess | undefined): string {
  if (access === undefined) return 'an access that cannot be';
  const register = GUEST_MAP.at(access.offset, access.width);
  if (register === undefined) return `offset 0x${access.offset.toString(16)} (${access.width} bytes) = 0x${access.value.toString(16)}`;
  return `${register.name} = ${decode(register, access.value)}`;
}

/** The error map of an event, 64 bits each. */
export function errorMapOf(values: EventValues): readonly bigint[] {
  const [low, high] = [0, 2].map((at) => numberIn(values, `map${at}`) | (numberIn(values, `map${at + 1}`) << 32n));
  return [low ?? 0n, high ?? 0n];
}

/** vCMDQs that have their bit in an error map. */
export function queuesIn([low = 0n, high = 0n]: readonly bigint[]): readonly number[] {
  const map = low | (high << 64n);
  return Array.from({ length: 128 }, (_, bit) => bit).filter((bit) => ((map >> BigInt(bit)) & 1n) === 1n);
}

function mapWord(index: number, before: string): Parameter {
  return { name: `map${index}`, kind: 'unsigned', written: 'bare hex', before, after: '', optional: false };
}

const GUEST = { family: 'cmdqv', from: 'guest', to: 'VMM' } as const;

/** Events of the CMDQ-V model. */
export const CMDQV_EVENTS: readonly TraceEvent[] = [
  {
    ...GUEST,
    name: 'tegra241_cmdqv_read_mmio',
    parameters: ACCESS,
    shows: ['guest read'],
    tell: (values) => `read ${tellAccess(accessOf(values))}`,
  },
  {
    ...GUEST,
    name: 'tegra241_cmdqv_write_mmio',
    parameters: ACCESS,
    shows: ['guest write'],
    tell: (values) => `write ${tellAccess(accessOf(values))}`,
  },
  {
    ...GUEST,
    name: 'tegra241_cmdqv_read_vcmdq_page0',
    parameters: [SLOT, APERTURE, PLACE, OFFSET0, VALUE],
    shows: ['guest read'],
    tell: (values) => `read ${tellAccess(slotAccessOf(values))} from the ${wordIn(values, 'place') === 'hw' ? "host's page" : 'cache'}`,
  },
  {
    ...GUEST,
    name: 'tegra241_cmdqv_read_vcmdq_page1',
    parameters: [SLOT, APERTURE, OFFSET0, VALUE],
    shows: ['guest read'],
    tell: (values) => `read ${tellAccess(slotAccessOf(values))}`,
  },
  {
    name: 'tegra241_cmdqv_write_vcmdq_page0',
    family: 'cmdqv',
    from: 'VMM',
    to: 'hardware',
    parameters: [SLOT, APERTURE, PLACE, OFFSET0, VALUE],
    shows: ['host store'],
    tell: (values) =>
      `${wordIn(values, 'place') === 'hw' ? "stores to the host's page" : 'keeps in its cache'} ${tellAccess(slotAccessOf(values))}`,
  },
  {
    name: 'tegra241_cmdqv_write_vcmdq_page1',
    family: 'cmdqv',
    from: 'VMM',
    to: 'VMM',
    parameters: [SLOT, APERTURE, OFFSET0, VALUE],
    shows: [],
    tell: (values) => `keeps ${tellAccess(slotAccessOf(values))}`,
  },
  {
    name: 'tegra241_cmdqv_err_map',
    family: 'cmdqv',
    from: 'kernel',
    to: 'VMM',
    parameters: [mapWord(3, 'maps: '), mapWord(2, ':'), mapWord(1, ':'), mapWord(0, ':')],
    shows: [],
    tell: (values) => `event: error of vCMDQ ${queuesIn(errorMapOf(values)).join(', ')}`,
  },
  {
    ...GUEST,
    name: 'tegra241_cmdqv_init_regs',
    parameters: [hex('param')],
    shows: ['guest reset'],
    tell: (values) => `reset; PARAM = 0x${numberIn(values, 'param').toString(16)}`,
  },
];
