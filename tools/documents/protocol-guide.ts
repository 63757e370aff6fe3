import { CANNOT_BE_BUILT, IMPLEMENTATION_ERROR } from '../../src/adapters/protocol/peer';
import type { Json, JsonSchema } from '../../src/adapters/protocol/shape';
import { EXTRAS_VERSION, PROTOCOL_VERSIONS } from '../../src/adapters/protocol-versions';
import { isNeed, isOverProtocol, NEEDS } from '../../src/specification/vocabulary';
import { MESSAGE_GROUPS } from './protocol-catalogue';
import { protocolConduct } from './protocol-conduct';
import { type Transcript, transcriptOf } from './protocol-transcript';

/** `docs/protocol.md`: the protocol in words, its tables from the same definitions that check every message. */
export async function protocolGuide(): Promise<string> {
  const parts = [INTRODUCTION, capabilities(), ...(await protocolConduct())];
  for (const { title, direction, messages } of MESSAGE_GROUPS) {
    const rows = messages.map(
      ({ method, meaning, params, result, since }) =>
        `| \`${method}\`${since === undefined ? '' : ` (version ${since})`} | ${meaning} | ${members(params)} | ${members(result)} |`,
    );
    parts.push(
      [`## ${title}`, '', `Direction: ${direction}.`, '', '| method | meaning | params | result |', '|---|---|---|---|', ...rows].join(
        '\n',
      ),
    );
  }
  parts.push(transcript(await transcriptOf(EXAMPLE)));
  return `${parts.join('\n\n')}\n`;
}

/** A scenario with system calls, a store through a mapping, an event and an interrupt. */
const EXAMPLE = 'EVT-05/a-first-event-with-sequence-1-is-processed';

const INTRODUCTION = `# Adapter protocol, version 2

An adapter is a program that lets the suite drive an implementation of one layer or of several adjacent ones. This file is generated
from the definitions in \`src/adapters/protocol/messages.ts\`, which also check every message of every run, in both directions; the JSON Schema
of each message is in \`schemas/protocol\`.

## Lines

- One JSON-RPC 2.0 message, or a batch of them in an array, on each line (\`\\n\`), UTF-8, at most 16 MiB, over the adapter's standard
  input and output, or over a Unix or TCP socket on which it listens. Standard error is for people: the suite keeps the end
  of what was written since the scenario began, and shows it with a failure.
- Either side may send batches; the suite sends them to an adapter that declares \`"batches": true\`, instead of one line each.
- Both sides ask and answer. Either may have several requests unanswered; answers come in any order and name the request by \`id\`.
  Requests take effect in the order in which they were sent.
- While it works on a request, an adapter may ask for what its layer needs from below (a device adapter makes system calls), and must
  answer events (\`host.readable\`, \`registers.interrupt\`) that arrive meanwhile: the request below is not answered before they are.
- 64-bit values are strings of hexadecimal digits after \`0x\`; bytes are strings of two hexadecimal digits each. Absent members are
  left out, not \`null\`; a result of nothing is \`null\`.

## A run

\`initialize\` first, and once. Then for each scenario: \`reset\` (not before the first), \`hardware.create\`, \`kernel.boot\` and
\`device.start\` for the layers that the adapter offers, whatever the scenario does, and so on; at the end \`shutdown\`. One process
serves the whole run; an adapter that cannot reset declares \`"respawn": true\` and gets a fresh process for each scenario.

An adapter that declares \`"audits": true\` (version 2) is asked \`audit\` when a scenario is over, and tells what only the end shows: a leak, a
lock still held, a warning that nobody saw. Each such line fails the scenario.

The layers that the adapter does not offer are the reference's. Offered layers must be adjacent. What a layer needs from the one
below it, it asks the suite for, which passes the request on, to the reference or back to the adapter, and records it.

Scenarios of a layer that the adapter does not offer are *not applicable*, unless the user asks for the layer by name (\`--layer device\` of a
kernel adapter). Then they run with the reference in that layer, and count as those of the stack do: as verdicts on the stack with the
adapter in it, where something that they do or see is done or seen at an offered layer or above one. The others stay *not applicable*.
Only the capabilities of layers that the adapter offers are asked of it.

## Versions

\`initialize\` carries the versions that the suite speaks, newest first: ${PROTOCOL_VERSIONS.join(', ')}. The adapter answers with the one that it speaks, and the suite
then speaks that one. Version ${EXTRAS_VERSION} adds to version 1, which needs no change to go on working:

- an adapter may answer that it cannot be the host, SMMU or virtual machine that is to be built (*Errors*);
- a VMM that does not start says so in the answer to \`device.start\`, with its exit status and its words;
- a virtual machine may have several SMMUs. \`device.start\` names them in \`vm.smmus\`; then the member \`smmu\` of a guest's access, of
  \`guest.plug\` and of \`guest.interrupt\` says which of them is meant. Without it, it is the only one, or the first. An adapter sees these
  members only if it declares \`twoSmmus\`;
- \`device.start\` may name in \`vm.accel\` and \`vm.stage\` properties of the SMMUv3 that it starts with; without them they are \`on\` and
  \`1\`. Nothing is plugged into a virtual machine whose \`accel\` is \`off\`. An adapter sees these members only if it declares
  \`guest.properties\`;
- \`device.start\` may name in \`vm.ril\`, \`vm.ats\`, \`vm.oas\` and \`vm.ssidsize\` what the SMMUv3 is to have of what its host's has to back;
  \`"auto"\` is as the SMMU of the first device has it. Without them nothing is asked for. An adapter sees these members only if it declares
  \`guest.features\`, and those of refusals at start only if it declares \`guest.properties\` too;
- the answer to \`initialize\` may name in \`revisions\` the revision of the specification that each offered layer implements, such as
  \`"revisions": {"kernel": "linux-7.2"}\`. Clauses of that one judge it, unless the user names another with \`--spec\`. One that the suite does
  not know keeps it from judging; a point release, such as \`linux-7.2.13\`, is its release;
- \`guest.firmware\`, \`kernel.removeDriver\`, \`kernel.shutDown\` and \`kernel.failAllocation\`, which an adapter is asked only if it
  declares \`observe.firmware\`, \`host.driver\` or \`host.allocations\`;
- the answer to \`guest.submit\` may hold in \`error\` what CMDQ_CONS.ERR read when the command had stopped the queue, before the guest
  acknowledged that. An adapter that declares \`observe.queueErrors\` always says so; others need not;
- a description says nothing twice. \`smmu.firmwareCoherent\` and the \`ats\` of a device come only in version 2; \`smmu.nesting\`,
  \`forcesWriteBack\`, \`forceSyncErratum\` and \`vmidBits\` only in version 1. These four follow from the ID registers, as Linux's driver takes
  them, and in version 1 the suite works them out for the adapter. What version 1 cannot tell, an adapter of it takes for the usual:
  firmware says coherent, and devices have ATS.

## Errors

- The implementation could not do what was asked: answer with \`error.code\` ${IMPLEMENTATION_ERROR} and a message. The scenario fails.
- The host, SMMU or virtual machine that \`kernel.boot\`, \`hardware.create\` or \`device.start\` describes is none that the implementation
  can be (a kernel built for 4 KiB pages is no host with 64 KiB pages): answer with \`error.code\` ${CANNOT_BE_BUILT} and the reason (version 2).
  The scenario is *not applicable*, with that reason. To any other request this code is as wrong as an unknown one.
- Any other \`error\`, a message that its schema does not allow, an answer that was not asked for or comes twice: the protocol is broken.
  The scenario could not run, and the adapter is started again.
- No answer within the time limit, an end of the process, a flood: the adapter is broken. Likewise.`;

function transcript({ lines, steps }: Transcript): string {
  return `## A whole run

All that passes in a run of one scenario, ${EXAMPLE}, between the suite and a device adapter with the device of the
reference behind it. \`npm run documents\` has run it to write it down here.

\`\`\`gherkin
${steps.join('\n')}
\`\`\`

\`\`\`
${lines.map(({ from, line }) => `${from.padEnd('adapter'.length)} ${line}`).join('\n')}
\`\`\``;
}

function capabilities(): string {
  const overProtocol = Object.entries(NEEDS).filter(([name]) => isNeed(name) && isOverProtocol(name));
  const rows = overProtocol.map(([name, definition]) => {
    const { provider, kind, meaning } = definition;
    const whose = 'layer' in provider ? provider.layer : `${provider.seam.join(' and ')}, where it offers both`;
    return `| \`${name}\`${'optional' in definition ? ' (version 2)' : ''} | ${whose} | ${kind} | ${meaning} |`;
  });
  return [
    '## Capabilities',
    '',
    'An adapter declares, in the answer to `initialize`, what can be done with its layers. A scenario that needs to drive what is not',
    'declared is *not applicable*; one that needs to observe it is *not observable*. Both are decided before the scenario runs.',
    '',
    '| capability | asked of an adapter that offers | kind | meaning |',
    '|---|---|---|---|',
    ...rows,
  ].join('\n');
}

/** The members of an object schema in a few words. */
function members(schema: JsonSchema): string {
  if (schema.type === 'null') return '`null`';
  if (Array.isArray(schema.anyOf)) return schema.anyOf.map((one: Json) => members(asRecord(one))).join(', or ');
  const properties = asRecord(schema.properties);
  const required = Array.isArray(schema.required) ? schema.required : [];
  const told = Object.entries(properties).map(
    ([name, part]) => `\`${name}\`${required.includes(name) ? '' : '?'}: ${kindOf(asRecord(part))}`,
  );
  return told.length === 0 ? 'nothing' : told.join(', ');
}

function kindOf(schema: JsonSchema): string {
  if (Array.isArray(schema.anyOf)) return schema.anyOf.map((kind) => kindOf(asRecord(kind))).join(' \\| ');
  if (Array.isArray(schema.enum)) return schema.enum.map((value) => JSON.stringify(value)).join(' \\| ');
  if (schema.type === 'array') return `list of ${kindOf(asRecord(schema.items))}`;
  if (schema.type === 'object') return `{ ${members(schema)} }`;
  if (schema.pattern === '^0x[0-9a-fA-F]{1,16}$') return 'u64';
  if (typeof schema.pattern === 'string') return 'bytes';
  return String(schema.type);
}

function asRecord(json: Json | undefined): JsonSchema {
  return typeof json === 'object' && json !== null && !Array.isArray(json) ? (json as JsonSchema) : {};
}
