import {
  DRIVER_MESSAGES,
  GUEST_EVENTS,
  GUEST_MESSAGES,
  HOST_EVENTS,
  HOST_MESSAGES,
  LAYER_MESSAGES,
  MEMORY_MESSAGES,
  REGISTER_EVENTS,
  REGISTER_MESSAGES,
  SESSION_MESSAGES,
  SMMU_MESSAGES,
} from '../../src/adapters/protocol/messages';
import type { JsonSchema } from '../../src/adapters/protocol/shape';

/** A message as documents and schemas show it. */
export interface DocumentedMessage {
  readonly method: string;
  readonly meaning: string;
  /** The version of the protocol that it came with, if that is not the first. */
  readonly since: number | undefined;
  readonly params: JsonSchema;
  readonly result: JsonSchema;
}

/** Messages that belong together, and who sends them. */
export interface MessageGroup {
  readonly title: string;
  readonly direction: string;
  readonly messages: readonly DocumentedMessage[];
}

type Described = Readonly<
  Record<
    string,
    {
      readonly meaning: string;
      readonly since?: number;
      readonly params: { readonly schema: JsonSchema };
      readonly result: { readonly schema: JsonSchema };
    }
  >
>;

function group(title: string, direction: string, messages: Described): MessageGroup {
  return {
    title,
    direction,
    messages: Object.entries(messages).map(([method, { meaning, params, result, since }]) => ({
      method,
      meaning,
      since,
      params: params.schema,
      result: result.schema,
    })),
  };
}

/** Every message of the protocol, by port. */
export const MESSAGE_GROUPS: readonly MessageGroup[] = [
  group('Session', 'suite to adapter', SESSION_MESSAGES),
  group('Making a machine', 'suite to adapter, for the layers that it offers', LAYER_MESSAGES),
  group('Guest bus', 'suite to a device adapter', GUEST_MESSAGES),
  group('Guest bus, events', 'device adapter to suite, a notification', GUEST_EVENTS),
  group("The host's driver", 'suite to a kernel adapter', DRIVER_MESSAGES),
  group('System calls', 'device adapter to suite, and suite to kernel adapter', HOST_MESSAGES),
  group('System calls, events', 'against the direction of system calls', HOST_EVENTS),
  group('Physical registers', 'kernel adapter to suite, and suite to hardware adapter', REGISTER_MESSAGES),
  group('Physical registers, events', 'against the direction of register accesses', REGISTER_EVENTS),
  group('Host memory', 'kernel or hardware adapter to suite', MEMORY_MESSAGES),
  group('SMMU commands', 'hardware adapter to suite', SMMU_MESSAGES),
];
