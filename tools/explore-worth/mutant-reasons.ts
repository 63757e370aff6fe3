import type { MutantText } from '../mutation/mutant-text';

/** Why programs do not show a mutant over time, though they make it act. */
const REASONS: readonly (Pick<MutantText, 'file' | 'original' | 'replacement'> & { readonly reason: string })[] = [];

/** What is known of a mutant. */
export function mutantReason({ file, original, replacement }: MutantText): string | undefined {
  return REASONS.find((one) => one.file === file && one.original === original && one.replacement === replacement)?.reason;
}
