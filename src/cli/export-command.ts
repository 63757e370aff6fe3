import { toCHeader } from '../export/c-header';
import { toCsv } from '../export/csv';
import { type Exported, exported } from '../export/exported';
import { type ExportFormat, PARTS, type Part } from '../export/parts';
import { toRustModule } from '../export/rust-module';
import { packageIdentity } from '../package';
import { loadSuite, type SuitePlaces } from '../specification/suite';
import { WrongUse } from '../specification/wrong-use';
import { writeAskedFor } from './report-file';

/** What is exported, and into what. */
export interface ExportCommandOptions extends SuitePlaces {
  readonly format: ExportFormat;
  /** All parts without. */
  readonly what?: readonly string[];
  /** Standard output without. */
  readonly out?: string;
}

const WRITERS: Readonly<Record<ExportFormat, (whole: Exported) => string>> = {
  c: toCHeader,
  rust: toRustModule,
  json: (whole) => `${JSON.stringify(whole, undefined, 2)}\n`,
  csv: toCsv,
};

/** The tables and the catalogue for other tools; what is to be printed. */
export function exportCommand({ format, out, what = PARTS, ...places }: ExportCommandOptions): string {
  const parts = what.map(partNamed);
  if (format === 'csv' && parts.length !== 1) throw new WrongUse(`CSV is one table: give --what and one of ${PARTS.join(', ')}`);
  const clauses = parts.includes('clauses') ? loadSuite(places).catalogue.clauses : [];
  const text = WRITERS[format](exported(packageIdentity(), clauses, parts));
  if (out === undefined) return text;
  writeAskedFor(out, text);
  return '';
}

function partNamed(written: string): Part {
  const part = PARTS.find((name) => name === written);
  if (part === undefined) throw new WrongUse(`there is no part "${written}"; there are ${PARTS.join(', ')}`);
  return part;
}
