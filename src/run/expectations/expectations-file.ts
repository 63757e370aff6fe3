import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { ValidateFunction } from 'ajv';
import { validRange } from 'semver';
import { PACKAGE_ROOT } from '../../package';
import { schemaValidator } from '../../schema-validator';
import { readJson } from '../../specification/read-json';
import { WrongUse } from '../../specification/wrong-use';

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

/** Reads a file of known deviations; throws {@link WrongUse} that names the file, the entry and the problem. */
export function readExpectations(path: string): ExpectationsFile {
  const json = readJson(path);
  validator ??= schemaValidator<ExpectationsFile>(readFileSync(join(PACKAGE_ROOT, 'schemas', 'expectations.schema.json'), 'utf8'));
  if (!validator(json)) {
    const [error] = validator.errors ?? [];
    throw new WrongUse(
      `${path}: ${error?.instancePath.replace(/^\//, '').replaceAll('/', '.') || 'the file'} ${error?.message ?? 'is malformed'}`,
    );
  }
  const seen = new Set<string>();
  for (const { id, versions } of json.deviations) {
    if (seen.has(id)) throw new WrongUse(`${path}: ${id} has two entries`);
    seen.add(id);
    if (versions !== undefined && validRange(versions) === null)
      throw new WrongUse(`${path}: ${id}: '${versions}' is not a range of versions`);
  }
  return json;
}
