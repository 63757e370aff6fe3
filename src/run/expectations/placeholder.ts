/** What a new entry says until somebody has looked at it. */
export const NOT_EXAMINED = 'not examined yet';
/** What a new entry links to until somebody has filed it. */
export const NO_LINK = 'none yet';

/** Words that stand where something is still to be written, alone or before what is left to do. */
const STAND_INS =
  /^(?:to-?do|tbd|tba|fix-?me|xxx+|wip|placeholder|to be (?:done|filled|written|determined|decided)|fill (?:me )?in|lorem ipsum)\b/i;
/** Whole texts that say nothing. */
const NOTHING =
  /^(?:none|nothing|null|nil|undefined|unknown|n\/?a|no (?:reason|link)(?: yet)?|reason|link|url|text|why|see (?:above|below)|it fails|fails|failed|foo|bar|test)$/i;
/** A gap to fill in, in the brackets of a template. */
const GAP = /^(?:<[^<>]*>|\[[^[\]]*\]|\{[^{}]*\}|\$\{[^{}]*\})$/;

/** Tells whether a text is left to be written: empty, a stand-in such as `TODO`, or what `expect update` puts there. */
export function isPlaceholder(text: string): boolean {
  const said = text
    .normalize('NFKC')
    .replaceAll(/[\p{C}\p{Z}]+/gu, ' ')
    .trim();
  // Dots, dashes and question marks alone are no words.
  if (!/[\p{L}\p{N}]/u.test(said)) return true;
  const bare = said.replaceAll(/^[\p{P}\p{S}\s]+|[\p{P}\p{S}\s]+$/gu, '');
  return (
    [NOT_EXAMINED, NO_LINK].some((stand) => bare.toLowerCase().startsWith(stand)) ||
    STAND_INS.test(bare) ||
    NOTHING.test(bare) ||
    GAP.test(said)
  );
}
