import { TEGRA241 } from '../../machine';
import { GUEST_MAP, physicalMap, type Register } from '../../tables/registers';
import { REQUESTS } from '../../tables/uapi';

/** Forms that the suite tells operations in, of which the reader takes nothing. */
const UNTOLD = new RegExp(
  [
    String.raw`(?:read|write) SMMU register 0x[\da-f]+ (?:->|=) (?:\?|0x[\da-f]+)`,
    String.raw`(?:reads|writes) \d+ bytes(?: of (?:its|host) memory)? at (?:0x[\da-f]+|\d)(?:: abort)?`,
    String.raw`is told to .+`,
    String.raw`(?:firmware reads|windows) -> .+`,
    String.raw`(?:read|write) offset 0x[\da-f]+ \(\d bytes\) = \?`,
    String.raw`poll fd \d+ -> .+`,
    String.raw`load (?:host page \w+(?: 0x[\da-f]+)?|0x[\da-f]+|\d) \(\d bytes\) -> (?:no answer|0x[\da-f]+|\d)`,
    String.raw`store (?:0x[\da-f]+|\d) to (?:host page \w+(?: 0x[\da-f]+)?|0x[\da-f]+|\d) \(\d bytes\)`,
    String.raw`allocate (?:0x[\da-f]+|\d) bytes -> (?:no answer|0x[\da-f]+|\d)`,
    String.raw`(?:open|close|mmap|munmap) .+ -> no answer`,
    String.raw`submit .+ -> no answer`,
    String.raw`ioctl 0x[\da-f]+ -> (?:no answer|OK|E[A-Z\d]+)`,
    String.raw`[A-Z][A-Z_\d]+ with an unreadable argument -> (?:no answer|OK|E[A-Z\d]+)`,
    String.raw`[A-Z][A-Z_\d]+(?: \w+=(?:0x[\da-f]+|\d+))* -> no answer`,
  ]
    .map((form) => `^${form}$`)
    .join('|'),
);

/** An access to a register by its name. */
const NAMED = /^(?:read|write) (?<name>[A-Z][A-Z_\d]+)(?: \(\d bytes\))? = (?:\?|0x[\da-f]+|\d)(?: (?<fields>.*))?$/;

/** A request that the reader does not know. */
const REQUEST = /^(?<name>[A-Z][A-Z_\d]+)(?: \w+=(?:0x[\da-f]+|\d+))* -> (?:OK|E[A-Z\d]+)(?: \w+=(?:0x[\da-f]+|\d+))*$/;

/** What stands behind the name of a process or an SMMU. */
const BEGIN = new RegExp(
  [
    String.raw`^(?:read|write) (?:[A-Z][A-Z\d]*_|offset 0x|fd \d|SMMU )`,
    String.raw`^(?:reads|writes) \d+ bytes`,
    '^submit (?:[A-Z]|undefined opcode)',
    '^raises the ',
    '^open /',
    String.raw`^(?:close|mmap|poll) fd \d|^fd \d+ `,
    String.raw`^(?:munmap|allocate|ioctl) (?:0x|\d)`,
    String.raw`^load (?:host page|0x)|^store (?:0x[\da-f]+|\d) to `,
    ...new Set(REQUESTS.map(({ name }) => `^${name.replace(/_.*/, '_')}`)),
  ].join('|'),
);

/** The suite's own names of SMMUs. */
const SMMU = /^smmu\d+$/;
const COMMAND = /^(?:[A-Z][A-Z\d]+(?:_|\b)|undefined opcode)/;

const MAPS = [GUEST_MAP, physicalMap(TEGRA241)];

/** A register that has the same name but for its numbers: another block has more of them. */
function registerLike(name: string): Register | undefined {
  const first = name.replace(/\d+/g, '0');
  return MAPS.map((map) => map.named(first)).find((register) => register !== undefined);
}

/** Whether words are whole that tell of an operation, but not what the reader takes. */
export function isUntold(words: string): boolean {
  if (UNTOLD.test(words)) return true;
  const access = NAMED.exec(words)?.groups;
  if (access !== undefined) return registerLike(access.name ?? '') !== undefined && fieldsFit(words);
  const request = REQUEST.exec(words)?.groups?.name;
  return request !== undefined && REQUESTS.every((one) => one.name !== request);
}

/** Whether what stands behind a register's value may be its fields: those of another do where lines are joined. */
export function fieldsFit(words: string): boolean {
  const { fields: told, name = '' } = NAMED.exec(words)?.groups ?? {};
  if (told === undefined) return true;
  const fields = registerLike(name)?.fields ?? [];
  const [, inner] = /^\(([^()]*)\)$/.exec(told) ?? [];
  return (
    inner?.split(', ').every((item) => {
      const [, field] = /^(\w+)=(?:0x[\da-f]+|\d+)$/.exec(item) ?? [];
      return field === undefined ? /^[a-z ]+$/.test(item) : fields.some((one) => one.name === field);
    }) ?? false
  );
}

/** Whether a line begins as one does that tells of an operation. */
export function beginsAsOperation({ guest, smmu, who = '', words = '' }: Readonly<Record<string, string | undefined>>): boolean {
  if (guest !== undefined) return true;
  if (smmu !== undefined) return SMMU.test(smmu) || COMMAND.test(words);
  return SMMU.test(who) || BEGIN.test(words);
}

/** Parts that no other line has: the end of one whose beginning is gone, or a beginning behind something else. */
const PART = new RegExp(
  [
    String.raw` from vCMDQ \d+ \(VINTF \d+, logical \d+\)`,
    String.raw` from the SMMU's own queue`,
    String.raw` = 0x[\da-f]+ \([A-Z][A-Z_\d]*=`,
    String.raw` -> OK(?: out_\w+=\w+)+$`,
    String.raw`host page \w+ \(\d bytes\)| bytes of host memory at 0x`,
    String.raw`\b[A-Z][A-Z_\d]+=(?:0x[\da-f]+|\d+)\)$|^[^(]*\)$`,
    String.raw`.\bguest of [\w -]+: (?:read|write) [A-Z]`,
    String.raw`.smmu\d+: (?:read|write|submit|raises) |.smmu\d+ executes [A-Z]`,
  ].join('|'),
);

/** Whether a line that tells of no operation is what a hole leaves of some; reports quote parts of operations. */
export function isTornWords(line: string): boolean {
  return PART.test(line) && !/^\s*["{[]/.test(line);
}
