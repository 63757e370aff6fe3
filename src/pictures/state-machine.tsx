/** An arrow from one state to another, with what makes a vCMDQ take it. */
export interface DrawnTransition {
  readonly from: State;
  readonly to: State;
  readonly cause: string;
  readonly seen: boolean;
}

type State = keyof typeof STATES;

const BOX = { width: 210, height: 56 };
const STATES = {
  cache: { x: 20, y: 92, words: ['no queue', 'page 0 is a cache'] },
  hardware: { x: 630, y: 92, words: ['allocated', "page 0 is the hardware's"] },
  refused: { x: 325, y: 316, words: ['refused', 'CMDQ_INIT_ERR'] },
} as const;
const LINE = 16;

/** Ways between states: where they run, where the arrow ends and which way it points, and where their words begin. */
const WAYS: readonly {
  readonly from: State;
  readonly to: State;
  readonly path: string;
  readonly tip: string;
  readonly words: { readonly x: number; readonly y: number; readonly anchor: 'start' | 'middle'; readonly upwards?: true };
}[] = [
  {
    from: 'cache',
    to: 'hardware',
    path: 'M230 108H622',
    tip: 'M630 108l-9 -5v10z',
    words: { x: 430, y: 98, anchor: 'middle', upwards: true },
  },
  { from: 'hardware', to: 'cache', path: 'M630 132H238', tip: 'M230 132l9 -5v10z', words: { x: 430, y: 152, anchor: 'middle' } },
  { from: 'cache', to: 'refused', path: 'M45 148V358H317', tip: 'M325 358l-9 -5v10z', words: { x: 53, y: 190, anchor: 'start' } },
  { from: 'refused', to: 'cache', path: 'M325 330H190V156', tip: 'M190 148l-5 9h10z', words: { x: 198, y: 190, anchor: 'start' } },
  { from: 'refused', to: 'hardware', path: 'M535 344H735V156', tip: 'M735 148l-5 9h10z', words: { x: 743, y: 240, anchor: 'start' } },
];

/** The states of a vCMDQ and what takes it from one to another; what a run did not see is marked. */
export function StateMachine({ title, transitions }: { readonly title: string; readonly transitions: readonly DrawnTransition[] }) {
  return (
    <svg viewBox="0 0 860 384" width={860} role="img" aria-label={title} class="states">
      {WAYS.map(({ from, path, tip, to, words }) => {
        const causes = transitions.filter((transition) => transition.from === from && transition.to === to);
        if (causes.length === 0) return null;
        const first = words.upwards === true ? words.y - (causes.length - 1) * LINE : words.y;
        return (
          <g key={path} class={`${to}${causes.some(({ seen }) => seen) ? '' : ' unseen'}`}>
            <path d={path} class="way" />
            <path d={tip} class="tip" />
            {causes.map(({ cause, seen }, index) => (
              <text key={cause} x={words.x} y={first + index * LINE} text-anchor={words.anchor} class={seen ? '' : 'wrong'}>
                {seen ? cause : `✘ ${cause}`}
              </text>
            ))}
          </g>
        );
      })}
      {Object.entries(STATES).map(([name, { words, x, y }]) => (
        <g key={name}>
          <rect x={x} y={y} {...BOX} rx={8} class={name} />
          <text x={x + BOX.width / 2} y={y + 23} text-anchor="middle" class="name">
            {words[0]}
          </text>
          <text x={x + BOX.width / 2} y={y + 42} text-anchor="middle">
            {words[1]}
          </text>
        </g>
      ))}
    </svg>
  );
}
