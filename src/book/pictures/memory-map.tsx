import { DIRECT_PAGE0, DIRECT_PAGE1, PAGE_BYTES, VINTF_PAGE0 } from '../../tables/registers';
import { type Served, type ServedPages, STAGES } from '../served-pages';

const COLUMN = 270;
const NAMES = 210;
const ROW = 54;
const HEAD = 50;

const PAGES = [
  [0, 'Config page'],
  [DIRECT_PAGE0, 'direct aperture, page 0'],
  [DIRECT_PAGE1, 'direct aperture, page 1'],
  [VINTF_PAGE0, 'VINTF0 aperture, page 0'],
  [VINTF_PAGE0 + PAGE_BYTES, 'VINTF0 aperture, page 1'],
] as const;

const WORDS: Readonly<Record<Served, readonly [string, string]>> = {
  device: ['trapped', 'the device answers'],
  hostPage: ['trapped', "from the hardware's page"],
  window: ['mapped', "the hardware's page"],
};

/** The pages of the guest's region, and who serves them in each state of a vCMDQ, as the run has seen it. */
export function MemoryMap({ served }: { readonly served: Pick<ServedPages, 'by'> }) {
  return (
    <svg
      viewBox={`0 0 ${NAMES + STAGES.length * COLUMN} ${HEAD + PAGES.length * ROW}`}
      width={NAMES + STAGES.length * COLUMN}
      role="img"
      aria-label="Pages of the guest's region: which are trapped, which are mapped, by state of a vCMDQ"
      class="map"
    >
      {STAGES.map((stage, column) => (
        <text key={stage} x={NAMES + column * COLUMN + 8} y={28} class="name">
          {stage}
        </text>
      ))}
      {PAGES.map(([offset, name], row) => (
        <g key={offset}>
          <text x={4} y={HEAD + row * ROW + 22} class="name">
            {`0x${offset.toString(16).padStart(5, '0')}`}
          </text>
          <text x={4} y={HEAD + row * ROW + 39}>
            {name}
          </text>
          {STAGES.map((stage, column) => {
            const way = served.by(offset, stage);
            const [x, y] = [NAMES + column * COLUMN, HEAD + row * ROW];
            return (
              <g key={stage}>
                <rect x={x} y={y} width={COLUMN - 6} height={ROW - 6} rx={4} class={`served ${way ?? 'none'}`} />
                <text x={x + 8} y={y + 28}>
                  {way === undefined ? 'not read' : `${WORDS[way][0]}: ${WORDS[way][1]}`}
                </text>
              </g>
            );
          })}
        </g>
      ))}
    </svg>
  );
}
