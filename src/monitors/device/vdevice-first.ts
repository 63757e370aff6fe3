import { COMMAND_BYTES, commandFieldValue, commandWords, definitionOf } from '../../tables/commands';
import { HWPT_INVALIDATE } from '../../tables/uapi';
import type { Monitor } from '../monitor';
import { askedOf, memoryAt } from '../views/call-structures';

/** TRAP-02: commands with a stream ID are forwarded for devices that have a vDEVICE. */
export const vdeviceFirst: Monitor = {
  clause: 'TRAP-02',
  layer: 'device',
  sees: ['host ioctl HWPT_INVALIDATE'],
  needs: ['host ioctl HWPT_INVALIDATE', 'host ioctl VDEVICE_ALLOC'],
  looksAt: 'each command with a StreamID that a VMM hands to HWPT_INVALIDATE: a vDEVICE of that ID exists',
  watch: (scene, bench) => ({
    begins(operation) {
      if (operation.port !== 'host' || operation.by !== 'device' || operation.event.op !== 'ioctl') return;
      const asked = askedOf(operation.event, HWPT_INVALIDATE);
      if (asked === undefined) return;
      // Of a vIOMMU that was there before the log began nobody knows what it has.
      if (scene.process(operation.who).get(operation.event.fd, asked.hwpt_id)?.kind !== 'vIOMMU') return;
      const known = scene.process(operation.who).of(operation.event.fd, 'vDEVICE');
      for (let entry = 0; entry < asked.entry_num; entry++) {
        const bytes = memoryAt(operation.event.before, asked.data_uptr + BigInt(entry * asked.entry_len), COMMAND_BYTES);
        if (bytes === undefined) return;
        const words = commandWords(bytes);
        const streamId = commandFieldValue(words, 'SID');
        if (streamId === undefined) continue;
        if (known.some(({ viommu, virtId }) => viommu === asked.hwpt_id && virtId === streamId)) bench.held();
        else
          bench.violated(
            operation,
            `${definitionOf(words)?.name} is forwarded for StreamID 0x${streamId.toString(16)}, which has no vDEVICE`,
          );
      }
    },
  }),
};
