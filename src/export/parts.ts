/** What can be exported: the register map, the commands, the requests of the user API, the clauses. */
export const PARTS = ['registers', 'commands', 'uapi', 'clauses'] as const;

/** See {@link PARTS}. */
export type Part = (typeof PARTS)[number];

/** What an export can be written in. */
export const EXPORT_FORMATS = ['c', 'rust', 'json', 'csv'] as const;

/** See {@link EXPORT_FORMATS}. */
export type ExportFormat = (typeof EXPORT_FORMATS)[number];
