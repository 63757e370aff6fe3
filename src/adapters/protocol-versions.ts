/** Versions of the protocol that the suite speaks, newest first. */
export const PROTOCOL_VERSIONS: readonly number[] = [1];
