import { decodeStructure, VEVENT_TEGRA241, VEVENTQ_MAX_DEPTH, VEVENTQ_TYPES } from '../../src/tables/uapi';
import { HostEvents } from './host-events';
import type { HostSession } from './host-session';
import { refused } from './refusal';

/** The VINTF's LVCMDQ_ERR_MAP as an event carries it: bits [63:0], bits [127:64]. */
export type ErrorMap = readonly [bigint, bigint];

/** Listens to what the VINTF's vCMDQs run into (LIFE-07); throws a `Refusal` if the kernel refuses. */
export async function listenForErrors(session: HostSession, viommu: number, deliver: (map: ErrorMap) => void): Promise<HostEvents> {
  const wanted = { viommu, type: VEVENTQ_TYPES.TEGRA241_CMDQV, depth: VEVENTQ_MAX_DEPTH, payloadBytes: VEVENT_TEGRA241.bytes };
  const listening = await HostEvents.listen(session, wanted, (payload) => {
    const { lvcmdq_err_map0: map0, lvcmdq_err_map1: map1 } = decodeStructure(VEVENT_TEGRA241, payload);
    // EVT-06: acknowledged before the host looked
    if (map0 !== 0n || map1 !== 0n) deliver([map0, map1]);
  });
  // QEMU-14
  if (listening.status !== 'OK') throw refused('Tegra241 CMDQV: failed to alloc veventq', listening.status);
  return listening.events;
}
