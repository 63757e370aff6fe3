"""The CMDQ-V block that the guest sees: five pages, trapped but for the page-0 window."""

from __future__ import annotations

from typing import Callable, List, Set, Tuple

from device import registers as r
from device.page0 import HostPage, Page0Window
from device.vcmdq import Vcmdq
from device.viommu import Viommu

ErrorMap = Tuple[int, int]
"""The VINTF's LVCMDQ_ERR_MAP as an event carries it: bits [63:0], bits [127:64]."""

# The guest's only VINTF in the maps that have a bit for each.
_VINTF0 = 1 << 0


class CmdqvBlock:
    """Registers of the block, and the vCMDQs that they bring to life and end."""

    def __init__(self, viommu: Viommu, page: HostPage, interrupt: Callable[[], None]) -> None:
        self._config = dict(r.CONFIG_PAGE_RESET)
        self._queues = [Vcmdq(index, viommu, page) for index in range(r.QUEUES)]
        self._window = Page0Window(page)
        self._interrupt = interrupt
        # Queues that gave way to a lower one being rebuilt on a new BASE, and come back with it.
        self._displaced: Set[Vcmdq] = set()

    def read(self, offset: int, width: int) -> int:
        if self._window.covers(offset, width):
            return self._window.load(offset, width)
        register = r.read_target(offset, width)
        if register is None:
            return 0
        if register.page is r.Page.CONFIG:
            return self._config[register.offset]
        queue = self._queues[register.slot]
        if register.page is r.Page.CONTROL:
            return queue.read_control(register.offset)
        return queue.read_address(register)

    def write(self, offset: int, width: int, value: int) -> None:
        if self._window.covers(offset, width):
            self._window.store(offset, width, value)
            return
        register = r.write_target(offset, width)
        if register is None:
            return
        content = r.truncate(value, width)
        if register.page is r.Page.CONFIG:
            self._write_config(register.offset, content)
        elif register.page is r.Page.CONTROL:
            self._queues[register.slot].write_control(register.offset, content)
        else:
            self._write_address(register, content)

    def windows(self) -> List[Tuple[int, int]]:
        return self._window.extents()

    def report_errors(self, error_map: ErrorMap) -> None:
        """Takes an error event with a map that is not empty (EVT-07 to EVT-09)."""
        words = [half >> shift & 0xFFFF_FFFF for half in error_map for shift in (0, 32)]
        for own, copy, word in zip(r.LVCMDQ_ERR_MAP, r.CMDQ_ERR_MAP, words):
            self._config[own] = self._config[copy] = word
        self._config[r.VI_ERR_MAP[0]] |= _VINTF0
        if not self._config[r.VI_INT_MASK[0]] & _VINTF0:
            self._interrupt()

    def reset(self) -> None:
        """Device reset; the vIOMMU and what hangs on it stay (TEAR-05)."""
        self.release()
        for queue in self._queues:
            queue.reset()
        self._config = dict(r.CONFIG_PAGE_RESET)

    def release(self) -> None:
        """Takes the hardware from the guest: the window, then the queues."""
        self._window.installed = False
        self._free_all()

    def _write_config(self, offset: int, value: int) -> None:
        old = self._config[offset]
        self._config[offset] = value
        if offset == r.CMDQV_CONFIG:
            self._enable(bool(value & r.CMDQV_EN))
        elif offset == r.VINTF_CONFIG:
            # VINTF-01: HYP_OWN is wired to 0
            self._config[offset] = value & ~r.VINTF_HYP_OWN
            self._enable_vintf(bool(value & r.VINTF_ENABLE))
        elif offset in r.CMDQ_ALLOC_MAP:
            # WR-05 to WR-07: only an edge of ALLOC matters
            if (old ^ value) & r.ALLOC:
                self._change_alloc(self._queues[r.CMDQ_ALLOC_MAP.index(offset)], bool(value & r.ALLOC))
        # The others are only stored: VI_INT_MASK gates events to come (WR-04), and vSIDs are
        # mapped by vDEVICEs alone (WR-10, VINTF-09).

    def _enable(self, enable: bool) -> None:
        """WR-01, whatever CMDQV_EN was before; WR-02, where the window stays (P0-04)."""
        if enable:
            self._config[r.CMDQV_STATUS] |= r.CMDQV_ENABLED
            self._allocate_all()
        else:
            self._free_all()
            self._config[r.CMDQV_STATUS] &= ~r.CMDQV_ENABLED

    def _enable_vintf(self, enable: bool) -> None:
        """WR-08: the window comes even if an allocation failed; WR-09: the guest is told last."""
        if enable:
            self._config[r.VINTF_STATUS] |= r.VINTF_ENABLE_OK
            self._allocate_all()
            self._window.installed = True
        else:
            self.release()
            self._config[r.VINTF_STATUS] &= ~r.VINTF_ENABLE_OK

    def _change_alloc(self, queue: Vcmdq, wanted: bool) -> None:
        if wanted:
            self._allocate(queue)
        else:
            self._free_from(queue)

    def _write_address(self, register: r.Register, value: int) -> None:
        queue = self._queues[register.slot]
        queue.write_address(register, value)
        # WR-12: a queue without BASE is not ready, and a live one is kept; WR-13
        if register.offset == r.BASE and self._ready(queue):
            self._rebuild(queue)

    def _rebuild(self, queue: Vcmdq) -> None:
        """Allocates a queue on its new BASE, after freeing it if it was live (WR-11).

        The kernel frees from the last queue down and allocates from the first up, so the queues above step
        aside for it, and come back even if a split write needs a second attempt (ALLOC-08).
        """
        above = self._queues[queue.index + 1 :]
        self._displaced.update(other for other in above if other.live)
        self._free_from(queue)
        if not self._allocate(queue):
            return
        for other in above:
            if other in self._displaced and not self._allocate(other):
                return

    def _ready(self, queue: Vcmdq) -> bool:
        """ALLOC-01; CMDQ_EN is no part of it (ALLOC-02)."""
        return bool(
            queue.has_base
            and self._config[r.VINTF_STATUS] & r.VINTF_ENABLE_OK
            and self._config[r.CMDQV_STATUS] & r.CMDQV_ENABLED
            and self._config[r.CMDQ_ALLOC_MAP[queue.index]] & r.ALLOC
        )

    def _allocate_all(self) -> None:
        """A group trigger: ascending, up to the first failure (ALLOC-11)."""
        all(self._allocate(queue) for queue in self._queues)

    def _allocate(self, queue: Vcmdq) -> bool:
        """Allocates a queue that is ready and not live; False only if the host refused."""
        if queue.live or not self._ready(queue):
            return True
        self._displaced.discard(queue)
        return queue.allocate()

    def _free_all(self) -> None:
        self._displaced.clear()
        self._free_from(self._queues[0])

    def _free_from(self, queue: Vcmdq) -> None:
        """Frees the queues from the last down to this one: the kernel refuses any other order (PHYS-12)."""
        for other in reversed(self._queues[queue.index :]):
            other.free()
