/** How an adapter is treated unless something else is said: milliseconds for a request, and how often it is started again. */
export const PATIENCE = { timeout: 10_000, restarts: 8 } as const;
