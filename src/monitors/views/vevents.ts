import { readMember, VEVENT_FLAGS, VEVENT_HEADER, VEVENT_TEGRA241 } from '../../tables/uapi';

/** One record of an event fd. */
export interface EventRecord {
  readonly sequence: number;
  /** Both words of the error map; absent where events were lost. */
  readonly map: readonly bigint[] | undefined;
}

/** The records that a read of a TEGRA241_CMDQV event fd gave; a cut-off one at its end is left out. */
export function recordsIn(bytes: Uint8Array): readonly EventRecord[] {
  const records: EventRecord[] = [];
  for (let at = 0; at + VEVENT_HEADER.bytes <= bytes.length; ) {
    const header = bytes.subarray(at);
    const sequence = Number(readMember(header, VEVENT_HEADER.members.sequence));
    at += VEVENT_HEADER.bytes;
    if ((Number(readMember(header, VEVENT_HEADER.members.flags)) & VEVENT_FLAGS.LOST_EVENTS) !== 0) {
      records.push({ sequence, map: undefined });
      continue;
    }
    if (at + VEVENT_TEGRA241.bytes > bytes.length) break;
    const payload = bytes.subarray(at);
    const { lvcmdq_err_map0: first, lvcmdq_err_map1: second } = VEVENT_TEGRA241.members;
    records.push({ sequence, map: [readMember(payload, first), readMember(payload, second)] });
    at += VEVENT_TEGRA241.bytes;
  }
  return records;
}
