"""The registers of a CMDQ-V block, as 32-bit words."""

from __future__ import annotations

from typing import Dict, List, NamedTuple, Optional, Tuple

from vcmdq import CMDQ_EN, Vcmdq

CMDQV_CONFIG = 0x0
CMDQV_PARAM = 0x4
CMDQV_STATUS = 0x8
VI_ERR_MAP = 0x14
VI_INT_MASK = 0x1C
CMDQ_ERR_MAP = 0x24
CMDQ_ALLOC_MAP = 0x200

VINTF_BLOCKS = 0x1000
VINTF_STRIDE = 0x100
VINTF_STATUS = 0x4
SID_MATCH = 0x40
SID_REPLACE = 0x80
LVCMDQ_ERR_MAP = 0xC0

DIRECT_PAGES = 0x10000
VINTF_PAGES = 0x30000
PAGE_BYTES = 0x10000
SLOT_BYTES = 0x80

CONFIG_OUT_OF_RESET = 0x20083
CMDQV_EN = 1
ENABLE = 1
ALLOC = 1


class Place(NamedTuple):
    """Where CMDQ_ALLOC_MAP has a vCMDQ."""

    vintf: int
    slot: int


class Block:
    """All of a block but the running of its queues."""

    def __init__(self, description: Dict[str, int]) -> None:
        vcmdqs, vintfs, sids = (1 << description[name] for name in ("vcmdqsLog2", "vintfsLog2", "sidsLog2"))
        self.param = (
            description["version"]
            | description["vcmdqsLog2"] << 4
            | description["vintfsLog2"] << 8
            | description["sidsLog2"] << 12
        )
        self.slots = vcmdqs // vintfs
        self.config = CONFIG_OUT_OF_RESET
        self.masked = [0, 0]
        self.allocations = [0] * vcmdqs
        self.vintfs = [0] * vintfs
        self.matches = [[0] * sids for _ in range(vintfs)]
        self.replacements = [[0] * sids for _ in range(vintfs)]
        self.queues = [Vcmdq() for _ in range(vcmdqs)]

    def place(self, number: int) -> Optional[Place]:
        """Where a vCMDQ is mapped to; a slot that its VINTF does not have is none (PHYS-11)."""
        entry = self.allocations[number]
        place = Place(entry >> 15 & 0x3F, entry >> 1 & 0x7F)
        return place if entry & ALLOC and place.vintf < len(self.vintfs) and place.slot < self.slots else None

    def runs(self, number: int) -> bool:
        """The conditions of CQ-11, and no active error (ERR-03)."""
        queue, place = self.queues[number], self.place(number)
        if place is None or queue.stopped or not queue.config & CMDQ_EN:
            return False
        return bool(self.config & CMDQV_EN and self.vintfs[place.vintf] & ENABLE)

    def interrupts(self, vintf: int) -> bool:
        return not self.masked[vintf // 32] >> vintf % 32 & 1

    def read(self, offset: int) -> int:
        if offset < VINTF_BLOCKS:
            return self._read_global(offset)
        if offset < DIRECT_PAGES:
            vintf, at = divmod(offset - VINTF_BLOCKS, VINTF_STRIDE)
            return self._read_vintf(vintf, at) if vintf < len(self.vintfs) else 0
        number, page, at = self._slot_at(offset)
        return 0 if number is None else self.queues[number].read(page, at)

    def write(self, offset: int, value: int) -> None:
        if offset < VINTF_BLOCKS:
            self._write_global(offset, value)
        elif offset < DIRECT_PAGES:
            vintf, at = divmod(offset - VINTF_BLOCKS, VINTF_STRIDE)
            if vintf < len(self.vintfs):
                self._write_vintf(vintf, at, value)
        else:
            number, page, at = self._slot_at(offset)
            if number is not None:
                self.queues[number].write(page, at, value)

    def _read_global(self, offset: int) -> int:
        if offset == CMDQV_CONFIG:
            return self.config
        if offset == CMDQV_PARAM:
            return self.param
        if offset == CMDQV_STATUS:
            return self.config & CMDQV_EN
        if VI_ERR_MAP <= offset < VI_INT_MASK:
            return map_word((place.vintf for place in self._stopped_places()), (offset - VI_ERR_MAP) // 4)
        if VI_INT_MASK <= offset < CMDQ_ERR_MAP:
            return self.masked[(offset - VI_INT_MASK) // 4]
        if CMDQ_ERR_MAP <= offset < CMDQ_ERR_MAP + 16:
            return map_word(self._stopped(), (offset - CMDQ_ERR_MAP) // 4)
        entry = (offset - CMDQ_ALLOC_MAP) // 4
        return self.allocations[entry] if 0 <= entry < len(self.allocations) else 0

    def _write_global(self, offset: int, value: int) -> None:
        entry = (offset - CMDQ_ALLOC_MAP) // 4
        if offset == CMDQV_CONFIG:
            self.config = value
        elif VI_INT_MASK <= offset < CMDQ_ERR_MAP:
            self.masked[(offset - VI_INT_MASK) // 4] = value
        elif 0 <= entry < len(self.allocations):
            self.allocations[entry] = value & 0x1F80FF

    def _read_vintf(self, vintf: int, offset: int) -> int:
        stopped = [place.slot for place in self._stopped_places() if place.vintf == vintf]
        if offset == 0:
            return self.vintfs[vintf]
        if offset == VINTF_STATUS:
            enabled = self.vintfs[vintf] & ENABLE
            return enabled | bool(stopped) << 1 | (self.slots << 16 if enabled else 0)
        if LVCMDQ_ERR_MAP <= offset < LVCMDQ_ERR_MAP + 16:
            return map_word(stopped, (offset - LVCMDQ_ERR_MAP) // 4)
        sids = self._sids_at(vintf, offset)
        return 0 if sids is None else sids[0][sids[1]]

    def _write_vintf(self, vintf: int, offset: int, value: int) -> None:
        sids = self._sids_at(vintf, offset)
        if offset == 0:
            self.vintfs[vintf] = value & 0x3FFFF
        elif sids is not None:
            sids[0][sids[1]] = value & (0x1FFFFF if offset < SID_REPLACE else 0xFFFFF)

    def _sids_at(self, vintf: int, offset: int) -> Optional[Tuple[List[int], int]]:
        """SID_MATCH or SID_REPLACE of a VINTF (PHYS-08), and the slot in it."""
        for first, all_slots in ((SID_MATCH, self.matches[vintf]), (SID_REPLACE, self.replacements[vintf])):
            if first <= offset < first + 4 * len(all_slots):
                return all_slots, (offset - first) // 4
        return None

    def _slot_at(self, offset: int) -> Tuple[Optional[int], int, int]:
        """The vCMDQ, the page and the offset in its slot, through a direct page or a VINTF's (PHYS-01)."""
        if offset < VINTF_PAGES:
            page, at = divmod(offset - DIRECT_PAGES, PAGE_BYTES)
            number, at = divmod(at, SLOT_BYTES)
            return (number if number < len(self.queues) else None), page, at
        vintf, rest = divmod(offset - VINTF_PAGES, 2 * PAGE_BYTES)
        page, at = divmod(rest, PAGE_BYTES)
        slot, at = divmod(at, SLOT_BYTES)
        mapped = (number for number in range(len(self.queues)) if self.place(number) == Place(vintf, slot))
        return next(mapped, None), page, at

    def _stopped(self) -> List[int]:
        return [number for number, queue in enumerate(self.queues) if queue.stopped]

    def _stopped_places(self) -> List[Place]:
        places = (self.place(number) for number in self._stopped())
        return [place for place in places if place is not None]


def map_word(bits, word: int) -> int:
    """The 32-bit word of a map that has these bits set."""
    return sum(1 << bit % 32 for bit in set(bits) if bit // 32 == word)
