/** Orders versions of Debian's packages, as its policy does: negative where the first is older. */
export function compareVersions(first: string, second: string): number {
  const [one, other] = [partsOf(first), partsOf(second)];
  return (
    Number(one.epoch) - Number(other.epoch) || compareParts(one.upstream, other.upstream) || compareParts(one.revision, other.revision)
  );
}

function partsOf(version: string): { readonly epoch: string; readonly upstream: string; readonly revision: string } {
  const {
    epoch = '0',
    upstream = '',
    revision = '',
  } = /^(?:(?<epoch>\d+):)?(?<upstream>.*?)(?:-(?<revision>[^-]*))?$/.exec(version)?.groups ?? {};
  return { epoch, upstream, revision };
}

/** Text and numbers in turns. */
function compareParts(first: string, second: string): number {
  const [one, other] = [first, second].map((text) => [...text.matchAll(/(\D*)(\d*)/g)]);
  for (let i = 0; i < Math.max(one?.length ?? 0, other?.length ?? 0); i += 1) {
    const [, text = '', number = ''] = one?.[i] ?? [];
    const [, otherText = '', otherNumber = ''] = other?.[i] ?? [];
    const difference = compareTexts(text, otherText) || Number(BigInt(number || 0) - BigInt(otherNumber || 0));
    if (difference !== 0) return difference;
  }
  return 0;
}

function compareTexts(first: string, second: string): number {
  for (let i = 0; i < Math.max(first.length, second.length); i += 1) {
    const difference = rank(first[i]) - rank(second[i]);
    if (difference !== 0) return difference;
  }
  return 0;
}

/** A tilde comes before the end, which comes before letters, which come before the rest. */
function rank(character: string | undefined): number {
  if (character === undefined) return 0;
  if (character === '~') return -1;
  const code = character.charCodeAt(0);
  return /[A-Za-z]/.test(character) ? code : code + 256;
}
