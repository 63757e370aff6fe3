"""What a vCMDQ keeps."""

from __future__ import annotations

from typing import Dict

CMDQ_EN = 1
CMDQ_ERR = 1
RD_MASK = 0xFFFFF
ERR_SHIFT = 24
ADDRESS_MASK = 0xFFFFFFFFFFE0
LOG2SIZE_MASK = 0x1F
LARGEST_LOG2SIZE = 19
LOW = 0xFFFFFFFF


class Vcmdq:
    """Registers of one vCMDQ, whichever page they are reached through."""

    def __init__(self) -> None:
        self.cons = 0
        self.prod = 0
        self.config = 0
        self.gerror = 0
        self.gerrorn = 0
        self.base = 0
        self.cons_dram = 0
        # An ATC_INV timed out, and no CMD_SYNC has told of it yet (ERR-01).
        self.timed_out = False

    @property
    def stopped(self) -> bool:
        return bool((self.gerror ^ self.gerrorn) & CMDQ_ERR)

    @property
    def index_mask(self) -> int:
        """Index bits and the wrap bit above them (CQ-02)."""
        return (2 << min(self.base & LOG2SIZE_MASK, LARGEST_LOG2SIZE)) - 1

    def entry_address(self, index: int) -> int:
        return (self.base & ADDRESS_MASK) + 16 * (index & self.index_mask >> 1)

    def fail(self, code: int) -> None:
        """Stops at the entry that RD is at (ERR-03); the error is active until GERRORN matches (GERR-03)."""
        self.cons = self.cons & RD_MASK | code << ERR_SHIFT
        self.gerror ^= CMDQ_ERR

    def read(self, page: int, offset: int) -> int:
        registers: Dict[int, int] = (
            {
                0x00: self.cons,
                0x04: self.prod,
                0x08: self.config,
                0x0C: self.config & CMDQ_EN,
                0x10: self.gerror,
                0x14: self.gerrorn,
            }
            if page == 0
            else {0x0: self.base & LOW, 0x4: self.base >> 32, 0x8: self.cons_dram & LOW, 0xC: self.cons_dram >> 32}
        )
        return registers.get(offset, 0)

    def write(self, page: int, offset: int, value: int) -> None:
        if page == 0:
            if offset == 0x00:
                self.cons = value & 0x7F0FFFFF
            elif offset == 0x04:
                self.prod = value & RD_MASK
            elif offset == 0x08:
                self.config = value & CMDQ_EN
            elif offset == 0x14:
                self.gerrorn = value & 7
        elif offset in (0x0, 0x4):
            self.base = half_written(self.base, offset, value)
        elif offset in (0x8, 0xC):
            self.cons_dram = half_written(self.cons_dram, offset - 0x8, value)


def half_written(content: int, offset: int, value: int) -> int:
    """A 48-bit address of which one half is written."""
    return content & ~LOW | value if offset == 0 else content & LOW | (value & 0xFFFF) << 32
