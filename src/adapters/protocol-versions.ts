/** Versions of the protocol that the suite speaks, newest first. */
export const PROTOCOL_VERSIONS: readonly number[] = [2, 1];

/** The first version in which an adapter may say that it cannot be what it is asked to be. */
export const DECLINING_VERSION = 2;

/** The first version with what optional members of the ports do, and with the words of a VMM that does not start. */
export const EXTRAS_VERSION = 2;

/** The first version that tells what firmware says of a host, and nothing twice. */
export const FIRMWARE_VERSION = 2;
