/** How a run is told while it goes on. */
export const FORMATS = ['pretty', 'progress', 'quiet'] as const;

/** See {@link FORMATS}. */
export type Format = (typeof FORMATS)[number];

/** How a list is written. */
export const LIST_FORMATS = ['table', 'json'] as const;

/** See {@link LIST_FORMATS}. */
export type ListFormat = (typeof LIST_FORMATS)[number];

/** Languages that there is a skeleton of an adapter for. */
export const LANGUAGES = ['c', 'python', 'rust', 'typescript'] as const;

/** See {@link LANGUAGES}. */
export type Language = (typeof LANGUAGES)[number];

/** What a badge can be. */
export const BADGE_FORMATS = ['svg', 'endpoint'] as const;

/** See {@link BADGE_FORMATS}. */
export type BadgeFormat = (typeof BADGE_FORMATS)[number];

/** What a report can be turned into for a CI server. */
export const CONVERT_FORMATS = ['sarif', 'annotations'] as const;

/** See {@link CONVERT_FORMATS}. */
export type ConvertFormat = (typeof CONVERT_FORMATS)[number];
