import { renderToString } from 'preact-render-to-string';
import { type DrawnSuite, Stack } from './stack';

/** Colours of a picture that stands alone, on a light page and on a dark one. */
const STYLE = `
svg{--ink:#1b1f24;--soft:#515a64;--line:#8b96a1;--panel:#f5f7f9;--b1:#e3eefb;--b2:#fbeedd;--b3:#e0f3e6;--mark:#b3261e}
@media(prefers-color-scheme:dark){svg{--ink:#e3e8ee;--soft:#a3aeba;--line:#66717d;--panel:#171c23;--b1:#152a42;--b2:#3a2811;--b3:#12311c;--mark:#ff8f8f}}
text{font-family:ui-monospace,Menlo,Consolas,"Liberation Mono",monospace;font-size:14px;fill:var(--ink)}
.name{font-weight:700;font-size:16px}.small{font-size:13px}.tiny{font-size:11.5px}.soft{fill:var(--soft)}
.panel{fill:var(--panel);stroke:var(--line)}.layer{stroke:var(--line)}.lane-1{fill:var(--b1)}.lane-2{fill:var(--b2)}.lane-3{fill:var(--b3)}
.way{stroke:var(--soft);stroke-width:1.6;fill:none}.tip{fill:var(--soft)}.recorder{fill:var(--mark)}
`;

/** `docs/pictures/stack.svg`, which the README shows. */
export function stackFile(suite: DrawnSuite): string {
  return `${renderToString(<Stack {...suite} style={STYLE} />)}\n`;
}
