import type { BackedProperties } from '../../../ports';
import type { IdField } from '../../../tables/smmu';
import type { StartProperties } from '../../program';
import type { DeviceProgram } from './device-program';

/** Properties that a host's SMMU has to back, by the field that tells of it: values that may be given, some more often, and others. */
const PROPERTIES: readonly {
  readonly name: keyof BackedProperties;
  readonly field: IdField;
  readonly values: readonly (string | number)[];
  readonly others?: readonly number[];
}[] = [
  { name: 'ril', field: 'IDR3.RIL', values: ['on', 'off', 'auto'] },
  { name: 'ats', field: 'IDR0.ATS', values: ['on', 'off', 'off', 'auto'] },
  { name: 'oas', field: 'IDR5.OAS', values: [44, 48, 'auto'], others: [0, 32, 40, 42, 47, 52, 56] },
  { name: 'ssidsize', field: 'IDR1.SSIDSIZE', values: [0, 1, 8, 9, 19, 20, 'auto'], others: [21, 31, 32, 64] },
];

/** The property that is held against what the host has otherwise. */
export function differingProperty(program: DeviceProgram): (typeof PROPERTIES)[number] | undefined {
  const registers = program.host?.registers ?? {};
  return PROPERTIES.find(({ field }) => registers[field] !== undefined);
}

/** Properties that a user gives to an SMMU, that one among them that the host differs in. */
export function drawProperties(program: DeviceProgram, differs: (typeof PROPERTIES)[number] | undefined): StartProperties {
  const { draw } = program;
  const one = (property = draw.pick(PROPERTIES)): StartProperties => ({
    [property.name]: draw.pick(property.others !== undefined && draw.chance(8) ? property.others : property.values),
  });
  if (differs === undefined && draw.chance(20)) {
    const rest = { accel: draw.pick(['on', 'off'] as const), stage: draw.pick(['1', '1', '2', 'nested'] as const) };
    return draw.chance(rest.accel === 'off' ? 70 : 40) ? { ...one(), ...rest } : rest;
  }
  return { ...one(), ...(draw.chance(60) ? one() : {}), ...(differs === undefined ? {} : one(differs)) };
}
