import type { DESTROY } from '../../src/tables/uapi';
import type { CallOf } from './user-call';

/** IOMMU_DESTROY: refuses what is unknown or in use (UAPI-DES-01). */
export async function destroy({ values, context }: CallOf<typeof DESTROY>): Promise<void> {
  await context.objects.destroy(values.id);
}
