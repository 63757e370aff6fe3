import type { RunVerdict } from '../run/outcome';
import type { Report } from './report';
import { counted } from './words';

/** What a badge says, as shields.io has it. */
export interface Badge {
  readonly label: string;
  readonly message: string;
  readonly color: 'brightgreen' | 'yellow' | 'red' | 'lightgrey';
}

/** Colours by shields.io's names. */
const COLOURS: Readonly<Record<Badge['color'], string>> = { brightgreen: '#4c1', yellow: '#dfb317', red: '#e05d44', lightgrey: '#9f9f9f' };

/** A run in a few words. */
export function badgeOf({ clauses, totals, verdict }: Pick<Report, 'clauses' | 'totals' | 'verdict'>): Badge {
  const broken = clauses.filter((clause) => clause.verdict === 'failed' || clause.verdict === 'unexpectedPass').length;
  const passed = clauses.filter((clause) => clause.verdict === 'passed').length;
  const says: Readonly<Record<RunVerdict, Omit<Badge, 'label'>>> = {
    conformant: { message: `conformant, ${counted(passed, 'clause')}`, color: 'brightgreen' },
    asExpected: { message: `as expected, ${counted(totals.knownDeviation, 'known deviation')}`, color: 'yellow' },
    notConformant: { message: `not conformant, ${counted(broken, 'clause')}`, color: 'red' },
    couldNotRun: { message: 'could not run', color: 'lightgrey' },
    incomplete: { message: 'incomplete', color: 'lightgrey' },
  };
  return { label: 'CMDQ-V', ...says[verdict] };
}

/** What shields.io reads at the address that its endpoint badge is given. */
export function toBadgeEndpoint(badge: Badge): string {
  return `${JSON.stringify({ schemaVersion: 1, ...badge })}\n`;
}

/** A picture that needs nothing from elsewhere. Fonts differ, so the text is fitted to the room that it has. */
export function toBadgeSvg({ color, label, message }: Badge): string {
  const [left, right] = [widthOf(label), widthOf(message)];
  const width = left + right;
  const text = (words: string, from: number, room: number) =>
    `<text x="${from + room / 2}" y="14" textLength="${room - 2 * MARGIN}" lengthAdjust="spacingAndGlyphs">${words}</text>`;
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="20" role="img" aria-label="${label}: ${message}">
<title>${label}: ${message}</title>
<clipPath id="round"><rect width="${width}" height="20" rx="3"/></clipPath>
<g clip-path="url(#round)">
<rect width="${left}" height="20" fill="#555"/>
<rect x="${left}" width="${right}" height="20" fill="${COLOURS[color]}"/>
</g>
<g fill="${color === 'red' ? '#fff' : '#111'}" text-anchor="middle" font-family="Verdana,DejaVu Sans,sans-serif" font-size="11">
<g fill="#fff">${text(label, 0, left)}</g>
${text(message, left, right)}
</g>
</svg>
`;
}

const MARGIN = 6;

/** Verdana's letters at 11 pixels are seven wide on average. */
function widthOf(words: string): number {
  return 2 * MARGIN + Math.round(words.length * 6.6);
}
