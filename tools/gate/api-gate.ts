import { runNode, toolScript } from './command';
import type { Gate } from './gate';

/** Every export of the library and of the ports says what it is, and every link in it leads somewhere. Pages are made by `npm run api` alone. */
export const apiGate: Gate = {
  name: 'API documentation',
  vital: false,
  async pass() {
    // The build has checked the types.
    const { code, output } = await runNode([toolScript('typedoc/bin/typedoc'), '--emit', 'none', '--skipErrorChecking']);
    const warnings = output.match(/\[warning\]/g)?.length ?? 0;
    return { ok: code === 0, passed: 0, failed: 0, note: code === 0 ? 'every export has a comment' : `${warnings} warnings`, output };
  },
};
