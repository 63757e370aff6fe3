/** Why programs do not show a fault, by its ID: what it would take that they never do, or that the comparison lets pass. */
export const REASONS: Readonly<Record<string, string>> = {};
