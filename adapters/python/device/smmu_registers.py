"""The registers of the emulated SMMUv3 that matter to CMDQ-V; the others read 0."""

from __future__ import annotations

from typing import Optional

from device.event_queue import LOG2SIZE as EVENT_QUEUE_LOG2SIZE
from device.event_queue import EventQueue
from device.stream_table import Treatment
from device.vcmdq import COMMAND_BYTES

IDR0 = 0x00
IDR1 = 0x04
IDR3 = 0x0C
IDR5 = 0x14
CR0 = 0x20
CR0ACK = 0x24
GBPA = 0x44
GERROR = 0x60
GERRORN = 0x64

_CR0_SMMUEN = 1 << 0
_CR0_EVENTQEN = 1 << 2
_GBPA_ABORT = 1 << 20
_GBPA_UPDATE = 1 << 31
_GERROR_CMDQ = 1 << 0
_IDR0_ATS = 1 << 10

# Stage 1, AArch64 tables, coherent, 16-bit ASIDs, little-endian, no stalls, stream tables of two levels (LIFE-22);
# range invalidations; output addresses of 44 bits, all granules.
_IDS = {
    IDR0: 1 << 27 | 1 << 24 | 2 << 21 | 1 << 12 | 1 << 4 | 2 << 2 | 1 << 1,
    IDR3: 1 << 10,
    IDR5: 7 << 4 | 4,
}

_STREAM_ID_BITS = 16
_COMMAND_QUEUE_LOG2SIZE = 19


class SmmuRegisters:
    """The ID registers, CR0, GBPA, GERROR and those of the event queue."""

    def __init__(self) -> None:
        self._command_queue_log2size = _COMMAND_QUEUE_LOG2SIZE
        self.event_queue = EventQueue()
        self._ats: Optional[bool] = None
        self.reset()

    def reset(self) -> None:
        self._cr0 = 0
        self._gbpa = 0
        self._gerror = 0
        self._gerrorn = 0
        self.event_queue.reset()

    @property
    def ats(self) -> bool:
        """IDR0.ATS: the host's of the first device (LIFE-19); 0 before there is one."""
        return self._ats is True

    def settle_ats(self, host_has_ats: bool) -> None:
        """A device was attached; later ones change nothing (LIFE-19)."""
        if self._ats is None:
            self._ats = host_has_ats

    def read(self, offset: int) -> int:
        if offset == IDR0:
            return _IDS[IDR0] | _IDR0_ATS * self.ats
        if offset == IDR1:
            return self._command_queue_log2size << 21 | EVENT_QUEUE_LOG2SIZE << 16 | _STREAM_ID_BITS
        if offset in _IDS:
            return _IDS[offset]
        if offset in (CR0, CR0ACK):
            return self._cr0
        if offset == GBPA:
            return self._gbpa
        if offset == GERROR:
            return self._gerror
        return self._gerrorn if offset == GERRORN else self.event_queue.read(offset)

    def write(self, offset: int, value: int) -> None:
        if offset == CR0:
            self._cr0 = value
        elif offset == GBPA:
            # SMMU-02; UPDATE reads 0 once the update is done, which is at once
            if value & _GBPA_UPDATE:
                self._gbpa = value & ~_GBPA_UPDATE
        elif offset == GERRORN:
            self._gerrorn = value
        else:
            self.event_queue.write(offset, value)

    @property
    def global_treatment(self) -> Optional[Treatment]:
        """What GBPA says of all streams while the SMMU is off; None while the stream table decides (TRAP-03)."""
        if self._cr0 & _CR0_SMMUEN:
            return None
        return Treatment.ABORT if self._gbpa & _GBPA_ABORT else Treatment.BYPASS

    @property
    def tells_events(self) -> bool:
        """Events reach the guest's queue (SMMU-09, SMMU-15)."""
        return bool(self._cr0 & _CR0_EVENTQEN)

    def stop_queue(self) -> None:
        """
        The command queue has met an illegal command: an error is active while the bits differ (SMMU-08). The guest's
        driver acknowledges it and steps over the command.
        """
        self._gerror = self._gerror & ~_GERROR_CMDQ | ~self._gerrorn & _GERROR_CMDQ
        self._gerrorn = self._gerror

    def clamp_command_queue(self, page_bytes: int) -> None:
        """Lowers IDR1.CMDQS, so that the guest's largest queue fits into a page (LIM-03)."""
        while COMMAND_BYTES << self._command_queue_log2size > page_bytes:
            self._command_queue_log2size -= 1
