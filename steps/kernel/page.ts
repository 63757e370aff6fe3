import { GUEST_MAP, VINTF_PAGE0 } from '../../src/tables/registers';
import { contentValue, expectContent, registerIn } from '../guest/registers';
import type { Content } from '../parameters';
import { Then, When } from '../vocabulary';
import type { ConformanceWorld } from '../world';
import { userSpace } from './calls/process';

/** Address and register of `LVCMDQn_…` in the page that the process has mapped. */
async function pageRegister(world: ConformanceWorld, name: string) {
  const user = await userSpace(world);
  const page = user.names.get('page0');
  if (page === undefined) throw new Error('the scenario has mapped no page');
  const register = registerIn(GUEST_MAP, `VINTF0_${name}`);
  return { user, register, address: page + BigInt(register.offset - VINTF_PAGE0) };
}

/** One store to the mapped page of the vIOMMU. The register is named as in a VINTF: LVCMDQ0_CONFIG. */
When('user space stores {content} to {register} of the page', ['host.calls'], async (world, content: Content, name: string) => {
  const { user, register, address } = await pageRegister(world, name);
  await user.calls.store(address, register.size, contentValue(register, content));
});

/** One load from the mapped page of the vIOMMU gives this content. */
Then('user space loads {content} from {register} of the page', ['host.calls'], async (world, content: Content, name: string) => {
  const { user, register, address } = await pageRegister(world, name);
  expectContent(world, register, content, await user.calls.load(address, register.size));
});
