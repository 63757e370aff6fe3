"""Registers of the guest's event queue: where the next event goes."""

from __future__ import annotations

from typing import Optional

BASE_L = 0xA0
BASE_H = 0xA4
PROD = 0x100A8
CONS = 0x100AC

# The largest queue, as IDR1.EVENTQS tells it.
LOG2SIZE = 19
EVENT_BYTES = 32

_BASE_LOG2SIZE = 0x1F
_BASE_ADDRESS = (1 << 52) - (1 << 5)
# OVFLG of PROD and OVACKFLG of CONS.
_OVERFLOW = 1 << 31


class EventQueue:
    """PROD and CONS have a wrap bit above the index."""

    def __init__(self) -> None:
        self.reset()

    def reset(self) -> None:
        self._base = 0
        self._prod = 0
        self._cons = 0

    def read(self, offset: int) -> int:
        """0 where no register of the queue is."""
        words = {BASE_L: self._base & 0xFFFFFFFF, BASE_H: self._base >> 32, PROD: self._prod, CONS: self._cons}
        return words.get(offset, 0)

    def write(self, offset: int, value: int) -> None:
        if offset == BASE_L:
            self._base = self._base >> 32 << 32 | value
        elif offset == BASE_H:
            self._base = self._base & 0xFFFFFFFF | value << 32
        elif offset == PROD:
            self._prod = value
        elif offset == CONS:
            self._cons = value

    @property
    def entries(self) -> int:
        return 1 << min(self._base & _BASE_LOG2SIZE, LOG2SIZE)

    def claim(self) -> Optional[int]:
        """Guest physical address of the next entry; a full queue has none, and remembers it (SMMU-14)."""
        if (self._prod ^ self._cons) & (2 * self.entries - 1) == self.entries:
            self._prod = self._prod & ~_OVERFLOW | ~self._cons & _OVERFLOW
            return None
        return (self._base & _BASE_ADDRESS) + (self._prod & (self.entries - 1)) * EVENT_BYTES

    def advance(self) -> None:
        """The entry that was claimed is written (SMMU-10)."""
        self._prod = self._prod & _OVERFLOW | (self._prod + 1) & (2 * self.entries - 1)
