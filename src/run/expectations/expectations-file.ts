import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { ValidateFunction } from 'ajv';
import { validRange } from 'semver';
import { PACKAGE_ROOT } from '../../package';
import { schemaValidator } from '../../schema-validator';
import { jsonPlace } from '../../specification/json-place';
import { readJson } from '../../specification/read-json';
import { WrongUse } from '../../specification/wrong-use';
import { isPlaceholder } from './placeholder';

/** A deviation that an implementation's owner knows of. */
export interface Deviation {
  /** A clause, or a scenario. */
  readonly id: string;
  readonly reason: string;
  readonly link: string;
  readonly observed?: string;
  /** Versions of the implementation that deviate; all of them without. */
  readonly versions?: string;
}

/** Content of a file of known deviations. */
export interface ExpectationsFile {
  readonly implementation?: string;
  readonly deviations: readonly Deviation[];
}

let validator: ValidateFunction<ExpectationsFile> | undefined;

/** Reads a file of known deviations; throws {@link WrongUse} that names the file, the line and the problem. */
export function readExpectations(path: string): ExpectationsFile {
  const file = readUnfinishedExpectations(path);
  for (const [index, { id, link, reason }] of file.deviations.entries()) {
    for (const [member, text] of Object.entries({ reason, link })) {
      if (!isPlaceholder(text)) continue;
      const place = jsonPlace(path, ['deviations', index, member]);
      throw new WrongUse(`${place}: the ${member} of ${id} is still to be written: it says ${JSON.stringify(text)}`);
    }
  }
  return file;
}

/** The same of a file whose reasons and links may still be to be written. */
export function readUnfinishedExpectations(path: string): ExpectationsFile {
  const json = readJson(path);
  validator ??= schemaValidator<ExpectationsFile>(readFileSync(join(PACKAGE_ROOT, 'schemas', 'expectations.schema.json'), 'utf8'));
  if (!validator(json)) {
    const [error] = validator.errors ?? [];
    const keys = (error?.instancePath ?? '').split('/').slice(1);
    const place = jsonPlace(
      path,
      keys.map((key) => (/^\d+$/.test(key) ? Number(key) : key)),
    );
    throw new WrongUse(`${place}: ${keys.join('.') || 'the file'} ${error?.message ?? 'is malformed'}`);
  }
  const seen = new Set<string>();
  for (const [index, { id, versions }] of json.deviations.entries()) {
    const wrong = (problem: string) => new WrongUse(`${jsonPlace(path, ['deviations', index])}: ${problem}`);
    if (seen.has(id)) throw wrong(`${id} has two entries`);
    seen.add(id);
    if (versions !== undefined && validRange(versions) === null) throw wrong(`${id}: '${versions}' is not a range of versions`);
  }
  return json;
}
