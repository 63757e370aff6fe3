import { MONITORS } from '../../src/monitors';
import { LAYERS } from '../../src/ports';
import type { Catalogue } from '../../src/specification/clauses/catalogue';
import { FAMILIES, type Family, TRACE_EVENTS } from '../../src/trace/events';
import { isShown } from '../../src/trace/log-check';
import { shownBy } from '../../src/trace/traced-logs';
import { withGeneratedParts } from './generated-parts';

const FAMILY_NAMES: readonly Family[] = ['cmdqv', 'iommufd', 'smmu'];

/** `docs/trace.md` with its tables: the events that are read, and what each clause takes. */
export function traceGuide(text: string, catalogue: Catalogue): string {
  return withGeneratedParts(
    text,
    new Map([
      ['events', events()],
      ['clauses', clauses(catalogue)],
    ]),
  );
}

function events(): string {
  const rows = TRACE_EVENTS.map(({ family, name, parameters, shows }) => {
    const values = parameters.map((parameter) => parameter.name).join(', ');
    return `| \`${name}\` | \`${FAMILIES[family].pattern}\` | ${values} | ${shows.length === 0 ? '' : shows.join(', ')} |`;
  });
  return [
    'The events that are read, the values that they carry, and the operations that they show:',
    '',
    '| event | pattern | values | shows |',
    '| :-- | :-- | :-- | :-- |',
    ...rows,
  ].join('\n');
}

function clauses(catalogue: Catalogue): string {
  const lines = LAYERS.flatMap((layer) => MONITORS.filter((monitor) => monitor.layer === layer));
  const rows = lines.map((monitor) => `| ${monitor.clause} | ${catalogue.clause(monitor.clause)?.title ?? ''} | ${takes(monitor)} |`);
  return ['| clause | says | takes |', '| :-- | :-- | :-- |', ...rows].join('\n');
}

/** The fewest patterns whose events show what a monitor looks at. */
function takes(monitor: (typeof MONITORS)[number]): string {
  const sets = FAMILY_NAMES.reduce<Family[][]>((all, family) => [...all, ...all.map((set) => [...set, family])], [[]]);
  const enough = sets
    .filter((set) => isShown(monitor, shownBy({ cmdqv: 0, iommufd: 0, smmu: 0, ...Object.fromEntries(set.map((family) => [family, 1])) })))
    .sort((a, b) => a.length - b.length)[0];
  if (enough === undefined) return 'what no trace of QEMU shows';
  return enough.map((family) => `\`${FAMILIES[family].pattern}\``).join(', ');
}
