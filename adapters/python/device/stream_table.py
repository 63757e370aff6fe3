"""Stream Table Entries, as far as they decide what becomes of a stream."""

from __future__ import annotations

from enum import Enum
from typing import NamedTuple, Optional

import uapi


class Treatment(Enum):
    """What becomes of a stream's accesses."""

    ABORT = "abort"
    BYPASS = "bypass"
    STAGE1 = "stage 1"


class StreamTableEntry(NamedTuple):
    """The first two 64-bit words."""

    word0: int
    word1: int

    def to_host(self) -> uapi.HwptSmmuv3:
        """As HWPT_ALLOC takes it: the guest's other fields mean nothing to the host (UAPI-HWPT-12)."""
        return uapi.HwptSmmuv3(ste0=self.word0 & _HOST_BITS0, ste1=self.word1 & _HOST_BITS1)


def _bits(high: int, low: int) -> int:
    return (1 << high + 1) - (1 << low)


_VALID = 1 << 0
_CONFIG_SHIFT = 1
_CONFIG = _bits(3, 1)
_CONFIG_BYPASS = 0b100 << _CONFIG_SHIFT
_CONFIG_STAGE1 = 0b101 << _CONFIG_SHIFT

# V, Config, S1Fmt, S1ContextPtr, S1CDMax; S1DSS, S1CIR, S1COR, S1CSH, S1STALLD, EATS.
_HOST_BITS0 = _VALID | _CONFIG | _bits(5, 4) | _bits(51, 6) | _bits(63, 59)
_HOST_BITS1 = _bits(1, 0) | _bits(3, 2) | _bits(5, 4) | _bits(7, 6) | _bits(27, 27) | _bits(29, 28)

ABORT_ENTRY = StreamTableEntry(_VALID, 0)
BYPASS_ENTRY = StreamTableEntry(_VALID | _CONFIG_BYPASS, 0)


def treatment_by(entry: Optional[StreamTableEntry]) -> Treatment:
    """No entry, an invalid one and one that the emulated SMMU has no use for all abort (TRAP-01)."""
    if entry is None or not entry.word0 & _VALID:
        return Treatment.ABORT
    config = entry.word0 & _CONFIG
    if config == _CONFIG_BYPASS:
        return Treatment.BYPASS
    return Treatment.STAGE1 if config == _CONFIG_STAGE1 else Treatment.ABORT
