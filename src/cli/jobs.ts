/** How many processes a run takes: as many as were asked for, each with a scenario at least. */
export function jobsFor(scenarios: number, asked = 1): number {
  return Math.max(1, Math.min(asked, scenarios));
}
