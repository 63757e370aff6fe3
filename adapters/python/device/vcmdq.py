"""One vCMDQ slot: a cache of its registers, and the host's hw_queue while it has one."""

from __future__ import annotations

from typing import Optional

from device import registers as r
from device.page0 import HostPage
from device.viommu import Viommu

COMMAND_BYTES = 16
_LOW_HALF = 0xFFFF_FFFF

# What moves to the hardware at allocation, in this order: CMDQ_EN last, GERRORN not at all (MIG-01 to MIG-05).
_MIGRATED = (r.CONS_INDX, r.PROD_INDX, r.CONFIG)


class Vcmdq:
    """A queue is live while its hw_queue exists: page 0 then belongs to the hardware and the cache rests."""

    def __init__(self, index: int, viommu: Viommu, page: HostPage) -> None:
        self.index = index
        self._viommu = viommu
        self._page = page
        self._hw_queue: Optional[int] = None
        self.reset()

    @property
    def live(self) -> bool:
        return self._hw_queue is not None

    @property
    def has_base(self) -> bool:
        """BASE is not 0; LOG2SIZE alone counts (ALLOC-01)."""
        return self._addresses[r.BASE] != 0

    def reset(self) -> None:
        """As after power-on; nothing else but a write changes BASE (VCMDQ-17). The queue must be free."""
        self._control = dict(r.QUEUE_CONTROL_RESET)
        self._addresses = dict(r.QUEUE_ADDRESS_RESET)

    def read_control(self, offset: int) -> int:
        """The hardware's register while live, the cache's otherwise (RD-01, RD-02)."""
        return self._page.load(self._page_offset(offset), 4) if self.live else self._control[offset]

    def write_control(self, offset: int, value: int) -> None:
        """The cache neither checks nor processes anything (WR-14 to WR-18, DIR-04)."""
        if self.live:
            self._page.store(self._page_offset(offset), 4, value)
            return
        self._control[offset] = value
        if offset == r.CONFIG:
            self._acknowledge_enable(bool(value & r.CMDQ_EN))

    def read_address(self, register: r.Register) -> int:
        """Always the cache (RD-03, DIR-07)."""
        value = self._addresses[register.offset]
        if register.size == 8:
            return value
        return value >> 32 if register.high_half else value & _LOW_HALF

    def write_address(self, register: r.Register, value: int) -> None:
        """Stores verbatim, reserved bits included (VCMDQ-15)."""
        old = self._addresses[register.offset]
        if register.size == 8:
            new = value
        elif register.high_half:
            new = old & _LOW_HALF | value << 32
        else:
            new = old & ~_LOW_HALF | value
        self._addresses[register.offset] = new

    def allocate(self) -> bool:
        """Asks the host for the hw_queue; the kernel alone judges BASE (ALLOC-06, ALLOC-07)."""
        base = self._addresses[r.BASE]
        length = COMMAND_BYTES << (base & r.BASE_LOG2SIZE)
        self._hw_queue = self._viommu.allocate_queue(self.index, base & r.BASE_ADDR, length)
        if self._hw_queue is None:
            # FAIL-01; no interrupt and no error map goes with it (FAIL-04)
            self._control[r.GERROR] |= r.CMDQ_INIT_ERR
            self._control[r.STATUS] &= ~r.CMDQ_EN_OK
            return False
        # ALLOC-14
        self._control[r.GERROR] &= ~r.CMDQ_INIT_ERR
        self._control[r.STATUS] |= r.CMDQ_EN_OK
        for offset in _MIGRATED:
            self._page.store(self._page_offset(offset), 4, self._control[offset])
        return True

    def free(self) -> None:
        """Frees a live queue; page 0 is then as after reset, nothing comes back from the hardware (MIG-08, MIG-09)."""
        if self._hw_queue is None:
            return
        hw_queue, self._hw_queue = self._hw_queue, None
        self._control = dict(r.QUEUE_CONTROL_RESET)
        self._viommu.destroy_queue(hw_queue)

    def _acknowledge_enable(self, enable: bool) -> None:
        """STATUS follows CONFIG, except that a queue without hardware cannot be enabled (WR-16, WR-17, FAIL-02)."""
        if not enable:
            self._control[r.STATUS] &= ~r.CMDQ_EN_OK
        elif not self._control[r.GERROR] & r.CMDQ_INIT_ERR:
            self._control[r.STATUS] |= r.CMDQ_EN_OK

    def _page_offset(self, offset: int) -> int:
        return self.index * r.SLOT_STRIDE + offset
