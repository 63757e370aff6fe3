import type { Assignments } from '../../parameters';
import type { ConformanceWorld } from '../../world';
import type { UserSpace } from '../user-space';
import { NESTED_HWPT, PLAIN_CALLS } from './plain-calls';
import { userSpace } from './process';

/** Issues a plain call changed by `changes`; the new object is known as `alias`, or by its plain name. */
export async function makeCall(
  user: UserSpace,
  request: string,
  changes: Assignments = new Map(),
  options: { readonly alias?: string; readonly data?: Uint8Array; readonly fd?: number } = {},
): Promise<void> {
  const plain = request === 'HWPT_ALLOC' && changes.get('pt_id')?.startsWith('viommu') ? NESTED_HWPT : PLAIN_CALLS[request];
  if (plain === undefined) throw new RangeError(`the vocabulary has no plain ${request}`);
  const members = new Map([...plain.members, ...changes]);
  const data = options.data ?? plain.data?.();
  const outcome = await user.call(request, { fd: options.fd ?? user.file('iommufd'), members, data });
  if (outcome.status === 'OK' && plain.makes !== undefined) {
    user.names.set(options.alias ?? plain.makes.name(members), user.returned(plain.makes.member));
    if (request === 'VEVENTQ_ALLOC') user.files.set(options.alias ?? 'veventq', Number(user.returned('out_veventq_fd')));
  }
}

/** Issues a plain call while the scenario is set up: a refusal fails the scenario. */
export async function setUp(world: ConformanceWorld, request: string, changes?: Assignments): Promise<void> {
  const user = await userSpace(world);
  await makeCall(user, request, changes);
  if (user.lastStatus !== 'OK')
    world.fail(
      `${request} ended with ${user.lastStatus ?? 'no answer'} while the scenario was set up`,
      'OK',
      user.lastStatus ?? 'no answer',
    );
}
