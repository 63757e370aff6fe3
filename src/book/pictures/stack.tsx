import type { Catalogue } from '../../specification/clauses/catalogue';
import type { Plan } from '../../specification/plan';

/** What is drawn of the suite: how much there is of it. */
export interface DrawnSuite {
  readonly catalogue: Pick<Catalogue, 'chapters' | 'clauses'>;
  readonly plan: Pick<Plan, 'scenarios'>;
}

const WIDTH = 976;
const HEIGHT = 386;

const LAYERS = [
  { layer: 'device', title: 'device', what: 'the VMM’s CMDQ-V', others: 'QEMU, or yours', y: 92 },
  { layer: 'kernel', title: 'kernel', what: 'iommufd, SMMUv3, tegra241-cmdqv', others: 'Linux, or yours', y: 176 },
  { layer: 'hardware', title: 'hardware', what: 'CMDQ-V block, command queues', others: 'a model, or yours', y: 260 },
] as const;

const SEAMS = [
  { y: 82, name: 'registers, guest memory, interrupt' },
  { y: 166, name: 'open, ioctl, mmap, read' },
  { y: 250, name: 'physical registers, interrupt' },
  { y: 334, name: 'commands as executed' },
] as const;

/** The project in one picture: what speaks, what is judged, what is seen, and what comes of it. */
export function Stack({ catalogue, plan, style }: DrawnSuite & { readonly style?: string }) {
  const clausesOf = (layer: string) => catalogue.clauses.filter((clause) => clause.layer === layer).length;
  return (
    <svg
      xmlns="http://www.w3.org/2000/svg"
      viewBox={`0 0 ${WIDTH} ${HEIGHT}`}
      width={WIDTH}
      role="img"
      aria-label={`Scenarios drive a guest above three layers, device, kernel and hardware; what crosses the seams between them is recorded; each of over ${rounded(catalogue.clauses.length, 10)} clauses gets a verdict`}
      class="stack"
    >
      {style !== undefined && <style>{style}</style>}
      <rect x={12} y={40} width={262} height={306} rx={8} class="panel" />
      <text x={26} y={68} class="name">
        {`over ${rounded(plan.scenarios.length, 100)} scenarios`}
      </text>
      {[
        'Given a VM with CMDQ-V',
        'When the guest writes 4 to',
        '  VCMDQ0_PROD_INDX',
        'Then no command reaches',
        '  the SMMU',
        'And no other register changed',
      ].map((line, index) => (
        <text key={line} x={26} y={104 + index * 22} class="small" xml:space="preserve">
          {line}
        </text>
      ))}
      <text x={26} y={262} class="small soft">
        closed vocabulary:
      </text>
      <text x={26} y={281} class="small soft">
        a state, one act, what is
      </text>
      <text x={26} y={300} class="small soft">
        seen, and nothing besides
      </text>
      <text x={460} y={34} text-anchor="middle" class="name">
        guest
      </text>
      {SEAMS.map(({ name, y }, index) => (
        <g key={name}>
          <line x1={460} x2={460} y1={y - (index === 0 ? 40 : 16)} y2={y + 8} class="way" />
          <circle cx={460} cy={y - (index === 0 ? 14 : 4)} r={4.5} class="recorder" />
          <text x={472} y={y - (index === 0 ? 10 : 0)} class="tiny soft">
            {name}
          </text>
        </g>
      ))}
      {LAYERS.map(({ layer, others, title, what, y }, index) => (
        <g key={layer}>
          <rect x={312} y={y} width={296} height={56} rx={7} class={`layer lane-${index + 1}`} />
          <text x={326} y={y + 23} class="name">
            {title}
          </text>
          <text x={594} y={y + 23} text-anchor="end" class="small">
            {others}
          </text>
          <text x={326} y={y + 43} class="small">
            {what}
          </text>
        </g>
      ))}
      <text x={460} y={362} text-anchor="middle" class="name">
        SMMU
      </text>
      <path d="M274 60H442" class="way" />
      <path d="M442 55l10 5-10 5z" class="tip" />
      <path d="M622 204H726" class="way" />
      <path d="M724 199l10 5-10 5z" class="tip" />
      <rect x={738} y={40} width={226} height={306} rx={8} class="panel" />
      <text x={752} y={68} class="name">
        {`over ${rounded(catalogue.clauses.length, 10)} clauses`}
      </text>
      {(['device', 'kernel', 'hardware', 'stack'] as const).map((layer, index) => (
        <text key={layer} x={752} y={104 + index * 22} class="small">
          {`of the ${layer}: ${rounded(clausesOf(layer), 10)}`}
        </text>
      ))}
      {['each with its sources', 'and revisions; a run', 'gives each a verdict,', 'a failure what happened'].map((line, index) => (
        <text key={line} x={752} y={222 + index * 19} class="small soft">
          {line}
        </text>
      ))}
      <circle cx={758} cy={322} r={4.5} class="recorder" />
      <text x={770} y={326} class="tiny soft">
        recorded at every seam
      </text>
    </svg>
  );
}

/** Down to a number that does not change with every scenario, as the picture is kept in a file. */
function rounded(count: number, step: number): number {
  return count - (count % step);
}
