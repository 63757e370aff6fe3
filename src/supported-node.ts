/** Lines of Node that are supported from a release on; every later line is. As `engines` in package.json has it. */
const FIRST_MINOR: ReadonlyMap<number, number> = new Map([
  [20, 19],
  [22, 12],
]);
const FIRST_MAJOR = 24;

/** Whether the suite runs on a version of Node. Written without what older versions lack. */
export function runsOn(version: string): boolean {
  const [major = 0, minor = 0] = version.split('.').map(Number);
  const first = FIRST_MINOR.get(major);
  return first === undefined ? major >= FIRST_MAJOR : minor >= first;
}

/** What is wrong with the running Node, where something is. */
export function unsupportedNode(version: string = process.versions.node): string | undefined {
  return runsOn(version) ? undefined : `this needs Node 20.19, 22.12, or 24 and later; this is Node ${version}`;
}
