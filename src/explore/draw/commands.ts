import { COMMANDS, type CommandDefinition, commandBytes, encodeCommand, setField } from '../../tables/commands';
import { digits } from '../program';
import type { Draw } from './draw';

/** What a guest sends most. */
const USUAL = ['TLBI_NH_ASID', 'TLBI_NH_VA', 'TLBI_NH_ALL', 'TLBI_NSNH_ALL', 'ATC_INV', 'CFGI_CD', 'CFGI_CD_ALL', 'CMD_SYNC'] as const;

/** What a VM can ask its kernel for. */
const ASKED = USUAL.filter((name) => name !== 'CMD_SYNC');

/** A command that no SMMU has. */
export const ILLEGAL = '07000000000000000000000000000000';

/** CMD_SYNC. */
export const SYNC = '46000000000000000000000000000000';

/** A command with these fields, as hexadecimal digits. */
export function encoded(name: string, fields: Readonly<Record<string, bigint>> = {}): string {
  return digits(commandBytes(encodeCommand(name, fields)));
}

/** A command, as hexadecimal digits; of a stream among `streams` where it is of one. `asked` leaves out what a kernel sends itself. */
export function drawCommand(draw: Draw, streams: readonly number[], asked = false): string {
  if (draw.chance(4)) {
    // An opcode that there may be or not, with anything in it.
    return digits(commandBytes({ word0: (draw.bits64() & ~0xffn) | BigInt(draw.below(256)), word1: draw.bits64() }));
  }
  const name = draw.chance(asked ? 95 : 85) ? draw.pick(asked ? ASKED : USUAL) : draw.pick(COMMANDS).name;
  let words = encodeCommand(name);
  const definition = COMMANDS.find((one) => one.name === name) as CommandDefinition;
  for (const field of definition.fields) {
    const size = field.high - field.low + 1;
    if (field.name === 'SID')
      words = setField(
        words,
        field,
        BigInt(draw.chance(90) ? draw.pick(streams) : draw.chance(50) ? draw.pick(streams) ^ (1 << draw.below(20)) : draw.below(2 ** 20)),
      );
    // What all of an address space takes is what is asked for most.
    else if (field.name === 'Size' && size > 5 && draw.chance(50)) words = setField(words, field, 52n);
    else if (field.name === 'CS') words = setField(words, field, draw.chance(90) ? 0n : BigInt(draw.below(4)));
    else if (field.name === 'SSec') words = setField(words, field, draw.chance(97) ? 0n : 1n);
    else if (draw.chance(size <= 2 ? 25 : 40)) {
      const bits = (size <= 2 ? BigInt(1 + draw.below(3)) : draw.bits64()) & ((1n << BigInt(size)) - 1n);
      words = setField(words, field, field.inPlace === true ? bits << BigInt(field.low) : bits);
    }
  }
  // A range of any size, of any granule and level.
  if (draw.chance(20))
    for (const [field, limit] of [
      ['TG', 4],
      ['TTL', 4],
      ['SCALE', 4],
      ['NUM', 3],
    ] as const) {
      const part = definition.fields.find((one) => one.name === field);
      if (part !== undefined) words = setField(words, part, BigInt(draw.below(limit)));
    }
  return digits(commandBytes(words));
}

/** An invalidation that a kernel can convert, as hexadecimal digits; one of a stream is of this one. */
export function drawConvertible(draw: Draw, stream: number): string {
  const SID = BigInt(stream);
  const [VMID, ASID] = [BigInt(draw.below(4)), BigInt(draw.below(256))];
  return draw.weighted([
    [3, () => encoded('TLBI_NH_ASID', { VMID, ASID })],
    [1, () => encoded('TLBI_NH_ALL', { VMID })],
    [1, () => encoded('TLBI_NSNH_ALL')],
    [3, () => encoded('ATC_INV', { SID, Size: 52n })],
    [1, () => encoded('CFGI_CD_ALL', { SID })],
  ])();
}

/** An invalidation by address that says something of granules and levels, of a range or of one page. */
export function drawRange(draw: Draw): string {
  const isOfOne = draw.chance(50);
  return encoded(draw.pick(['TLBI_NH_VA', 'TLBI_NH_VAA']), {
    TG: BigInt(draw.below(4)),
    TTL: BigInt(draw.below(4)),
    SCALE: BigInt(isOfOne ? 0 : draw.below(64)),
    NUM: BigInt(isOfOne ? 0 : draw.below(32)),
  });
}
