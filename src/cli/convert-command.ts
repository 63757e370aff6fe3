import { toAnnotations } from '../report/annotations';
import { badgeOf, toBadgeEndpoint, toBadgeSvg } from '../report/badge';
import type { Report } from '../report/report';
import { toSarif } from '../report/sarif';
import type { BadgeFormat, ConvertFormat } from './choices';
import { reportAt, writeAskedFor } from './report-file';

const WRITERS: Readonly<Record<BadgeFormat | ConvertFormat, (report: Report) => string>> = {
  annotations: toAnnotations,
  endpoint: (report) => toBadgeEndpoint(badgeOf(report)),
  sarif: toSarif,
  svg: (report) => toBadgeSvg(badgeOf(report)),
};

/** A report in another form; what is to be printed. */
export function convertCommand(
  path: string,
  { format, out }: { readonly format: BadgeFormat | ConvertFormat; readonly out?: string },
): string {
  const text = WRITERS[format](reportAt(path));
  if (out === undefined) return text;
  writeAskedFor(out, text);
  return '';
}
