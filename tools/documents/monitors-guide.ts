import { MONITORS } from '../../src/monitors';
import { LAYERS } from '../../src/ports';
import type { Catalogue } from '../../src/specification/clauses/catalogue';

/** `docs/monitors.md`: the clauses that every log is judged by. */
export function monitorsGuide(catalogue: Catalogue): string {
  return `${[INTRODUCTION, ...LAYERS.map((layer) => section(layer, catalogue))].join('\n\n')}\n`;
}

const INTRODUCTION = `# Monitors

Much of the specification says what must always or never be, whatever else goes on. Such a clause needs no scenario to be judged: the
operation log of *any* scenario shows whether it holds. A monitor (\`src/monitors\`) is one such clause. It takes the operations of a log in
their order, and says how often the clause held, which operation broke it, or that nothing exercised it.

Every run is judged by them besides its scenarios, whatever was chosen with \`--clause\`, by the clauses that hold at its revisions:

- a monitor judges what a layer under test did of its own accord. What a scenario did in the place of another layer, and the answers that
  the suite gave in the place of a kernel or of hardware, are taken as given; layers that the reference stands in for are not judged;
- a violation is an outcome of its own, \`CLAUSE/monitor/SCENARIO\`, beside the scenario's own verdict: in the terminal, in all reports, and in
  files of known deviations like any other. \`run --clause CLAUSE/monitor/SCENARIO\` runs that scenario again;
- \`report.json\` tells under \`monitors\` how often each clause held and in how many logs it was broken.

This file is written by \`npm run documents\`.`;

const TITLES = { device: 'Device', kernel: 'Kernel', hardware: 'Hardware' } as const;

function section(layer: (typeof LAYERS)[number], catalogue: Catalogue): string {
  const rows = MONITORS.filter((monitor) => monitor.layer === layer).map(
    ({ clause, looksAt }) => `| ${clause} | ${catalogue.clause(clause)?.title ?? ''} | ${looksAt} |`,
  );
  return [`## ${TITLES[layer]}`, ['| clause | says | the monitor looks at |', '| :-- | :-- | :-- |', ...rows].join('\n')].join('\n\n');
}
