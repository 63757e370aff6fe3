"""The emulated SMMUv3: its registers, stream table and own command queue, and the devices behind it."""

from __future__ import annotations

import ctypes
from contextlib import ExitStack, suppress
from dataclasses import dataclass
from typing import Callable, Dict, Optional

import uapi
from device import commands, event_queue
from device.cmdqv import CmdqvBlock
from device.events import HostEvents
from device.memory import GuestMemory
from device.page0 import HostPage
from device.passthrough import PassthroughDevice
from device.probe import check_host_smmu, cmdqv_obstacle
from device.session import HostSession, refusing
from device.smmu_registers import SmmuRegisters
from device.stream_table import StreamTableEntry, Treatment, treatment_by
from device.viommu import Viommu
from guest_bus import Refusal
from host import HostError, HostProcess


@dataclass(frozen=True)
class Cmdqv:
    """An active CMDQ-V: the guest's block, and what the host lends it for as long as the vIOMMU lives."""

    block: CmdqvBlock
    page: HostPage
    events: HostEvents

    def release(self) -> None:
        """Gives back what keeps the vIOMMU from being destroyed (TEAR-10)."""
        self.block.release()
        self.events.release()
        self.page.unmap()


@dataclass
class Backing:
    """What the emulated SMMU holds in the kernel while it has devices."""

    session: HostSession
    stage2: int
    viommu: Viommu
    cmdqv: Optional[Cmdqv]
    # What the host's SMMU has to say of the VM's streams; there is none before the guest wants to hear it.
    events: Optional[HostEvents] = None

    def release(self) -> None:
        """Gives back all but the session."""
        if self.events is not None:
            self.events.release()
        if self.cmdqv is not None:
            self.cmdqv.release()
        self.viommu.release()


class AcceleratedSmmu:
    """`cmdqv` is what the user wants of CMDQ-V: "on", "off" or "auto"."""

    def __init__(self, host: HostProcess, cmdqv: str, memory: GuestMemory, interrupt: Callable[[], None]) -> None:
        self._host = host
        self._wanted_cmdqv = cmdqv
        self._memory = memory
        self._interrupt = interrupt
        self._registers = SmmuRegisters()
        self._stream_table: Dict[int, StreamTableEntry] = {}
        self._devices: Dict[str, PassthroughDevice] = {}
        self._backing: Optional[Backing] = None

    @property
    def cmdqv_block(self) -> Optional[CmdqvBlock]:
        """There is none before a device was plugged and its host probed (LIFE-04)."""
        if self._backing is None or self._backing.cmdqv is None:
            return None
        return self._backing.cmdqv.block

    def read(self, offset: int) -> int:
        return self._registers.read(offset)

    def write(self, offset: int, value: int) -> None:
        before, told_before = self._registers.global_treatment, self._registers.tells_events
        self._registers.write(offset, value)
        if self._registers.global_treatment is not before:
            self._route_all()
        if not told_before:
            self._listen()

    def store_entry(self, stream_id: int, entry: StreamTableEntry) -> None:
        """The guest stores an entry, not yet told to the SMMU."""
        self._stream_table[stream_id] = entry

    def submit(self, command: bytes) -> None:
        """Executes a command of the trapped queue; one that is illegal, or that the host refuses, stops it (SMMU-08, SMMU-19)."""
        if not self._execute(command):
            self._registers.stop_queue()

    def _execute(self, command: bytes) -> bool:
        opcode = commands.opcode(command)
        if commands.is_secure(command):
            return False
        if opcode == commands.CFGI_STE:
            self._configure(commands.stream_id(command), range_log2=0)
            return True
        if opcode == commands.CFGI_STE_RANGE:
            self._configure(commands.stream_id(command), commands.range_log2(command))
            return True
        if opcode == commands.ATC_INV and not self._registers.ats:
            return False
        if opcode in commands.FORWARDED_OF_STREAM:
            return not self._is_mapped(commands.stream_id(command)) or self._forward(command)
        return self._forward(command) if opcode in commands.FORWARDED else opcode in commands.IDLE

    def plug(self, name: str, stream_id: int) -> None:
        """Attaches a device; raises Refusal and leaves nothing of it if that fails (LIFE-02 to LIFE-09)."""
        if any(name == device.name or stream_id == device.stream_id for device in self._devices.values()):
            raise Refusal(f"Device already has an associated hiodi: {name}, StreamID {stream_id}")
        with ExitStack() as undo:
            backing = self._backing
            if backing is None:
                session = HostSession(self._host, self._memory)
                undo.callback(session.end)
            else:
                session = backing.session
            device = PassthroughDevice(session, name, stream_id)
            undo.callback(device.close)
            stage2 = session.stage2(device.id)
            device.demand_attach(stage2)
            ats = check_host_smmu(session, device.id)
            if backing is None:
                backing = self._found(session, stage2, device.id)
                undo.callback(backing.release)
            device.demand_attach(backing.viommu.untranslated(self._registers.global_treatment or Treatment.ABORT))
            self._find(device, backing.viommu)
            undo.pop_all()
        self._registers.settle_ats(ats)
        self._backing = backing
        self._devices[name] = device
        self._listen()
        self._clamp()

    def unplug(self, name: str) -> None:
        """Detaches a device; raises Refusal if it must stay (TEAR-08 to TEAR-10)."""
        backing = self._backing
        if backing is None or name not in self._devices:
            raise Refusal(f"no device {name} is plugged")
        device = self._devices[name]
        if backing.cmdqv is not None and device.id == backing.viommu.founder:
            raise Refusal(f"{name} is what the vIOMMU was created with; it cannot be unplugged while CMDQ-V is active")
        device.release(backing.stage2)
        del self._devices[name]
        if not self._devices:
            backing.release()
            backing.session.end()
            self._backing = None

    def reset(self) -> None:
        """System reset; vIOMMU, mapping, event queue and vDEVICEs survive (TEAR-05)."""
        self._registers.reset()
        self._stream_table.clear()
        for device in self._devices.values():
            device.configured = None
        self._route_all()
        if self.cmdqv_block is not None:
            self.cmdqv_block.reset()
        self._clamp()

    def shut_down(self) -> None:
        """The process ends: the kernel takes its mappings down, then closes its files, lowest fd first."""
        backing, self._backing = self._backing, None
        if backing is None:
            return
        fds = [backing.session.fd, *(device.fd for device in self._devices.values())]
        self._devices.clear()
        if backing.events is not None:
            fds.append(backing.events.fd)
        if backing.cmdqv is not None:
            fds.append(backing.cmdqv.events.fd)
            backing.cmdqv.page.unmap()
        for fd in sorted(fds):
            self._host.close(fd)

    def _found(self, session: HostSession, stage2: int, device: int) -> Backing:
        """The first device brings the vIOMMU, on a VINTF if CMDQ-V is wanted and there (LIFE-05, QEMU-04)."""
        with ExitStack() as undo:
            cmdqv: Optional[Cmdqv] = None
            if self._cmdqv_usable(session, device):
                viommu, offer = Viommu.on_vintf(session, device, stage2)
                undo.callback(viommu.release)
                # LIFE-06, LIFE-07
                page = HostPage(session.host, session.fd, offer)
                undo.callback(page.unmap)
                block = CmdqvBlock(viommu, page, self._interrupt)
                events = _error_events(session, viommu, block)
                undo.callback(events.release)
                cmdqv = Cmdqv(block, page, events)
            else:
                viommu = Viommu.plain(session, device, stage2)
                undo.callback(viommu.release)
            viommu.prepare()
            undo.pop_all()
        return Backing(session, stage2, viommu, cmdqv)

    def _listen(self) -> None:
        """
        Listens to the host's SMMU once the guest has a queue for its events, however that changes later (SMMU-09). A
        kernel that refuses leaves the guest without them (SMMU-16).
        """
        backing = self._backing
        if backing is None or backing.events is not None or not self._registers.tells_events:
            return
        request = uapi.VeventqAlloc(
            viommu_id=backing.viommu.id,
            type=uapi.VEVENTQ_TYPE_ARM_SMMUV3,
            veventq_depth=self._registers.event_queue.entries,
        )
        with suppress(HostError):
            backing.events = HostEvents(backing.session, request, event_queue.EVENT_BYTES, self._tell)

    def _tell(self, event: bytes) -> None:
        """Puts an event into the guest's queue as it is: the host has put the guest's StreamID in (SMMU-10, SMMU-15)."""
        queue = self._registers.event_queue
        address = queue.claim() if self._registers.tells_events else None
        if address is not None:
            self._memory.write(address, event)
            queue.advance()

    def _cmdqv_usable(self, session: HostSession, device: int) -> bool:
        if self._wanted_cmdqv == "off":
            return False
        obstacle = cmdqv_obstacle(session, device)
        if obstacle is not None and self._wanted_cmdqv == "on":
            raise Refusal(f"{obstacle}; CMDQV requested but not supported")
        return obstacle is None

    def _configure(self, stream_id: int, range_log2: int) -> None:
        """CFGI_STE for the 2^range_log2 StreamIDs around one (CMD-03, LIFE-12)."""
        if self._backing is None:
            return
        viommu = self._backing.viommu
        for device in self._devices.values():
            if device.stream_id >> range_log2 == stream_id >> range_log2:
                # LIFE-13: whatever the entry says
                device.map(viommu)
                device.configured = self._stream_table.get(device.stream_id)
                self._route(device, viommu)

    def _find(self, device: PassthroughDevice, viommu: Viommu) -> None:
        """An entry from before the device came is its stream's own, from now on or from SMMUEN on (SMMU-03, SMMU-05)."""
        device.configured = self._stream_table.get(device.stream_id)
        if treatment_by(device.configured) is not Treatment.ABORT:
            device.map(viommu)
            if self._registers.global_treatment is None:
                self._route(device, viommu)

    def _route_all(self) -> None:
        if self._backing is not None:
            for device in self._devices.values():
                self._route(device, self._backing.viommu)

    def _route(self, device: PassthroughDevice, viommu: Viommu) -> None:
        """Attaches the HWPT that the SMMU's state asks for; a stage 1 that the host refuses aborts (TRAP-01)."""
        entry = device.configured
        treatment = self._registers.global_treatment or treatment_by(entry)
        if treatment is Treatment.STAGE1 and entry is not None:
            if device.translate(viommu, entry):
                return
            treatment = Treatment.ABORT
        device.attach(viommu.untranslated(treatment))

    def _is_mapped(self, stream_id: int) -> bool:
        return any(device.stream_id == stream_id and device.mapped for device in self._devices.values())

    def _forward(self, command: bytes) -> bool:
        return self._backing is None or self._backing.viommu.invalidate(command)

    def _clamp(self) -> None:
        if self.cmdqv_block is not None:
            for page_size in self._memory.page_sizes:
                self._registers.clamp_command_queue(page_size)


def _error_events(session: HostSession, viommu: Viommu, block: CmdqvBlock) -> HostEvents:
    """Errors of the vCMDQs (LIFE-07)."""

    def report(payload: bytes) -> None:
        event = uapi.VeventTegra241.from_buffer_copy(payload)
        # EVT-06: an empty map was acknowledged before the host looked
        if event.lvcmdq_err_map0 or event.lvcmdq_err_map1:
            block.report_errors((event.lvcmdq_err_map0, event.lvcmdq_err_map1))

    request = uapi.VeventqAlloc(
        viommu_id=viommu.id, type=uapi.VEVENTQ_TYPE_TEGRA241_CMDQV, veventq_depth=uapi.VEVENTQ_MAX_DEPTH
    )
    # QEMU-14
    with refusing("Tegra241 CMDQV: failed to alloc veventq"):
        return HostEvents(session, request, ctypes.sizeof(uapi.VeventTegra241), report)
