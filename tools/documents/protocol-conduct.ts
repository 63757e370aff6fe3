import { reference } from '../../reference';
import { DEFAULT_HOST } from '../../src/machine';
import { GLOBAL_REGISTERS } from '../../src/tables/registers';
import { ID_REGISTER_NAMES, ID_REGISTERS } from '../../src/tables/smmu';
import { IOMMU_PATH, POINTED_TO, REQUESTS, type Structure, vfioPath } from '../../src/tables/uapi';

/** What the tables of messages do not tell: hosts, files, whose memory is whose, what may be asked when, widths, and what becomes of commands. */
export async function protocolConduct(): Promise<readonly string[]> {
  return [hosts(), outOfReset(), WHILE_AN_EVENT_WAITS, widths(), files(), await memory(), COMMANDS, OWN_QUEUE];
}

function hosts(): string {
  const registers = ID_REGISTER_NAMES.map((register) => {
    const fields = ID_REGISTERS[register].map(({ name, high, low }) => `${name} [${high === low ? '' : `${high}:`}${low}]`);
    return `| ${register} | ${fields.join(', ')} |`;
  });
  return `## Hosts

\`kernel.boot\` and \`hardware.create\` describe what there is to be. \`idr\`, \`iidr\` and \`aidr\` are the SMMU's ID registers as they read, and
say alone what it can do: that stages nest (IDR0.S1P, IDR0.S2P, no erratum by IIDR), how many VMIDs there are (IDR0.VMID16), which commands
are legal (IDR0.Hyp, IDR0.PRI …). \`firmwareCoherent\` is what firmware says of the SMMU's own accesses; Linux goes by it, not by IDR0.COHACC.
Of a device, \`coherent\` is CANWBS, and \`ats\` that the device and its way to the SMMU have ATS.

The suite describes no host that contradicts itself, such as one with IDR0.PRI=1 and IDR0.ATS=0, and an adapter need not expect one.

\`idr\` has IDR0 to IDR5. Their fields, by the Arm architecture; other bits are 0:

| register | fields |
|---|---|
${registers.join('\n')}`;
}

function outOfReset(): string {
  const config = GLOBAL_REGISTERS.find(({ name }) => name === 'CMDQV_CONFIG')?.reset ?? 0n;
  return `## Out of reset

The block that \`hardware.create\` makes is switched on: CMDQV_CONFIG reads \`0x${config.toString(16)}\`, with CMDQV_EN=1, and CMDQV_STATUS.CMDQV_ENABLED follows it.
CMDQV_PARAM tells what \`cmdqv\` describes. Every other register reads 0: no VINTF is enabled, no vCMDQ is mapped. Scenarios of the hardware
begin there; they enable a VINTF and a queue, and not the block. An SMMU without \`cmdqv\` has no such region, and is asked for \`registers.submit\` alone.`;
}

const WHILE_AN_EVENT_WAITS = `## While an event waits

- \`guest.interrupt\` is a notification: one message for each edge, sent at any time, never answered. \`guest.settle\` is answered after all
  that came of what was asked before.
- \`host.readable\` and \`registers.interrupt\` are requests. Whoever gets one answers it when it has dealt with it, and may meanwhile ask for
  whatever it needs from below: a device reads the file (\`host.read\`, \`host.poll\`), a kernel reads and writes registers and submits commands.
  Whoever has sent one must answer these requests while its own is unanswered.
- The request that set the event off is answered after the event: a kernel adapter sends \`host.readable\`, waits for the answer, and only
  then answers the ioctl, store or interrupt that made the file readable; a hardware adapter does so with \`registers.interrupt\` and the
  register write. So an event reaches an adapter mostly inside a request of its own that is still unanswered; an adapter that waits for
  that answer without looking at what else comes hangs there.
- The acts of a scenario come one after another, each when the one before is answered. Where it does the same to many registers (it reads
  them all, say), these requests come at once, and take effect in their order.
- A register write or a \`registers.submit\` is answered when what it set off is at rest: STATUS has followed CONFIG, and a queue has executed
  what it was given or is stopped. Where hardware takes its time, its adapter polls before it answers, as a driver would; scenarios read once.
- \`host.readable\` comes only for a file that \`host.watch\` named, and tells that there is something now. The device reads until a read
  gives nothing or EAGAIN; one message may stand for several records.`;

function widths(): string {
  return `## Widths of loads and stores

A request is one access, of its \`width\` in bytes. The suite passes it on as it is, neither split nor joined with another, nor made wider or
narrower, and judges the accesses of a device or kernel as they come. Bits of \`value\` beyond the width do not count; those of an answer are zero. Bytes are in little-endian order.

| request | widths | what it reaches |
|---|---|---|
| \`guest.read\`, \`guest.write\` | 1, 2, 4, 8 | the CMDQ-V region, by its offset; which accesses do something is for the device to know (chapter ACC) |
| \`guest.readSmmu\`, \`guest.writeSmmu\` | 4 | registers of the emulated SMMUv3, by their architectural offset |
| \`host.load\`, \`host.store\` | 1, 2, 4, 8 | device pages that \`host.mmap\` gave; behind them are registers of 4 and 8 bytes, and of a narrower access comes nothing |
| \`registers.read\`, \`registers.write\` | 4, 8 | the physical CMDQ-V region, by its offset |
| \`guest.readMemory\`, \`host.readMemory\`, \`memory.read\` and their writes | any length | memory, not registers |`;
}

function files(): string {
  const devices = DEFAULT_HOST.devices.map(({ name }) => `\`${vfioPath(name)}\``);
  const requests = REQUESTS.map(
    ({ minimum, name, number, structure }) =>
      `| ${name} | ${number} = \`0x${number.toString(16)}\` | ${sizes(structure.bytes, minimum)} | ${membersOf(structure)} |`,
  );
  const pointedTo = POINTED_TO.map(({ structure, where }) => `| ${where} | ${structure.bytes} | ${membersOf(structure)} |`);
  return `## Files and requests

A device opens \`${IOMMU_PATH}\`, and for a device that is plugged in the file of that device: \`${vfioPath('NAME')}\`, where NAME is the
\`device\` of \`guest.plug\` and the \`name\` in the \`devices\` of \`kernel.boot\`. Linux calls that file \`${vfioPath('vfio0')}\`, \`vfio1\` and so on; a kernel
adapter in front of a real one finds out which it is. Any other path is ENOENT. The host
that most scenarios use has ${devices.join(', ')}.

File descriptors are numbers of the kernel's choice; those of an event queue come out of the ioctl that made it.

\`host.ioctl\` carries the request's number as Linux has it. The argument and what its pointers reach are bytes, laid out as on a 64-bit
little-endian Linux; the addresses are those of \`memory\`, and mean nothing beyond the call.

| request | number | bytes of its structure | members, with the byte that each begins at |
|---|---|---|---|
${requests.join('\n')}

\`size\` is what the caller takes the structure to have. Where two numbers stand, the first is the least that is accepted, and what the caller
leaves out is zero; a request of iommufd with more than that has zeros there. What pointers of these structures reach, and what an event queue's
file gives:

| where | bytes | members |
|---|---|---|
${pointedTo.join('\n')}

\`cmdqv-conformance export\` writes these structures, their constants, the registers and the commands for C, Rust and other tools
([export.md](export.md)). Which request does what, and when it is refused, is for the chapters UAPI-… to say.`;
}

function sizes(bytes: number, minimum: number): string {
  return minimum === bytes ? `${bytes}` : `${minimum}, ${bytes}`;
}

/** Members in order: `size` u32 0, … */
function membersOf({ members }: Structure): string {
  return Object.entries(members)
    .sort(([, one], [, other]) => one.offset - other.offset)
    .map(([name, { offset, type }]) => `\`${name}\` ${type} ${offset}`)
    .join(', ');
}

async function memory(): Promise<string> {
  return `## Whose memory is whose

Host memory is the suite's, whatever layers an adapter offers: physical addresses from 0 to \`0x${(await topOfMemory()).toString(16)}\`, zero until written, and no
memory anywhere else. A kernel or hardware adapter reaches it with \`memory.read\` and \`memory.write\` and keeps no copy, since guest, kernel
and hardware see the same bytes.

- The memory of a process is on the physical runs of \`host.allocate\`, which the scenario chooses. A device adapter passes on what
  \`vm.ram\` says (\`runs\`, \`pageSize\`) and gets a user address for it; it is the address of that RAM in its ioctls. \`guest.readMemory\` is then
  \`host.readMemory\` at that address. A kernel adapter gives out user addresses of its choice and puts nothing of its own on these runs.
- The kernel's own memory, such as the queues of its VINTF, it takes from the top of memory downwards, where no scenario puts a process.
- The hardware owns no memory. Its queues are where \`VCMDQn_BASE\` points.
- What travels in \`host.ioctl\` as \`memory\` is the caller's, at addresses that it made up for the call, and is no host memory at all. Buffers
  come back with the call, those that are not \`writable\` unchanged. What a request reads or writes at once lies in one of them; an address
  that is in none faults (EFAULT), and so does a write to one that is not \`writable\`. That is how a scenario says which copy fails.`;
}

/** The first address at which no memory of a machine answers. */
async function topOfMemory(): Promise<bigint> {
  const machine = reference.hardware.createMemory();
  let [inside, outside] = [0n, 1n << 48n];
  while (outside - inside > 1n) {
    const middle = (inside + outside) / 2n;
    if ((await machine.read(middle, 1)) === undefined) outside = middle;
    else inside = middle;
  }
  return outside;
}

const COMMANDS = `## Commands of a vCMDQ

\`smmu.execute\` is asked for each command that the hardware executes, in the order of its queue, CMD_SYNC among them, with VMID and StreamID as
they were put in. It is not asked for a command that is refused, nor for a CMD_SYNC that tells of a timeout. In \`queue\`, \`index\` is the
number of the vCMDQ in its block, and \`vintf\` and \`lvcmdq\` are where CMDQ_ALLOC_MAP has it.

\`registers.write\` is answered when all is done that it set going: commands are executed, CONS_INDX has moved or tells the error, and the
interrupt is handled. A scenario reads the registers next, once, and does not wait.

- \`atcTimeout\` is an answer to ATC_INV. The ATC_INV is consumed; the next CMD_SYNC of the same queue stops it with ATC_INV_SYNC, once, and is
  executed when it is tried again.
- A CMD_SYNC on the SMMU's own queue also ends such timeouts of vCMDQs that are disabled, so that nobody is told of them any more. That is what
  a kernel relies on that resets a queue before it hands it on (RST-02, ISO-08).
- A fetch to which \`memory.read\` gives no \`bytes\` is ABT.`;

const OWN_QUEUE = `## The SMMU's own queue

\`registers.submit\` is answered when all its commands are consumed or the queue has stopped. \`consumed\` counts the commands before the stop.
The hardware asks \`smmu.execute\` for each of them as it is, with \`"kind": "smmu"\` in \`queue\`.

- \`none\`: all of them are done.
- \`illegal\`: the command after those consumed is refused. The kernel may submit the rest, and the reference's does.
- \`timeout\`: a CMD_SYNC did not complete in the time that the kernel waits for it, or told of an ATC_INV that timed out
  (CERROR_ATC_INV_SYNC). It is not among those consumed. That time is over when the answer comes. The kernel
  does not submit the commands again, and nobody does it for the kernel.`;
