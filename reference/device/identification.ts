import type { BackedProperties } from '../../src/ports';
import { type Identification, type IdField, idField, withIdentification } from '../../src/tables/smmu';
import { EVENT_QUEUE_LOG2SIZE } from './event-queue';

/** Bits of an output address by IDR5.OAS, as the architecture has them. */
export const OUTPUT_BITS: readonly number[] = [32, 36, 40, 42, 44, 48, 52, 56];
/** IDR5.OAS by the bits of an output address that a user can ask for. */
export const OAS_CODES: ReadonlyMap<number, number> = new Map([44, 48].map((bits) => [bits, OUTPUT_BITS.indexOf(bits)]));
/** Largest command queue of the emulated SMMU, before the host's page size counts (LIM-03). */
const COMMAND_QUEUE_LOG2SIZE = 19;

/**
 * What every emulated SMMU has: stage 1 of AArch64, little-endian, stream tables of two levels, 16 bits of StreamID, all granules
 * (LIFE-16, LIFE-22); and of what its user decides what there is without a host.
 */
export const IDENTIFICATION: Identification = withFields({ idr: [0, 0, 0, 0, 0, 0], iidr: 0, aidr: 0 }, [
  ['IDR0.S1P', 1],
  ['IDR0.TTF', 2],
  ['IDR0.COHACC', 1],
  ['IDR0.ASID16', 1],
  ['IDR0.TTENDIAN', 2],
  ['IDR0.STALL_MODEL', 1],
  ['IDR0.ST_LEVEL', 1],
  ['IDR1.SIDSIZE', 16],
  ['IDR1.EVENTQS', EVENT_QUEUE_LOG2SIZE],
  ['IDR1.CMDQS', COMMAND_QUEUE_LOG2SIZE],
  ['IDR3.RIL', 1],
  ['IDR5.OAS', 4],
  ['IDR5.GRAN4K', 1],
  ['IDR5.GRAN16K', 1],
  ['IDR5.GRAN64K', 1],
]);

/** The ID registers of an SMMU with these properties; what is left to the host is as `host` has it, once there is one (LIFE-19). */
export function identificationOf(properties: BackedProperties, host: Identification | undefined): Identification {
  const { ats = 'auto', oas = 'auto', ril = 'auto', ssidsize = 'auto' } = properties;
  const chosen: readonly (readonly [IdField, number | undefined])[] = [
    ['IDR0.ATS', switched(ats)],
    ['IDR1.SSIDSIZE', ssidsize === 'auto' ? undefined : ssidsize],
    ['IDR3.RIL', switched(ril)],
    ['IDR5.OAS', oas === 'auto' ? undefined : OAS_CODES.get(oas)],
  ];
  return withFields(
    IDENTIFICATION,
    chosen.map(([name, value]) => [name, value ?? idField(host ?? IDENTIFICATION, name)] as const),
  );
}

function switched(property: 'on' | 'off' | 'auto'): number | undefined {
  return property === 'auto' ? undefined : Number(property === 'on');
}

function withFields(base: Identification, fields: readonly (readonly [IdField, number])[]): Identification {
  return withIdentification(
    base,
    fields.map(([name, value]) => [name, BigInt(value)] as const),
  );
}
