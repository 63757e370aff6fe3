"""The registers of the emulated SMMUv3 that matter to CMDQ-V; the others read 0."""

from __future__ import annotations

from typing import Optional

from device.stream_table import Treatment
from device.vcmdq import COMMAND_BYTES

IDR1 = 0x04
CR0 = 0x20
CR0ACK = 0x24
GBPA = 0x44

_CR0_SMMUEN = 1 << 0
_GBPA_ABORT = 1 << 20
_GBPA_UPDATE = 1 << 31

_STREAM_ID_BITS = 16
_EVENT_QUEUE_LOG2SIZE = 19
_COMMAND_QUEUE_LOG2SIZE = 19


class SmmuRegisters:
    """IDR1, CR0 and GBPA."""

    def __init__(self) -> None:
        self._command_queue_log2size = _COMMAND_QUEUE_LOG2SIZE
        self.reset()

    def reset(self) -> None:
        self._cr0 = 0
        self._gbpa = 0

    def read(self, offset: int) -> int:
        if offset == IDR1:
            return self._command_queue_log2size << 21 | _EVENT_QUEUE_LOG2SIZE << 16 | _STREAM_ID_BITS
        if offset in (CR0, CR0ACK):
            return self._cr0
        return self._gbpa if offset == GBPA else 0

    def write(self, offset: int, value: int) -> None:
        if offset == CR0:
            self._cr0 = value
        elif offset == GBPA:
            # UPDATE reads 0 once the update is done, which is at once
            self._gbpa = value & ~_GBPA_UPDATE

    @property
    def global_treatment(self) -> Optional[Treatment]:
        """What GBPA says of all streams while the SMMU is off; None while the stream table decides (TRAP-03)."""
        if self._cr0 & _CR0_SMMUEN:
            return None
        return Treatment.ABORT if self._gbpa & _GBPA_ABORT else Treatment.BYPASS

    def clamp_command_queue(self, page_bytes: int) -> None:
        """Lowers IDR1.CMDQS, so that the guest's largest queue fits into a page (LIM-03)."""
        while COMMAND_BYTES << self._command_queue_log2size > page_bytes:
            self._command_queue_log2size -= 1
